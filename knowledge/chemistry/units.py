"""Units as texts write them, read into what pint calls them."""

import re
import tomllib
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, NamedTuple

from labwright.core.quantity import unit_registry
from labwright.core.units import as_pint

if TYPE_CHECKING:
    from pint import UnitRegistry

_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
_POWER = re.compile(
    r"(?:\^\s?\{?\(?(?P<marked>[-+–]?\d+(?:\.\d|/2)?)\)?\}?|(?P<raised>[⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)"
    r"|(?P<negative>[-–]\d(?!\.?\d))|(?P<bare>[23](?!\.?\d)))"
)
_LENGTHS = re.compile(r"[a-zµ]?m|Å")
_JOIN = re.compile(r"\s?[·×*.]\s?(?=[A-Za-zµΩÅ°])|\s(?=[A-Za-zµΩÅ])")
_PER = re.compile(r"\s?/\s?|\sper\s")
_INVERSE = re.compile(r"1\s?/\s?")
_FACTOR = re.compile(r"(^|[*/])([^*/]+(?:\*\*\d)?)")
_HALF_ROOT = re.compile(r"(?:\^?\(?1/2\)?|\^?0\.5|½)")
# Atoms and decades are counted: eV/atom and mV/dec are not the same as eV and mV.
_OWN_UNITS = ("dec = [dec]", "HV = [HV]", "atom = [atom]", "emu = 1e-3 * ampere * meter ** 2")
_MOST_PARTS = 6
_AFTER = re.compile(r"[A-Za-z0-9µΩÅ]|-[A-Za-z]")


class Unit(NamedTuple):
    """A unit in a text.

    Args:
        name: What pint calls it.
        end: Offset behind it.
    """

    name: str
    end: int


@lru_cache(maxsize=50_000)
def read_unit(text: str, start: int = 0) -> Unit | None:
    """Read the unit that begins at a place of a text.

    Args:
        text: A text, in which minus is a hyphen.
        start: Where the unit begins.

    Returns:
        The longest reading that pint accepts; None if no unit begins there.

    Example:
        >>> read_unit("mAh g-1 at").name, read_unit("W/(m K)").name
        ('mA*hour/g', 'W/m/kelvin')
    """
    whole = _table().whole.match(text, start)
    if whole is not None and not _AFTER.match(text, whole.end()):
        return Unit(_table().written[" ".join(whole[0].split())], whole.end())
    for parts, end in reversed(_readings(text, start)):
        if _AFTER.match(text, end) and text[end - 1] != ")":
            continue
        name = as_pint(text[start:end].strip()) or _named(parts)
        if name and dimension(name):
            return Unit(name, end)
    return None


Part = tuple[str, float]


def _readings(text: str, start: int) -> list[tuple[tuple[Part, ...], int]]:
    """Return all readings of what begins at a place: parts with powers, and where they end."""
    found: list[tuple[tuple[Part, ...], int]] = []
    parts: tuple[Part, ...] = ()
    at, sign, closing = _opening(text, start)
    while len(parts) < _MOST_PARTS:
        atom = _atoms().match(text, at)
        if atom is None:
            break
        power, end = _power(text, atom.end(), atom[0])
        if _is_apart(text, at, power, closing) and not _is_pair(parts, atom[0]):
            break
        parts = (*parts, (atom[0], sign * power))
        if closing and text[end : end + 1] == ")":
            end, closing = end + 1, 0
        if not closing:
            found.append((parts, end))
        if per := _PER.match(text, end):
            sign, at = -1, per.end()
            if text[at : at + 1] == "(":
                closing, at = 1, at + 1
        elif (at := _joined(text, end, power)) < 0:
            break
    return found


def _opening(text: str, start: int) -> tuple[int, int, int]:
    """Return where the parts begin, the sign of their powers, and whether a bracket is open."""
    per = _INVERSE.match(text, start)
    if per is None:
        return start, 1, 0
    bracket = text[per.end() : per.end() + 1] == "("
    return per.end() + bracket, -1, int(bracket)


def _is_apart(text: str, at: int, power: float, closing: int) -> bool:
    """Tell whether a space stands before a unit with a positive power, outside brackets."""
    return text[at - 1 : at] == " " and power > 0 and not closing


