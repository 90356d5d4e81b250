"""The tree of a calculation, with the functions and constants that it may hold."""

from dataclasses import dataclass
from typing import Final

FUNCTIONS: Final = frozenset(
    "sqrt cbrt ln log log10 log2 exp sin cos tan asin acos atan sinh cosh tanh abs".split()
)
CONSTANTS: Final[dict[str, tuple[str, str]]] = {
    "R": ("R", "J/mol/K"), "NA": ("N_A", "1/mol"), "N_A": ("N_A", "1/mol"),
    "kB": ("k", "J/K"), "k_B": ("k", "J/K"), "h": ("h", "J*s"), "c": ("c", "m/s"),
    "F": ("F", "C/mol"), "e": ("e", "C"), "pi": ("pi", ""),
}  # fmt: skip
"""Constants by what they are written as: the symbol of CODATA, and the unit."""


@dataclass(frozen=True)
class Number:
    """A number with its unit."""

    value: float
    unit: str = ""


@dataclass(frozen=True)
class Named:
    """A constant of nature."""

    name: str


@dataclass(frozen=True)
class Operation:
    """An operation of one or two operands, or a function."""

    mark: str
    operands: tuple["Node", ...]


Node = Number | Named | Operation


class Unclear(Exception):
    """Tokens that are no expression."""
