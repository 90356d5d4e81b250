"""The check digit of a CAS registry number."""

import re

from labwright.tools.chemistry.notations import is_cas

CAS_SHAPE = re.compile(r"\d{2,7}-\d\d-\d", re.ASCII)


def check_digit(text: str) -> int:
    """Return the check digit that belongs to a CAS number.

    Args:
        text: A number of the right shape, such as ``50-78-2``.

    Returns:
        The sum of the digits before the last, weighted 1, 2, 3 … from the right, modulo 10 (CAS,
        Check Digit Verification of CAS Registry Numbers).

    Example:
        >>> check_digit("7732-18-0")
        5
    """
    digits = text.replace("-", "")[:-1]
    return sum(weight * int(digit) for weight, digit in enumerate(reversed(digits), 1)) % 10


def wrong_check_digit(text: str) -> str:
    """Say why a text of the shape of a CAS number is none; empty if it is one.

    Args:
        text: A number of the right shape.

    Example:
        >>> wrong_check_digit("50-78-3")
        'its check digit is 3, but the digits before it call for 2'
    """
    if is_cas(text):
        return ""
    return f"its check digit is {text[-1]}, but the digits before it call for {check_digit(text)}"