def _joined(text: str, end: int, power: float) -> int:
    """Return where the next part of a unit begins; -1 if there is none."""
    if power < 0 and text[end : end + 1].isalpha():
        return end
    join = _JOIN.match(text, end)
    return join.end() if join else -1


def _is_pair(parts: tuple[Part, ...], atom: str) -> bool:
    """Tell whether a unit without a negative power belongs to the one before the space."""
    return not parts or f"{parts[-1][0]} {atom}" in _table().pairs


def _power(text: str, at: int, atom: str) -> tuple[float, int]:
    if atom in ("m",) and (root := _HALF_ROOT.match(text, at)):
        return 0.5, root.end()
    match = _POWER.match(text, at)
    if match is None:
        return 1, at
    written = match["marked"] or match["raised"] or match["negative"] or match["bare"]
    written = written.translate(_SUPERSCRIPTS).replace("–", "-")
    if match["bare"] and not _LENGTHS.fullmatch(atom):
        return 1, at
    if "/2" in written:
        return float(written.removesuffix("/2")) / 2, match.end()
    return float(written), match.end()


def _named(parts: tuple[Part, ...]) -> str:
    """Write parts as pint reads them: first what is multiplied, then what is divided by."""
    names = _table().names
    over: list[str] = []
    under: list[str] = []
    for atom, power in parts:
        for sign, name in _FACTOR.findall(names[atom]):
            side = over if (power > 0) != (sign == "/") else under
            side.append(name if abs(power) == 1 else f"{name}**{abs(power):g}")
    return "".join(["*".join(over) or "1", *(f"/{term}" for term in under)])


class _Table(NamedTuple):
    names: dict[str, str]
    pairs: frozenset[str]
    written: dict[str, str]
    whole: re.Pattern[str]


@cache
def _table() -> _Table:
    text = (files("labwright.knowledge.chemistry") / "units.toml").read_text(encoding="utf-8")
    table = tomllib.loads(text)
    never = frozenset(table["not_prefixed"].split())
    names: dict[str, str] = {}
    for pair in table["prefixed"].split():
        sign, name = pair.split("=")
        names[sign] = name
        for prefix in table["prefixes"].split():
            short, long = prefix.split("=")
            if short + sign not in never:
                names[short + sign] = long + name
    names |= dict(pair.split("=", 1) for pair in table["plain"].split())
    written: dict[str, str] = table["written"]
    longest = sorted(written, key=len, reverse=True)
    whole = re.compile("|".join(re.escape(sign).replace(r"\ ", r"\s") for sign in longest))
    return _Table(names, frozenset(table["pairs"].split("|")), written, whole)


@cache
def _atoms() -> re.Pattern[str]:
    signs = sorted(_table().names, key=len, reverse=True)
    return re.compile("|".join(re.escape(sign) for sign in signs))


@cache
def dimension(name: str) -> str:
    """Return the dimension of a unit as a text that is equal for equal dimensions.

    Args:
        name: A unit as pint reads it; empty for a bare number.

    Returns:
        The dimension; empty if pint does not know the unit. Units that count things that pint
        does not (per atom, per decade, Vickers) keep those as dimensions of their own.

    Example:
        >>> dimension("mA*hour/g") == dimension("coulomb/kg"), dimension("furlongs of water")
        (True, '')
    """
    from pint.errors import PintError

    registry = _registry()
    try:
        found = registry.Unit(name or "dimensionless").dimensionality
    except (PintError, ValueError, AttributeError, TypeError, KeyError, AssertionError):
        return ""
    return str(found) + ("%" if name == "percent" else "") + ("°" if name == "degree" else "")


@cache
def _registry() -> "UnitRegistry[Any]":
    """Return the one registry, which then knows what materials scientists count as well."""
    registry = unit_registry()
    for line in _OWN_UNITS:
        if line.partition(" ")[0] not in registry:
            registry.define(line)
    return registry


@lru_cache(maxsize=20_000)
def converted(value: float, name: str, wanted: str) -> float | None:
    """Return a value in another unit.

    Args:
        value: The value.
        name: Its unit as pint reads it.
        wanted: The unit wanted.

    Returns:
        The value; None if the units differ in dimension.
    """
    from pint.errors import PintError

    if name == wanted:
        return value
    try:
        return float(_registry().Quantity(value, name).to(wanted).magnitude)
    except (PintError, ValueError, AttributeError, TypeError, OverflowError, ZeroDivisionError):
        return None
