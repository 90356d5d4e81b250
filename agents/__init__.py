"""The agents: each one module, with its words and prompts in files beside it."""
