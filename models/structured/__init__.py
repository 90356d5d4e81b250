"""Replies in the shape of a JSON schema: what is asked for, read, bounded and repaired."""
