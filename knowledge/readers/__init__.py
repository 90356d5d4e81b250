"""One module for each kind of file, each giving a title and the text of its pages."""
