"""Telling notations apart by their look: SMILES, formula, CAS number."""

import re

_CAS_DIGITS = 5


def is_cas(text: str) -> bool:
    """Tell whether a text is a CAS number with a right check digit.

    The check digit is the sum of the digits, weighted 1, 2, 3 … from the right, modulo 10 (CAS
    Registry Number format).

    Example:
        >>> is_cas("50-78-2"), is_cas("50-78-3")
        (True, False)
    """
    parts = text.split("-")
    if [len(p) for p in parts[1:]] != [2, 1] or not all(p.isascii() and p.isdigit() for p in parts):
        return False
    digits = "".join(parts)
    if not _CAS_DIGITS <= len(digits) <= 2 * _CAS_DIGITS:
        return False
    total = sum(i * int(d) for i, d in enumerate(reversed(digits[:-1]), 1))
    return total % 10 == int(digits[-1])


def looks_like_smiles(text: str) -> bool:
    """Tell whether a text is meant as a SMILES, well formed or not.

    Example:
        >>> looks_like_smiles("c1ccccc1"), looks_like_smiles("benzene")
        (True, False)
    """
    allowed = set("BCNOPSFIHbcnopslr[]()=#@+-/\\.%*0123456789$:~")
    outside = re.sub(r"\[[^\[\]]*(?:\]|$)", "", text)  # inside brackets any symbol may stand
    if not text or not set(outside) <= allowed:
        return False
    if text.isalpha():
        return letters_are_smiles(text)
    if text[0].isdigit() or text.replace(".", "").replace("-", "").isdigit():
        return False
    return any(mark in text for mark in "=#()[]/\\@") or _has_ring(text)


def letters_are_smiles(text: str) -> bool:
    """Tell whether a text of letters only can be a SMILES such as CCO."""
    # C-C chains such as CCO; not words (Sn, Bi), not formulae (NaCl).
    return (
        len(text) > 1
        and text == text.upper().replace("CL", "Cl").replace("BR", "Br")
        and (any(text.count(symbol) > 1 for symbol in "CNO") or set(text) <= set("CNO"))
    )


def repeats_element(text: str) -> bool:
    """Tell whether a text of letters names an element twice, as no formula does."""
    # Nobody writes a formula with an element twice (CSSC), so such a text is a SMILES.
    symbols = re.findall("[A-Z][a-z]?", text)
    return len(symbols) > len(set(symbols))


def _has_ring(text: str) -> bool:
    digits = [c for c in text if c.isdigit()]
    paired = all(digits.count(d) % 2 == 0 for d in set(digits))
    return bool(digits) and paired and any(c in "cnos" for c in text) | ("C1" in text)
