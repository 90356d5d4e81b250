r"""The marks of a written formula: subscripts, superscripts, ``\ce{}``, states, and its charge."""

import re

from labwright.core.errors import BadArgument

_SUBSCRIPTS = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
_RAISED = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", "0123456789+-", strict=True))
_SIGNS = str.maketrans("−–—‒﹣－＋", "-----" + "-+")
_DOTS = str.maketrans(dict.fromkeys("•∙⋅・●‧*", "·"))
_STATE = re.compile(r"\s*\((?:aq|s|l|g)\)$")
_CE = re.compile(r"\$?\s*\\(?:ce|cf|mathrm|text|rm)\s*\{(.*)\}\s*\$?", re.S)
_ROMAN = re.compile(r"\((?:I{1,3}|I?V|VI{0,3})\)")
_UNKNOWN_WATER = re.compile(r"·\(?[nxyz]\)?\s*\(?[HD]2O")
_MARKED_CHARGE = re.compile(
    r"(?:\^\{?[·.]?(\d*[+-]+|[+-]\d+)\}?|\((\d*[+-]|[+-]\d+)\)"
    r"|\s(\d*[+-]|[+-]\d+)|(?<=\])(\d*[+-])|([+-]\d+)|([+]{2,}|-{2,}))$"
)
_BARE_CHARGE = re.compile(r"^(.*?)(\d*)([+-])$")
_LAST = re.compile(r"([A-Z][a-z]?|\))$")
_HIGHEST = 4  # of a charge that is written without a mark behind a count, as in SO42-

# What a digit and a sign behind a bare nonmetal mean: the count of a known ion, else the charge.
_COUNTED = {"H2+", "H3+", "I3-", "Br3-", "Cl3-", "F3-", "Cl2-", "Br2-", "I2-", "F2-", "O2+", "O3-",
            "N2+", "O4+", "N5+", "I5-", "Cl2+", "Br2+", "I2+", "Br5-", "I7-", "C2+"}  # fmt: skip
_EITHER = {"O2-": ("O^2-", "O2^-"), "N3-": ("N^3-", "N3^-"), "C4-": ("C^4-", "C4^-"),
           "C2-": ("C2^2-", "C2^-")}  # fmt: skip
_NONMETALS = frozenset("H B C N O F P S Cl Br I At Se Te As Si Ge He Ne Ar Kr Xe Rn D T".split())


def plain_marks(text: str) -> tuple[str, bool]:
    r"""Write a formula with plain marks: digits for subscripts, ``^{}`` for what is raised.

    Args:
        text: A formula as written or printed.

    Returns:
        The formula, and whether its marks say that it is one.

    Example:
        >>> plain_marks("SO₄²⁻"), plain_marks(r"\ce{NO2^{1-}}")
        (('SO4^{2-}', True), ('NO2^{1-}', True))
    """
    given = text.strip()
    plain = given
    while (wrapped := _CE.fullmatch(plain)) is not None:
        plain = wrapped[1].strip()
    plain = plain.strip("$ ").translate(_SIGNS).translate(_DOTS)
    plain = plain.replace("\\cdot", "·").replace("<sup>", "^{").replace("</sup>", "}")
    plain = plain.replace("<sub>", "").replace("</sub>", "").replace("½", "0.5")
    plain = re.sub(r"_\{([\d.]+)\}|_([\d.])", lambda m: m[1] or m[2], plain)
    plain = plain.translate(_SUBSCRIPTS)
    raised = "".join(_RAISED)
    plain = re.sub(f"[{raised}]+", lambda m: f"^{{{''.join(_RAISED[c] for c in m[0])}}}", plain)
    plain = _STATE.sub("", plain)
    plain = re.sub(r"\s*·\s*|\s+\.\s*(?=\d*\s*H2O)", "·", plain)
    plain = re.sub(r"(?<=·)([\d.]+)\s+(?=[A-Z])", r"\1", plain)
    return plain.strip(), (plain != given and "\\" in given) or "^" in plain


