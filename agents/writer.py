"""Writer: prose over the ledger. Every figure is rendered from the evidence it refers to."""

from collections.abc import Sequence
from importlib.resources import files
from typing import TYPE_CHECKING

from labwright.core.answer import Claim
from labwright.core.evidence import Evidence
from labwright.core.quantity import Quantity, same_dimension
from labwright.core.reading import Reading

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import AIMessage

_FEWEST_FOR_TABLE = 2
_MOST_FACTS = 12
_LONGEST_LEAD = 96
"""Tokens: a sentence or two."""
_THOUGHTS = 2048
"""Tokens for what a model thinks aloud before it answers, where its context has room for them."""


def write(evidence: Sequence[Evidence], reading: Reading) -> list[Claim]:
    """Write one claim for each piece of evidence.

    Args:
        evidence: Ledger entries, in the order of the plan.
        reading: The question; a unit it asks for is shown as well.

    Returns:
        The claims.
    """
    units = [entity.value for entity in reading.of("unit")]
    claims = []
    for entry in evidence:
        if entry.finding.quotes:
            claims += [_quoted(entry, index) for index in range(len(entry.finding.quotes))]
            continue
        text = entry.finding.sentence()
        converted = [q for unit in units for q in _converted(entry, unit)]
        if converted:
            text += " In the unit asked for: " + "; ".join(
                f"{q.name} {q.text()}" for q in converted
            )
            text += "."
        claims.append(Claim(text=_capital(text), evidence=(entry.id,)))
    return claims


def _quoted(entry: Evidence, index: int) -> Claim:
    quote = entry.finding.quotes[index]
    title = f"“{quote.title}”, " if quote.title else ""
    words = " ".join(quote.text.split())
    return Claim(
        text=f"{title}{quote.source}, p. {quote.page}: “{words}”",
        evidence=(entry.id,),
        origin="quote",
    )


def _converted(entry: Evidence, unit: str) -> list[Quantity]:
    return [
        quantity.to(unit)
        for quantity in entry.finding.quantities
        if quantity.unit not in ("", unit)
        and not isinstance(quantity.value, bool | str)
        and same_dimension(quantity.unit, unit)
    ]


def _capital(text: str) -> str:
    first = text.split(" ", 1)[0]
    return text[0].upper() + text[1:] if first.isalpha() and first.islower() else text


def comparison(evidence: Sequence[Evidence]) -> list[list[str]]:
    """Tabulate quantities that several molecules share.

    Args:
        evidence: Ledger entries.

    Returns:
        Header and one row a molecule; empty where there is nothing to compare.
    """
    rows: dict[str, dict[str, str]] = {}
    columns: dict[str, None] = {}
    for entry in evidence:
        if entry.kind != "computation" or len(entry.finding.structures) != 1:
            continue
        name = entry.finding.structures[0].name
        for quantity in entry.finding.quantities:
            if isinstance(quantity.value, str):
                continue
            unit = quantity.text().removeprefix(quantity.number()).strip()
            column = f"{quantity.name} ({unit})" if unit else quantity.name
            columns[column] = None
            rows.setdefault(name, {})[column] = quantity.number()
    shared = [c for c in columns if sum(c in row for row in rows.values()) >= _FEWEST_FOR_TABLE]
    if len(rows) < _FEWEST_FOR_TABLE or not shared:
        return []
    table = [["", *shared]]
    return table + [[name, *(row.get(c, "–") for c in shared)] for name, row in rows.items()]


def phrase(
    model: "BaseChatModel", question: str, claims: Sequence[Claim]
) -> tuple[Claim | None, str]:
    """Let the language model write a lead sentence over the claims.

    Args:
        model: The model.
        question: The question.
        claims: What is known, the most important first.

    Returns:
        Its sentence, not yet verified, or None if it said nothing; and a sentence on what it was
        not shown or why it said nothing, empty if it saw all.

    Raises:
        PromptTooLong: If not even the question fits.
        ServerFault: If the model's server fails.
    """
    from langchain_core.messages import BaseMessage, HumanMessage

    from labwright.models.budget import fit
    from labwright.models.selection import profile_of

    prompt = (files("labwright.agents") / "writer.md").read_text(encoding="utf-8")

    def build(facts: Sequence[str]) -> list[BaseMessage]:
        listed = "\n".join(f"- {fact}" for fact in facts)
        return [HumanMessage(prompt.format(facts=listed, question=question))]

    known = claims[:_MOST_FACTS]
    profile = profile_of(model)
    thoughts = min(_THOUGHTS, profile.context // 2) if profile.reasons else 0
    room = _LONGEST_LEAD + thoughts
    fitted = fit(model, build, [claim.text for claim in known], room)
    reply = model.invoke(build(fitted.sources), max_tokens=room)
    text = str(reply.text).strip().split("\n")[0].strip()
    if not text:
        return None, " ".join(filter(None, (fitted.left_out(), _silence(reply, room))))
    ids = tuple(dict.fromkeys(i for claim in known for i in claim.evidence))
    return Claim(text=text, evidence=ids, origin="model"), fitted.left_out()


def _silence(reply: "AIMessage", room: int) -> str:
    """Return why a reply without text is one, if it was cut off; else nothing."""
    if reply.response_metadata.get("finish_reason") != "length":
        return ""
    return (
        f"The language model had used up its {room} tokens before it wrote a sentence; if it "
        "thinks aloud, labwright doctor --probe finds that out and gives it room."
    )
