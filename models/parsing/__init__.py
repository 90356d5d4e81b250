"""Reading what a model wrote: reasoning, JSON, tool calls."""
