"""Evidence with provenance, and the append-only ledger that every answer is balanced against."""

import hashlib
from collections.abc import Iterable
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from labwright.core.errors import CorruptStore
from labwright.core.finding import Finding
from labwright.core.quantity import Quantity

EvidenceKind = Literal["passage", "computation", "lookup", "user"]

_PREFIX: dict[str, str] = {"passage": "P", "computation": "C", "lookup": "L", "user": "U"}


class Call(BaseModel):
    """Which tool was called with what, and how to call it again.

    Args:
        tool: Name of the tool.
        arguments: Its validated arguments.
        versions: Tool and library versions, e.g. ``{"rdkit": "2026.09.1"}``.
        seconds: Wall time of the call.
        code: One line of Python that reproduces the call without any model.

    Example:
        >>> Call(tool="t", arguments={"molecule": "CCO"}).tool
        't'
    """

    model_config = ConfigDict(frozen=True)

    tool: str
    arguments: dict[str, Any] = Field(default_factory=dict)
    versions: dict[str, str] = Field(default_factory=dict)
    seconds: float = 0.0
    code: str = ""


class Evidence(BaseModel):
    """One entry of the ledger.

    Args:
        id: Short stable id such as ``C7``; empty until the ledger gives one.
        kind: Where it comes from.
        finding: What was found.
        call: How it was obtained.

    Example:
        >>> e = Evidence(kind="computation", finding=Finding(statement="x"), call=Call(tool="t"))
        >>> len(e.key())
        64
    """

    model_config = ConfigDict(frozen=True)

    id: str = ""
    kind: EvidenceKind
    finding: Finding
    call: Call

    def key(self) -> str:
        """Return a hash of what was found, so that the same fact is entered once.

        Time and score are left out: they differ between equal calls.
        """
        quotes = [quote.model_dump(exclude={"score"}) for quote in self.finding.quotes]
        body = repr((self.kind, self.call.tool, sorted(self.call.arguments.items()), quotes))
        return hashlib.sha256(body.encode()).hexdigest()


class Entry(BaseModel):
    """A ledger line: the evidence and the hash that chains it to the line before."""

    model_config = ConfigDict(frozen=True)

    evidence: Evidence
    chain: str


class Ledger(BaseModel):
    """Append-only, hash-chained list of evidence.

    Example:
        >>> ledger = Ledger()
        >>> e = Evidence(kind="computation", finding=Finding(statement="x"), call=Call(tool="t"))
        >>> ledger.add(e).id, ledger.add(e).id, len(ledger.entries)
        ('C1', 'C1', 1)
    """

    entries: list[Entry] = Field(default_factory=list)

    def add(self, evidence: Evidence) -> Evidence:
        """Enter evidence, or return the entry that already holds it.

        Args:
            evidence: Evidence without an id.

        Returns:
            The entered evidence, with its id.
        """
        key = evidence.key()
        for entry in self.entries:
            if entry.evidence.key() == key:
                return entry.evidence
        number = 1 + sum(e.evidence.kind == evidence.kind for e in self.entries)
        entered = evidence.model_copy(update={"id": f"{_PREFIX[evidence.kind]}{number}"})
        self.entries.append(Entry(evidence=entered, chain=_chain(self._last(), entered)))
        return entered

    def get(self, evidence_id: str) -> Evidence | None:
        """Return the evidence with this id, or None."""
        return next((e.evidence for e in self.entries if e.evidence.id == evidence_id), None)

    def pick(self, ids: Iterable[str]) -> list[Evidence]:
        """Return the evidence with these ids, in the order given."""
        return [found for found in map(self.get, ids) if found is not None]

    def quantities(self, key: str | None = None) -> list[tuple[str, Quantity]]:
        """Return (evidence id, quantity) pairs, of one key or of all."""
        return [
            (entry.evidence.id, quantity)
            for entry in self.entries
            for quantity in entry.evidence.finding.quantities
            if key is None or quantity.key == key
        ]

    def check(self) -> None:
        """Verify the hash chain.

        Raises:
            CorruptStore: If an entry was changed after it was made.
        """
        last = ""
        for entry in self.entries:
            last = _chain(last, entry.evidence)
            if last != entry.chain:
                raise CorruptStore(
                    f"Ledger entry {entry.evidence.id} was changed after it was made.",
                    "Ask the question again in a new thread.",
                )

    def _last(self) -> str:
        return self.entries[-1].chain if self.entries else ""


def _chain(previous: str, evidence: Evidence) -> str:
    return hashlib.sha256((previous + evidence.model_dump_json()).encode()).hexdigest()
