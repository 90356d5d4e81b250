"""What is found in a document, and who knows the names."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Literal, Protocol

from pydantic import BaseModel, ConfigDict

_ORGANIC = re.compile(r"C(?![a-z])(?:.*H(?![a-z2])|.*H2(?!O)|[2-9]|1\d)")
MentionKind = Literal[
    "name",
    "formula",
    "cas",
    "smiles",
    "inchi",
    "inchikey",
    "label",
    "abbreviation",
    "material",
    "record",
]
Systematic = Callable[[Sequence[str]], Mapping[str, str]]
"""Reads many systematic names at once; gives the SMILES of those that it can read."""


class Resolver(Protocol):
    """A table of names."""

    def resolve(self, name: str) -> str | None:
        """Return the SMILES of a name, formula or CAS number; None if it is not in the table."""

    def known(self, words: Iterable[str]) -> Iterable[str]:
        """Return those of some words that are names in the table, as they were given."""


class Mention(BaseModel):
    """A compound or material where a document speaks of it.

    Args:
        kind: How it is written: ``name``, ``formula``, ``cas``, ``smiles``, ``inchi``,
            ``inchikey``, ``label`` (compound 3a), ``abbreviation``, ``material`` (one without a
            structure of its own, such as UiO-66), ``record`` (a row of a molecule file).
        text: The words, verbatim.
        page: Page counted from 1.
        start: Offset of the first character in the page's text.
        end: Offset behind the last character.
        smiles: Canonical SMILES, if a structure is known.
        formula: Reduced formula, if a composition is known.
        inchikey: InChIKey, if a structure is known.
        confidence: How surely this is meant, in 0…1.
        how: What resolved it.

    Example:
        >>> Mention(kind="formula", text="TiO2", page=1, start=0, end=4, formula="TiO2").key
        'TiO2'
    """

    model_config = ConfigDict(frozen=True)

    kind: MentionKind
    text: str
    page: int
    start: int
    end: int
    smiles: str = ""
    formula: str = ""
    inchikey: str = ""
    confidence: float = 1.0
    how: str = ""

    @property
    def key(self) -> str:
        """What is the same for the same compound.

        The InChIKey of organic compounds; else the reduced formula, so that “titanium dioxide”
        and TiO2 agree; empty if neither is known.
        """
        return self.inchikey if _ORGANIC.search(self.formula) else self.formula or self.inchikey
