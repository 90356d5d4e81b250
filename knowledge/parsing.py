"""Everything that is made of a file before it is stored; it can be made in another process."""

import time
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict

from labwright.knowledge.chemistry.mention import Mention
from labwright.knowledge.chemistry.record import PropertyRecord
from labwright.knowledge.document import Document, Passage
from labwright.knowledge.keys import embedded_text
from labwright.knowledge.structures.molecule import Molecule

if TYPE_CHECKING:
    from labwright.knowledge.chemistry.mention import Resolver

_MANY = 2000
"""Molecules of a file above which no InChIKeys are made: each takes as long as all the rest."""


class Parsed(BaseModel):
    """What was made of a file.

    Args:
        document: What was read.
        passages: Its passages; none before it was cut.
        mentions: Compounds that it speaks of.
        records: Properties that it states.
        molecules: Their molecules by the SMILES of mentions.
        seconds: Time that it took.
    """

    model_config = ConfigDict(frozen=True)

    document: Document
    passages: tuple[Passage, ...] = ()
    mentions: tuple[Mention, ...] = ()
    records: tuple[PropertyRecord, ...] = ()
    molecules: dict[str, Molecule] = {}
    seconds: float = 0.0

    def texts(self) -> list[str]:
        """Return what is to be embedded, one text a passage that is found by meaning."""
        title = self.document.title
        return [embedded_text(title, p.section, p.text) for p in self.passages if p.embedded]


def parse(file: Path, resolver: str = "") -> Parsed:
    """Read a file and find the compounds in it.

    Args:
        file: The file.
        resolver: Module and function that give a resolver of names, ``module:function``; empty
            finds no names.

    Returns:
        What was made of it, not yet cut into passages.

    Raises:
        LabwrightError: If it cannot be read.
    """
    from labwright.knowledge.readers.registry import read_document

    began = time.perf_counter()
    document = read_document(file)
    try:
        mentions, records, molecules = chemistry_of(document, resolver_at(resolver))
    except Exception as error:  # a document is never lost for the compounds in it
        note = f"compounds were not found in it ({type(error).__name__}: {error})"
        document = document.model_copy(update={"notes": (*document.notes, note)})
        mentions, records, molecules = (), (), {}
    return Parsed(
        document=document, mentions=mentions, records=records, molecules=molecules,
        seconds=round(time.perf_counter() - began, 3),
    )  # fmt: skip


def chemistry_of(
    document: Document, resolver: "Resolver | None"
) -> tuple[tuple[Mention, ...], tuple[PropertyRecord, ...], dict[str, Molecule]]:
    """Find the compounds that a document speaks of, and what it says of them.

    Args:
        document: The document.
        resolver: Knows names of compounds.

    Returns:
        Mentions, property records, and the molecules of the mentions by SMILES.
    """
    from labwright.knowledge.structures.molecule import molecules_of

    found: tuple[Mention, ...] = ()
    stated: tuple[PropertyRecord, ...] = ()
    if resolver is not None:
        from labwright.knowledge.chemistry.finding import mentions as find
        from labwright.knowledge.chemistry.records import records as states

        found = find(document, resolver)
        stated = states(document, found)
    found = (*found, *_recorded(document))
    smiles = list(dict.fromkeys(mention.smiles for mention in found if mention.smiles))
    made = molecules_of(smiles, keys=len(smiles) <= _MANY)
    return found, stated, {text: molecule for text, molecule in made if molecule is not None}


def _recorded(document: Document) -> tuple[Mention, ...]:
    """Return the molecules of data files, one a record."""
    return tuple(
        Mention(
            kind="record", text=block.label or block.smiles, page=block.page, start=block.start,
            end=block.end, smiles=block.smiles, confidence=1.0, how="given in the file",
        )
        for block in document.blocks
        if block.smiles
    )  # fmt: skip


@cache
def resolver_at(place: str) -> "Resolver | None":
    """Return the resolver that a module gives; made once in each process.

    Args:
        place: ``module:function``; empty for none.
    """
    if not place:
        return None
    module, _, function = place.partition(":")
    made: Resolver = getattr(import_module(module), function)()
    return made
