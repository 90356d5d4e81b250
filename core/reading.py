"""How intake read a question: entities with their places, and what it could not read."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

EntityKind = Literal[
    "molecule",
    "pattern",
    "element",
    "property",
    "measured",
    "unit",
    "documents",
    "computed",
    "file",
    "formula",
    "reaction",
    "quantity",
    "number",
    "datafile",
    "part",
    "table",
]


class Entity(BaseModel):
    """Something a question names.

    Args:
        kind: What it is.
        text: The words in the question.
        start: Offset of the first character in the question; -1 if it comes from earlier turns.
        end: Offset behind the last character.
        value: What a tool is given: a name or structure text, a symbol, a property key, a unit.
        name: What it is called in prose.
        smiles: Canonical SMILES of a molecule.
        note: How it was read, where that must be told.
        modifier: Words beside a molecule that make it another compound, such as “dimer”.

    Example:
        >>> Entity(kind="element", text="carbon", start=0, end=6, value="C").value
        'C'
    """

    model_config = ConfigDict(frozen=True)

    kind: EntityKind
    text: str
    start: int = -1
    end: int = -1
    value: str
    name: str = ""
    smiles: str = ""
    note: str = ""
    modifier: str = ""


class Reading(BaseModel):
    """A question as intake read it.

    Args:
        question: The question as asked.
        plain: The question with slips corrected and Korean terms in English.
        entities: What it names, in order.
        problems: Words that cannot be read as a molecule, each with a sentence: a broken structure,
            two readings. They stop what needs a molecule.
        unknown: Words that stand where a compound's name belongs but do not resolve, each with a
            sentence; no fault where the documents are asked.
        follow_up: Whether it leans on the turn before.

    Example:
        >>> Reading(question="Why?", plain="Why?").of("molecule")
        []
    """

    model_config = ConfigDict(frozen=True)

    question: str
    plain: str
    entities: tuple[Entity, ...] = ()
    problems: tuple[tuple[str, str], ...] = ()
    unknown: tuple[tuple[str, str], ...] = ()
    follow_up: bool = False

    def of(self, *kinds: EntityKind) -> list[Entity]:
        """Return the entities of these kinds, in order."""
        return [entity for entity in self.entities if entity.kind in kinds]

    def notes(self) -> list[str]:
        """Return how entities were read, where that must be told."""
        return list(dict.fromkeys(e.note for e in self.entities if e.note))
