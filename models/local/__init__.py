"""The language model in this process."""
