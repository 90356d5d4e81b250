"""Language models behind the address of a local server."""
