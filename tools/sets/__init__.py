"""Tools over files of molecules."""
