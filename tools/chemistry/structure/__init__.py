"""What a structure is made of, its shape and its relatives."""
