"""Wordings of questions, a file a field, under the name of the tool that answers them."""
