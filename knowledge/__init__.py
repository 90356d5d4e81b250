"""The researcher's own documents: readers, passages, catalogue, vector index, search."""
