"""Searching the researcher's documents."""

from typing import TYPE_CHECKING

from labwright.core.errors import UserCanMend
from labwright.core.finding import Finding, Quote
from labwright.knowledge.answer_types import expected_figure
from labwright.knowledge.lexical import content_words
from labwright.knowledge.selection import Sentence, in_context, rank_sentences
from labwright.knowledge.wanted import Wanted
from labwright.tools.chemistry.mentions import mentioned
from labwright.tools.chemistry.name_table import synonyms
from labwright.tools.contract import Yield, tool
from labwright.tools.parameters import Query, UnitText, Words

if TYPE_CHECKING:
    from labwright.knowledge.store import KnowledgeStore

_PASSAGES = 20
_MOST = 3
_FEWEST_LETTERS = 4
_NOWHERE = "The documents nowhere say: {}."
_NO_FIGURE = (
    "No sentence found states a figure of the kind asked for; the quotes are the nearest passages."
)
_FEWEST_SCORE = 0.45
_CLOSE = 0.06


@tool(
    examples=(
        "What is the melting point of {molecule} according to the report?",
        "What do my documents say about solid electrolytes?",
        "Which material has the highest ionic conductivity?",
        "Why does the catalyst lose activity?",
        "Who developed the software and what is it used for?",
        "How does the method work?",
        "What temperature was used in the experiment?",
        "Find passages on polymer recycling",
        "solubility of {molecule} in water as reported in the literature",
    ),
    yields=(Yield("passage", ("passage", "passages", "quote", "look up")),),
    domain="What the documents say, verbatim; whether they are right is not judged.",
    agent="retriever",
    needs=("documents",),
)
def search_documents(
    query: Query,
    about: Words | None = None,
    names: Words | None = None,
    figure: bool = False,
    unit: UnitText = "",
    property: Words | None = None,
    *,
    store: "KnowledgeStore",
) -> Finding:
    """Search the documents for sentences that answer a question.

    Args:
        query: The question.
        about: Things the sentence must speak of, by one of their names.
        names: Names of software, materials and the like, one of which the sentence must say.
        figure: Whether the answer must hold a figure.
        property: Names of the property whose figure is wanted.
        unit: A unit that the figure would have, if that is known, such as degC.
        store: The documents; handed in by the session.

    Returns:
        The sentences verbatim with file, page and place; at most three.

    Raises:
        UserCanMend: If no documents were added yet.

    Example:
        >>> search_documents("melting point of aspirin", store=store)  # doctest: +SKIP
        Finding(statement='…')
    """
    if not store.catalogue.has_passages():
        raise UserCanMend(
            "No documents have been added to this workspace yet.",
            "Add some with: labwright add PATH",
        )
    things = tuple((name, *synonyms(name)) for name in about or [])
    wanted = Wanted(query, things, tuple(names or ()), figure, unit, tuple(property or ()))
    ranked = rank_sentences(
        wanted, store.search(query, k=_PASSAGES), store.embedder,
        lambda text: mentioned(text, store.embedder.is_word),
    )  # fmt: skip
    chosen = _choose(ranked)
    if not chosen:
        return Finding(statement=f"No passage in the documents answers “{query.strip()}”.")
    if not figure:  # a figure is quoted from the sentence that says just this
        chosen = _apart([in_context(sentence) for sentence in chosen])
    expected = expected_figure(query)
    found = expected is None or any(expected.search(s.text) for s in chosen)
    # Of a figure it is known already that subject and property are named.
    unknown, unsaid = ("", "") if figure else _unsaid(query, store)
    lacks = [*([] if found else [_NO_FIGURE]), *([_NOWHERE.format(unknown)] if unknown else [])]
    return Finding(
        statement="; ".join(f"“{' '.join(s.text.split())}”" for s in chosen),
        quotes=tuple(_quote(s) for s in chosen), missing=" ".join(lacks),
        caution=_NOWHERE.format(unsaid) if unsaid else "",
    )  # fmt: skip


def _unsaid(query: str, store: "KnowledgeStore") -> tuple[str, str]:
    """List what of a question stands nowhere in the documents: names, and ordinary words."""
    words = (w for w in content_words(query) if len(w) >= _FEWEST_LETTERS and w.isalpha())
    absent = [w for w in dict.fromkeys(words) if not store.has_word(w)]
    names = [w for w in absent if not store.embedder.is_word(w.lower()) or w[1:] != w[1:].lower()]
    return ", ".join(names), ", ".join(w for w in absent if w not in names)


def _choose(ranked: list[Sentence]) -> list[Sentence]:
    """Take the best sentence, and those that come close to it and say something else."""
    chosen: list[Sentence] = []
    for sentence in ranked:
        if len(chosen) == _MOST or sentence.score < _FEWEST_SCORE:
            break
        if chosen and chosen[0].score - sentence.score > _CLOSE:
            break
        if not any(sentence.text in c.text or c.text in sentence.text for c in chosen):
            chosen.append(sentence)
    return chosen


def _apart(sentences: list[Sentence]) -> list[Sentence]:
    """Drop quotes that a better one holds already, in this file or in a copy."""
    kept: list[Sentence] = []
    for sentence in sentences:
        if not any(sentence.text in k.text or _overlap(sentence, k) for k in kept):
            kept.append(sentence)
    return kept


def _overlap(one: Sentence, other: Sentence) -> bool:
    same = (one.hit.document, one.hit.page) == (other.hit.document, other.hit.page)
    return same and one.start < other.end and other.start < one.end


def _quote(sentence: Sentence) -> Quote:
    hit = sentence.hit
    return Quote(
        text=sentence.text, document=hit.document, source=hit.source, title=hit.title,
        page=hit.page, section=hit.section, start=sentence.start, end=sentence.end,
        score=sentence.score,
    )  # fmt: skip
