"""Texts to vectors: the embedded model, a folder, or a server."""
