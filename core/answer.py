"""The answer a researcher gets: claims, each with its evidence, and a balance."""

from functools import cached_property
from typing import Literal

from pydantic import BaseModel, Field

from labwright.core.evidence import Evidence
from labwright.core.plan import Plan

Status = Literal["answered", "partial", "unanswerable"]


class Claim(BaseModel):
    """One statement of the answer.

    Args:
        text: The statement as shown, without evidence marks.
        evidence: Ids of the ledger entries it rests on.
        origin: ``finding`` for a tool's own sentence, ``quote`` for verbatim words,
            ``model`` for words of the language model that passed verification.

    Example:
        >>> Claim(text="Water is H2O.", evidence=("C1",)).marked()
        'Water is H2O. [C1]'
    """

    text: str
    evidence: tuple[str, ...]
    origin: Literal["finding", "quote", "model"] = "finding"

    def marked(self) -> str:
        """Return the statement followed by its evidence marks."""
        return f"{self.text} [{', '.join(self.evidence)}]" if self.evidence else self.text


class Balance(BaseModel):
    """How the statements fared in verification.

    Args:
        supported: Statements that the evidence supports as they stood.
        revised: Statements that were put right and are now supported.
        dropped: Statements that were taken out.
        unanswerable: Parts of the question without an answer.

    Example:
        >>> Balance(supported=2).text()
        '2 statements, all supported'
    """

    supported: int = 0
    revised: int = 0
    dropped: int = 0
    unanswerable: int = 0

    def text(self) -> str:
        """Return the balance as one line."""
        shown = self.supported + self.revised
        if not shown:
            parts = ["nothing stated"]
        else:
            parts = [f"{shown} statement{'s' * (shown != 1)}, all supported"]
        if self.revised:
            parts.append(f"{self.revised} of them after revision")
        if self.dropped:
            parts.append(f"{self.dropped} dropped as unsupported")
        if self.unanswerable:
            parts.append(f"{self.unanswerable} part{'s' * (self.unanswerable != 1)} not answerable")
        return "; ".join(parts)


class Answer(BaseModel):
    """The answer to one question.

    Args:
        question: The question as asked.
        thread: The thread it belongs to.
        status: ``answered``, ``partial`` or ``unanswerable``.
        claims: What is stated.
        table: A comparison, header first, where several molecules share quantities.
        notes: How the question was read, and cautions.
        missing: What could not be answered, and why.
        evidence: The ledger entries the claims rest on.
        balance: The outcome of verification.
        plan: What was done.
        left_out: What the language model was not shown, because its context was full, or why it
            was not asked.
        model: The language model in use.
        licence: The licence of the language model, where known.
        drawings: Paths of drawings (SVG).
        seconds: Wall time.

    Example:
        >>> a = Answer(question="?", thread="t", status="unanswerable", missing=["No data."])
        >>> "No data." in str(a)
        True
    """

    question: str
    thread: str
    status: Status
    claims: list[Claim] = Field(default_factory=list)
    table: list[list[str]] = Field(default_factory=list)
    notes: list[str] = Field(default_factory=list)
    missing: list[str] = Field(default_factory=list)
    evidence: list[Evidence] = Field(default_factory=list)
    balance: Balance = Field(default_factory=Balance)
    plan: Plan = Field(default_factory=Plan)
    left_out: list[str] = Field(default_factory=list)
    model: str = ""
    licence: str = ""
    drawings: list[str] = Field(default_factory=list)
    seconds: float = 0.0

    @cached_property
    def text(self) -> str:
        """The answer as the terminal shows it."""
        from labwright.core.rendering import answer_text

        return answer_text(self)

    def __str__(self) -> str:
        """Return the answer as the terminal shows it."""
        return self.text

    def _repr_html_(self) -> str:
        from labwright.core.html import answer_html

        return answer_html(self)

    @property
    def tables(self) -> list[tuple[str, tuple[tuple[str, ...], ...]]]:
        """The tables in the evidence, each with the id of its ledger entry."""
        return [(e.id, e.finding.table) for e in self.evidence if e.finding.table]

    @property
    def figures(self) -> list[str]:
        """The drawings (SVG) in the evidence."""
        return [e.finding.figure for e in self.evidence if e.finding.figure]
