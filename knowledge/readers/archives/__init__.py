"""Archives of files: ZIP, TAR and their kin."""
