"""From passages to the sentences that answer a question."""

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from labwright.knowledge.document import Hit
from labwright.knowledge.fusion import content_words
from labwright.knowledge.sentences import sentence_spans

if TYPE_CHECKING:
    from labwright.models.embedder import Embedder

_FEWEST_LETTERS = 12
# Sentence alone, sentence under its title and heading, words covered, score of the passage:
# the best of eight mixes on 35 questions over the example documents and 18 papers (first of
# three sentences right: 31 of 35; see docs/measurements.md).
_MIX = (0.16, 0.4, 0.2, 0.24)
_FIGURE = re.compile(r"\d")
_REFERENCE = re.compile(r"\bdoi\b|https?://|^\s*(?:\[\d+\]|\d+\.)\s+[A-Z]\S*,? [A-Z]\.")
_SHORT = 0.2
_ROW = 0.08
_NAME = re.compile(
    r"(?<![\w.])(?=\S*[A-Za-z])(?=\S*(?:\d|[A-Z]\S*[A-Z]|[a-z][A-Z]))[A-Za-z0-9][\w()/-]*\w"
)
_UNITLIKE = re.compile(
    r"^\d|^(?:[munk]?[gmlLKVWJSAN]|mL|kJ|eV|meV|GPa|MPa|kPa|Pa|pH|logP|NMR|XRD|DSC|RDKit)(?:/.*)?$"
)
_ENDINGS = ("ically", "ations", "ation", "ical", "ings", "ing", "edly", "ied", "ies", "ers", "er",
            "ed", "es", "ly", "ity", "ive", "al", "ic", "s", "e", "y")  # fmt: skip


@dataclass(frozen=True)
class Sentence:
    """A sentence of a hit, with how well it answers.

    Args:
        hit: The passage it stands in.
        start: Offset in the page's text.
        end: Offset behind it.
        text: The sentence, verbatim.
        score: Relevance in 0…1.
        coverage: Share of the question's weight that the sentence and its heading hold.
    """

    hit: Hit
    start: int
    end: int
    text: str
    score: float
    coverage: float


def stem(word: str) -> str:
    """Cut the usual English endings, so that “melts” meets “melting”.

    Example:
        >>> stem("melting") == stem("melts")
        True
    """
    word = word.lower()
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:  # noqa: PLR2004
            return word[: -len(ending)]
    return word


def special_names(question: str) -> list[str]:
    """Return the words of a question that are names by their look, such as MOF-74 or PyBOP.

    Example:
        >>> special_names("BET area of MOF-74 at 77 K?")
        ['BET', 'MOF-74']
    """
    found = (match[0] for match in _NAME.finditer(question))
    return [name for name in dict.fromkeys(found) if not _UNITLIKE.match(name)]


def rank_sentences(
    question: str,
    hits: Sequence[Hit],
    embedder: "Embedder",
    about: Sequence[Sequence[str]] = (),
    *,
    figure: bool = False,
) -> list[Sentence]:
    """Rank the sentences of some hits by how well they answer a question.

    Args:
        question: The question.
        hits: Passages found for it, best first.
        embedder: Compares meanings.
        about: Names of each thing the answer must speak of; one name of each must stand in the
            sentence or its heading.
        figure: Whether the answer is a figure, so that a sentence without one is no answer.

    Returns:
        Sentences, best first.
    """
    wanted = Counter(stem(word) for word in content_words(question))
    candidates = _candidates(hits, about, figure=figure)
    if not candidates or not wanted:
        return []
    weights = _weights(wanted, candidates)
    texts = [" ".join(text.split()) for _, _, _, text in candidates]
    placed = [
        f"{hit.title[:100]}. {hit.section}. {text}"
        for (hit, *_), text in zip(candidates, texts, strict=True)
    ]
    vectors = embedder.embed([question, *texts, *placed])
    cosines = (vectors[1:] @ vectors[0]).reshape(2, -1).clip(min=0.0).T.tolist()
    ranked = []
    for (hit, start, end, text), (alone, in_place) in zip(candidates, cosines, strict=True):
        coverage = _coverage(weights, text, hit)
        parts = (alone, in_place, coverage, hit.score)
        score = sum(w * part for w, part in zip(_MIX, parts, strict=True))
        if text.lstrip().startswith("|"):  # a row says little without its table
            score -= _ROW
        if figure:  # the short sentence that says just this is what a figure is quoted from
            score += _SHORT * _precision(wanted, text)
        ranked.append(Sentence(hit, start, end, text, round(score, 4), coverage))
    return sorted(ranked, key=lambda s: -s.score)


def _candidates(
    hits: Sequence[Hit], about: Sequence[Sequence[str]], *, figure: bool
) -> list[tuple[Hit, int, int, str]]:
    found = []
    seen: set[tuple[str, int, int]] = set()
    for hit in hits:
        for start, end in sentence_spans(hit.quote):
            text = hit.quote[start:end]
            place = (hit.document, hit.page, hit.span[0] + start)
            if place in seen or not _may_answer(text, figure=figure):
                continue
            seen.add(place)
            if all(_speaks_of(text, hit, names) for names in about):
                found.append((hit, hit.span[0] + start, hit.span[0] + end, text))
    return found


def _may_answer(text: str, *, figure: bool) -> bool:
    letters = sum(c.isalpha() for c in text)
    if letters < _FEWEST_LETTERS or text.lstrip().startswith("#") or _REFERENCE.search(text):
        return False
    return not text.rstrip().endswith("?") and (not figure or _FIGURE.search(text) is not None)


def _speaks_of(text: str, hit: Hit, names: Sequence[str]) -> bool:
    where = f"{text} {hit.section} {hit.title}".lower()
    return any(re.search(rf"(?<![\w-]){re.escape(n.lower())}(?![\w])", where) for n in names)


def _weights(
    wanted: "Counter[str]", candidates: list[tuple[Hit, int, int, str]]
) -> dict[str, float]:
    """Weigh a word by how few of the candidate sentences hold it."""
    holding: Counter[str] = Counter()
    for _, _, _, text in candidates:
        holding.update({stem(w) for w in content_words(text)} & wanted.keys())
    total = len(candidates)
    return {word: math.log(1 + (total + 1) / (holding[word] + 0.5)) for word in wanted}


def _precision(wanted: "Counter[str]", text: str) -> float:
    words = [stem(word) for word in content_words(text)]
    return sum(word in wanted for word in words) / max(len(words), 3)


def _coverage(weights: dict[str, float], text: str, hit: Hit) -> float:
    inside = {stem(word) for word in content_words(text)}
    above = {stem(word) for word in content_words(f"{hit.section} {hit.title}")}
    held = sum(w * (1.0 if k in inside else 0.4 if k in above else 0.0) for k, w in weights.items())
    return held / sum(weights.values())
