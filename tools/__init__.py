"""Domain tools: one function each, found through this folder or through entry points."""
