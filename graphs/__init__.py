"""LangGraph state machines, one file each, and what keeps them alive through a kill."""
