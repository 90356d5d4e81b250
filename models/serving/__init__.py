"""Starting a local model server with the right flags."""
