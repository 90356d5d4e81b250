"""Constants of nature, as CODATA gives them."""

from functools import cache

KELVIN = 273.15
"""Kelvin at 0 °C, exactly (BIPM, SI brochure, 9th ed., 2019)."""


@cache
def constant(symbol: str) -> float:
    """Return a constant in SI units from the CODATA table of scipy.

    Args:
        symbol: One of R, k, h, c, N_A, e, F.

    Returns:
        Its value.

    Example:
        >>> round(constant("R"), 6)
        8.314463
    """
    from scipy import constants

    if symbol == "F":
        return float(constants.N_A * constants.e)
    return float(getattr(constants, symbol))