def split_charge(text: str) -> tuple[str, int]:
    """Take the charge off a formula with plain marks.

    Args:
        text: Such as ``NH4+``, ``[Fe(CN)6]4-``, ``SO4^{2-}``, ``SO42-`` or ``Fe+3``.

    Returns:
        The formula without it, and the charge; 0 if none is written.

    Raises:
        BadArgument: If the last digit may be a count or the charge, as in ``O2-``.

    Example:
        >>> split_charge("SO42-"), split_charge("NH4+"), split_charge("Ca2+")
        (('SO4', -2), ('NH4', 1), ('Ca', 2))
    """
    marked = _MARKED_CHARGE.search(text)
    if marked is not None and marked.start() > 0:
        return text[: marked.start()].rstrip(), _charge(next(g for g in marked.groups() if g))
    bare = _BARE_CHARGE.match(text)
    if bare is None or not bare[1]:
        return text, 0
    body, digits, sign = bare.groups()
    size = 1 if not digits else _charge_digits(body, digits, sign)
    figure = digits[len(digits) - size :] if digits and size else ""
    count = digits[: len(digits) - size] if digits else ""
    return body + count, int(f"{sign}{figure or 1}")


def _charge(written: str) -> int:
    signs = written.count("+") - written.count("-")
    figure = re.sub(r"[+-]", "", written)
    if not figure:
        return signs
    if int(figure[:4]) > 99:  # noqa: PLR2004 - no ion has as much
        raise BadArgument(f"The charge “{written[:20]}” is out of range.", "Give one under 100.")
    return int(figure) * (1 if signs > 0 else -1)


def _charge_digits(body: str, digits: str, sign: str) -> int:
    """Tell how many of the digits before an unmarked sign are the charge (0 or 1)."""
    last = _LAST.search(body)
    if last is None:
        return 0
    if len(digits) == 1:
        return _of_one_digit(body, digits, sign)
    if digits[-1] == "0" or (int(digits[-1]) > _HIGHEST and len(digits) == 2):  # noqa: PLR2004
        return 0
    organic = re.search("C(?![a-z])", body) is not None and ")" not in body
    if last[1] == "H" and organic and len(digits) == 2:  # noqa: PLR2004
        return 0  # C12H25+ is no C12H2 with five charges
    unsure = (last[1] == "H" and "B" in body) or (last[1] in ("F", "Cl") and organic)
    if unsure and len(digits) == 2:  # noqa: PLR2004
        raise _two_readings(body, digits, sign)
    return 1


def _of_one_digit(body: str, digit: str, sign: str) -> int:
    whole = f"{body}{digit}{sign}"
    if whole in _EITHER:
        first, second = _EITHER[whole]
        raise BadArgument(
            f"“{whole}” has two readings: {first} and {second}.", f"Write {first} or {second}."
        )
    symbols = re.findall("[A-Z][a-z]?", body)
    if len(symbols) == 1 and body == symbols[0]:
        return 0 if whole in _COUNTED else 1
    if sign == "+" and symbols[0] not in _NONMETALS and symbols[-1] in ("O", "F", "Cl", "Br", "I"):
        raise _two_readings(body, digit, sign)  # VO2+ is vanadyl or pervanadyl
    return 0


def _two_readings(body: str, digits: str, sign: str) -> BadArgument:
    first, second = f"{body}{digits}^{sign}", f"{body}{digits[:-1]}^{digits[-1]}{sign}"
    return BadArgument(
        f"“{body}{digits}{sign}” has two readings: {first} and {second}.",
        f"Write {first} or {second}.",
    )


def refuse_unread(text: str) -> None:
    """Raise for a formula that says less than it seems: ``Fe(III)``, ``H2SO4·xH2O``."""
    if (roman := _ROMAN.search(text)) is not None and not text.startswith("("):
        raise BadArgument(
            f"“{text[:60]}” has the Roman numeral {roman[0]}, which also reads as iodine.",
            "Write the charge, as in Fe^3+, or the formula, as in FeI3.",
        )
    if _UNKNOWN_WATER.search(text):
        raise BadArgument(
            f"“{text[:60]}” has an unknown amount of water.", "Write a number, as in CuSO4·5H2O."
        )
