"""Chemical formulae, numbers and units, as LaTeX's packages for them print them."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from labwright.knowledge.readers.typography import Line

Plain = Callable[[str], str]
"""Reads a formula in the notation of TeX."""

_ARROWS = {
    "<=>>": "⇌", "<<=>": "⇌", "<=>": "⇌", "<-->": "⇄", "<->": "↔", "->": "→", "<-": "←",
    "=>": "⇒", "→": "→", "⇌": "⇌",
}  # fmt: skip
_CHEMISTRY = re.compile(
    r"(?P<arrow><=>>|<<=>|<=>|<-->|<->|->|<-|=>)(?P<over>(?:\[[^\]]*\]){0,2})"
    r"|\$(?P<maths>[^$]*)\$"
    r"|(?P<script>[\^_])(?:\{(?P<group>(?:[^{}]|\{[^{}]*\})*)\}|(?P<bare>\d*[+-]|\d+|\w))"
    r"|(?P<gas>(?<=\s)\^(?=\s|$))|(?P<solid>(?<=\s)v(?=\s|$))"
    r"|\\bond\{(?P<bond>[^}]*)\}|(?P<command>\\(?:[A-Za-z]+(?:\s*\{[^{}]*\})?|.))"
    r"|(?P<charge>(?<=[A-Za-z\d\])}])-(?=[\s,;.)\]]|$))|(?P<plain>[^\\$^_{}]|[{}])",
    re.S,
)
_BONDS = {"-": "-", "1": "-", "=": "=", "2": "=", "#": "≡", "3": "≡", "...": "⋯", "->": "→"}
_SIGNS = {"*": "·", "#": "≡", "{": "", "}": "", "~": " "}

_PREFIXES = {
    "yocto": "y", "zepto": "z", "atto": "a", "femto": "f", "pico": "p", "nano": "n",
    "micro": "µ", "milli": "m", "centi": "c", "deci": "d", "deca": "da", "deka": "da",
    "hecto": "h", "kilo": "k", "mega": "M", "giga": "G", "tera": "T", "peta": "P", "exa": "E",
}  # fmt: skip
_UNITS = {
    "ampere": "A", "angstrom": "Å", "arcminute": "′", "arcsecond": "″", "astronomicalunit": "au",
    "atomicmassunit": "u", "bar": "bar", "becquerel": "Bq", "candela": "cd", "coulomb": "C",
    "dalton": "Da", "day": "d", "decibel": "dB", "degree": "°", "degreeCelsius": "°C",
    "celsius": "°C", "electronvolt": "eV", "elementarycharge": "e", "farad": "F", "gram": "g",
    "gray": "Gy", "hectare": "ha", "henry": "H", "hertz": "Hz", "hour": "h", "joule": "J",
    "katal": "kat", "kelvin": "K", "kilogram": "kg", "liter": "L", "litre": "L", "lumen": "lm",
    "lux": "lx", "meter": "m", "metre": "m", "minute": "min", "mmHg": "mmHg", "molar": "M",
    "mole": "mol", "newton": "N", "ohm": "Ω", "pascal": "Pa", "percent": "%", "radian": "rad",
    "second": "s", "siemens": "S", "sievert": "Sv", "steradian": "sr", "tesla": "T",
    "tonne": "t", "volt": "V", "watt": "W", "weber": "Wb", "liters": "L", "hartree": "Ha",
    "AA": "Å", "SIUnitSymbolMicro": "µ", "mu": "µ", "textmu": "µ", "textdegree": "°",
    "Omega": "Ω", "um": "µm", "ug": "µg", "us": "µs", "uL": "µL", "ul": "µL", "umol": "µmol",
    "uA": "µA", "uW": "µW", "uM": "µM", "uV": "µV", "atm": "atm", "cal": "cal", "kcal": "kcal",
}  # fmt: skip
_BEFORE = {"square": "2", "cubic": "3"}
_BEHIND = {"squared": "2", "cubed": "3"}
_UNIT = re.compile(
    r"\\(?P<name>[A-Za-z]+)(?:\s*\{(?P<of>[^{}]*)\})?|(?P<script>[\^_])(?:\{(?P<group>[^{}]*)\}"
    r"|(?P<bare>[+-]?\w))|(?P<gap>\\[ ,;:]|[.~·*]|\\cdot\b)|(?P<text>[^\\^_.~·*{}\s]+)"
)
_NUMBER = re.compile(
    r"(?P<sign>[+-]?)(?P<whole>[\d.,\s]*(?:\(\d+\))?)"
    r"(?:\+-(?P<error>[\d.,]+))?(?:[eEdD](?P<power>[+-]?\d+))?"
)
_WRAPPERS = ("of", "text", "mathrm", "textrm", "cdot", "highlight", "si", "unit", "cancel")
_LONGEST = 5000  # characters of a formula or unit


def read_chemistry(source: str, plain: Plain) -> str:
    """Read a formula or equation in the notation of mhchem.

    Args:
        source: The formula.
        plain: Reads mathematics inside it.

    Returns:
        It in one line.

    Example:
        >>> read_chemistry("SO4^2- + Ba^{2+} -> BaSO4 v", str)
        'SO4^2− + Ba2+ → BaSO4 ↓'
    """
    line = Line()
    for found in _CHEMISTRY.finditer(source[:_LONGEST]):
        _read_piece(line, found, plain)
    return " ".join(line.take().split())


def _read_piece(line: Line, found: re.Match[str], plain: Plain) -> None:
    kind, text = found.lastgroup, found[0]
    if found["arrow"]:
        over = [part for part in re.findall(r"\[([^\]]*)\]", found["over"] or "") if part.strip()]
        above = f"[{'; '.join(read_chemistry(part, plain) for part in over)}]" if over else ""
        line.add(f" {_ARROWS[found['arrow']]}{above} ")
    elif found["script"]:
        inner = found["group"] if found["group"] is not None else found["bare"]
        inner = inner.replace("-", "−").replace("$", "")
        said = plain(inner).replace(" ", "") if "\\" in inner else inner
        (line.lift if found["script"] == "^" else line.lower)(said)
    elif kind == "maths":
        line.add(plain(found["maths"]))
    elif kind == "bond":
        line.add(_BONDS.get(found["bond"].strip(), "-"))
    elif kind == "command":
        line.add(plain(text))
    else:
        fixed = {"gas": "↑", "solid": "↓", "charge": "−"}
        line.add(fixed.get(kind or "") or _SIGNS.get(text, text))


def read_number(source: str) -> str:
    """Read a number as siunitx writes it.

    Example:
        >>> read_number("-1.5e-3"), read_number("2.0 +- 0.1"), read_number("3 x 4")
        ('−1.5 × 10^−3', '2.0 ± 0.1', '3 × 4')
    """
    factors = re.split(r"\s*(?:\bx\b|\\times|(?<=\d)x(?=\d))\s*", source[:_LONGEST].strip())
    return " × ".join(_factor(factor) for factor in factors)


def _factor(source: str) -> str:
    text = source.replace("\\pm", "+-").replace("±", "+-").replace("{", "").replace("}", "")
    text = re.sub(r"\s*\+-\s*", "+-", text).strip()
    match = _NUMBER.fullmatch(text)
    if not match or not any(char.isdigit() for char in text):
        return text.replace("+-", " ± ").replace("-", "−").strip()
    said = match["sign"].replace("-", "−") + match["whole"].strip()
    if match["error"]:
        said += f" ± {match['error']}"
    if match["power"]:
        power = f"10^{match['power'].replace('-', '−').removeprefix('+')}"
        said = f"({said})" if match["error"] else said
        return f"{said} × {power}" if said.strip("−+") else said + power
    return said


def read_unit(source: str) -> str:
    r"""Read a unit, in the commands of siunitx or as written out.

    Example:
        >>> read_unit(r"\kilo\joule\per\mole"), read_unit("m.s^{-2}")
        ('kJ mol^−1', 'm s^−2')
    """
    parts: list[_Part] = []
    ahead = _Part("")
    for found in _UNIT.finditer(source[:_LONGEST]):
        ahead = _read_unit_piece(parts, ahead, found)
    line = Line()
    for part in parts:
        line.add(part.text)
        if part.divides or part.power:
            line.lift(f"{'−' if part.divides else ''}{part.power or '1'}")
    return " ".join(line.take().split())


@dataclass(frozen=True)
class _Part:
    """One of the units that are multiplied, or what was said of the next one."""

    text: str
    power: str = ""
    divides: bool = False


def _read_unit_piece(parts: list[_Part], ahead: _Part, found: re.Match[str]) -> _Part:
    """Take in a piece of a unit and return what is known of the unit ahead."""
    name, of = found["name"] or "", found["of"] or ""
    if found["gap"]:
        parts.append(_Part(" "))
    elif found["text"]:
        parts.append(_Part(found["text"]))
    elif found["script"]:
        power = found["group"] if found["group"] is not None else found["bare"]
        _to_the(parts, power.strip().replace("-", "−"))
    elif name in _PREFIXES:
        return replace(ahead, text=_PREFIXES[name])
    elif name == "per":
        return replace(ahead, divides=True)
    elif name in _BEFORE or name == "raiseto":
        return replace(ahead, power=_BEFORE.get(name) or of)
    elif name in _BEHIND or name == "tothe":
        _to_the(parts, (_BEHIND.get(name) or of).strip().replace("-", "−"))
    elif name in _WRAPPERS:
        parts.append(_Part(f" {of}"))
    else:
        parts.append(replace(ahead, text=f" {ahead.text}{_UNITS.get(name, name)}"))
        return _Part("")
    return ahead


def _to_the(parts: list[_Part], power: str) -> None:
    if parts:
        parts[-1] = replace(parts[-1], power=power)
