"""The kinds of parameters that tools take, and what of a question fills each."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import Field

ParameterKind = Literal[
    "molecule", "molecules", "formula", "pattern", "element", "property", "query", "reaction",
    "quantity", "number", "choice", "file", "question", "option", "service",
]  # fmt: skip
_MOST_COUNTED, _LARGEST, _LONGEST_FIGURE = 10**12, 1e30, 200


@dataclass(frozen=True)
class Kind:
    """Which entity of a question fills a parameter.

    Args:
        name: Kind of the entity.
        unit: Of a quantity: a unit of its dimension, as pint reads it, or ``pH``; several that
            may be meant are parted by ``|``.
        cues: Of a quantity or number: words beside a figure that say that it is this one.
        words: Of a choice: what people say for each value.
        endings: Of a file: endings of names, such as ``.cif``.
    """

    name: ParameterKind
    unit: str = ""
    cues: tuple[str, ...] = ()
    words: Callable[[], Mapping[str, tuple[str, ...]]] | None = None
    endings: tuple[str, ...] = ()

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> dict[str, Any]:
        """Bound what a figure or a choice may be: a model under a grammar must come to its end."""
        schema: dict[str, Any] = handler(source)
        inner = schema["schema"] if schema["type"] == "nullable" else schema
        if self.name == "number" and inner["type"] in ("int", "float"):
            most = _MOST_COUNTED if inner["type"] == "int" else _LARGEST
            inner.setdefault("ge", -most)
            inner.setdefault("le", most)
        if self.name in ("quantity", "choice") and inner["type"] == "str":
            inner.setdefault("max_length", _LONGEST_FIGURE)
        return schema


# A model under a grammar does not end what has no end.
_TEXT, _KEYS = Field(max_length=20_000), Field(max_length=32)

Molecule = Annotated[str, Kind("molecule"), _TEXT]
"""A SMILES, InChI, CAS number, formula or name of a compound."""
Pattern = Annotated[str, Kind("pattern"), _TEXT]
"""A SMARTS, the name of a functional group, or a molecule."""
Element = Annotated[str, Kind("element"), Field(max_length=3)]
"""A chemical symbol such as ``C``."""
PropertyKeys = Annotated[list[Annotated[str, Field(max_length=40)]], Kind("property"), _KEYS]
"""Keys of properties that the tool yields."""
Query = Annotated[str, Kind("query"), _TEXT]
"""Words to look for."""
Words = Annotated[list[Annotated[str, Field(max_length=200)]], _KEYS]
"""A few words or names."""
Molecules = Annotated[list[Annotated[str, _TEXT]], Kind("molecules"), Field(max_length=1000)]
"""All molecules of a question, in its order."""
Formula = Annotated[str, Kind("formula"), _TEXT]
"""A formula such as ``Cu(NO3)2`` or ``C5H12``, or a molecule, of which only the atoms count."""
Reaction = Annotated[str, Kind("reaction"), _TEXT]
"""An equation with an arrow or ``=``, or a reaction SMILES or SMARTS with ``>>``."""
Question = Annotated[str, Kind("question"), _TEXT]
"""The part of the question that the tool answers, word for word; the tool reads it itself."""
TableFile = Annotated[
    str,
    Kind(
        "file", endings=(".csv", ".tsv", ".sdf", ".smi", ".smiles", ".csv.gz", ".sdf.gz", ".smi.gz")
    ),
    _TEXT,
]
"""A file of molecules."""
CrystalFile = Annotated[
    str, Kind("file", endings=(".cif", ".xyz", ".vasp", ".poscar", "POSCAR", "CONTCAR")), _TEXT
]
"""A file with atoms and their places."""
Line = Annotated[str, Field(max_length=400)]
"""A name or a short sentence."""
Number = Annotated[float, Field(ge=-1e30, le=1e30)]
"""Any figure of chemistry."""
Decimals = Annotated[int, Field(ge=0, le=12)]
"""Decimals to be shown."""
MostMolecules = Annotated[int, Field(ge=1, le=10**9)]
"""Molecules from which on a file is refused."""
UnitText = Annotated[str, Field(max_length=40)]
"""A unit such as ``mAh/g``."""


def measured(unit: str, *cues: str) -> Kind:
    """Mark a parameter that a quantity with a unit fills.

    Args:
        unit: A unit of its dimension, as pint reads it; ``pH`` for a pH.
        *cues: Words near the figure that say that it is this one, such as ``stock``.

    Returns:
        The mark; the tool is given a text such as ``5 mL``, for ``core.measures.read_measure``.

    Example:
        >>> Volume = Annotated[str, measured("L", "stock")]
    """
    return Kind("quantity", unit=unit, cues=cues)


def counted(*cues: str) -> Kind:
    """Mark a parameter that a bare number fills.

    Args:
        *cues: Words near the number that say that it is this one.

    Returns:
        The mark.

    Example:
        >>> Count = Annotated[int, counted("top", "steps")]
    """
    return Kind("number", cues=cues)


def one_of(words: Callable[[], Mapping[str, tuple[str, ...]]]) -> Kind:
    """Mark a parameter that is one of a few values.

    Args:
        words: Gives what people say for each value; called when questions are first read.

    Returns:
        The mark.

    Example:
        >>> Colour = Annotated[str, one_of(lambda: {"red": ("reddish",)})]
    """
    return Kind("choice", words=words)
