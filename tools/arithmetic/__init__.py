"""Tools over values that other steps found."""
