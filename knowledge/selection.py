"""From passages to the sentences that answer a question."""

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from labwright.knowledge.bibliography import is_bibliography
from labwright.knowledge.document import Hit
from labwright.knowledge.lexical import content_words
from labwright.knowledge.sentences import is_row, sentence_spans
from labwright.knowledge.subject import Mentions, gives_figure_of
from labwright.knowledge.wanted import Wanted

if TYPE_CHECKING:
    from labwright.models.embedding.protocol import Embedder

_FEWEST_LETTERS = 12
# Sentence alone, sentence under its title and heading, words covered, score of the passage:
# the best of eight mixes on 35 questions over the example documents and 18 papers (first of
# three sentences right: 31 of 35; see docs/measurements.md).
_MIX = (0.16, 0.4, 0.2, 0.24)
_WORDS = 0.6
"""Share of words in the score of a passage, relative to the best of them; the rest is meaning."""
_FIGURE = re.compile(r"\d")
_REFERENCE = re.compile(
    r"\bdoi\b|https?://|^\s*(?:\[\d+\]|\d+\.)\s+[A-Z]\S*,? [A-Z]\."
    r"|^\s*(?:[A-Z]\. ?)+[A-Z][\w'’]+[ ,(]"
)
_SHORT = 0.2
_ROW = 0.08
_FAR = 0.04
_EXPECTED = 0.08
_REFERENCES = frozenset(("references", "bibliography", "literature", "literature cited"))
_LONGEST = 600
_LEANING = re.compile(
    r"(?:This|These|That|Those|It|They|Such|Here|However|Therefore|Thus|Hence|Instead|For this)\b"
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


def rank_sentences(
    wanted: Wanted, hits: Sequence[Hit], embedder: "Embedder", mentions: Mentions = lambda _: ()
) -> list[Sentence]:
    """Rank the sentences of some hits by how well they answer a question.

    Args:
        wanted: What is asked.
        hits: Passages found for it, best first.
        embedder: Compares meanings.
        mentions: Finds the compounds that a text names.

    Returns:
        Sentences, best first.
    """
    words = Counter(stem(word) for word in content_words(wanted.question))
    candidates = list(_candidates(wanted, hits, mentions))
    if not candidates or not words:
        return []
    weights = _weights(words, candidates)
    most = max((hit.lexical for hit in hits), default=0.0) or 1.0
    ranked = []
    for candidate, meaning in zip(
        candidates, _meanings(wanted.question, candidates, embedder), strict=True
    ):
        hit, text = candidate.hit, candidate.text
        coverage = _coverage(weights, text, hit)
        passage = _WORDS * hit.lexical / most + (1 - _WORDS) * max(hit.cosine, 0.0)
        parts = (*meaning, coverage, passage)
        score = sum(w * part for w, part in zip(_MIX, parts, strict=True)) - _FAR * candidate.far
        if is_row(text):  # a row says little without its table
            score -= _ROW
        if wanted.states_figure(text):
            score += _EXPECTED
        if wanted.figure:  # the short sentence that says just this is what a figure is quoted from
            score += _SHORT * _precision(words, text)
        start, end = candidate.span
        ranked.append(Sentence(hit, start, end, text, round(score, 4), coverage))
    return sorted(ranked, key=lambda s: -s.score)


def in_context(sentence: Sentence) -> Sentence:
    """Extend a sentence by those beside it, as far as they belong to what it says.

    Args:
        sentence: A sentence of a passage.

    Returns:
        The sentence with the next one, and the one before where it leans on it (“This is why…”).
    """
    offset, passage = sentence.hit.span[0], sentence.hit.quote
    spans = [(offset + start, offset + end) for start, end in sentence_spans(passage)]
    at = spans.index((sentence.start, sentence.end))
    first = at - 1 if at and _LEANING.match(sentence.text.lstrip()) else at
    last = at + 1 if at + 1 < len(spans) else at
    if not _belongs(passage, offset, spans, first, last):
        last = at
    if not _belongs(passage, offset, spans, first, last):
        first = at
    start, end = spans[first][0], spans[last][1]
    return replace(sentence, start=start, end=end, text=passage[start - offset : end - offset])


def _belongs(
    passage: str, offset: int, spans: list[tuple[int, int]], first: int, last: int
) -> bool:
    texts = [passage[start - offset : end - offset] for start, end in spans[first : last + 1]]
    prose = all(_may_answer(text, figure=False) and "|" not in text for text in texts)
    return prose and spans[last][1] - spans[first][0] <= _LONGEST


@dataclass(frozen=True)
class _Candidate:
    hit: Hit
    span: tuple[int, int]
    text: str
    far: int


def _candidates(wanted: Wanted, hits: Sequence[Hit], mentions: Mentions) -> Iterator[_Candidate]:
    seen: set[tuple[str, int, int]] = set()
    pages: dict[tuple[str, int], list[str]] = {}
    for hit in hits:
        pages.setdefault((hit.document, hit.page), []).append(hit.quote)
    for hit in hits:
        if is_bibliography(hit.quote) or hit.section.rsplit(" › ", 1)[-1].lower() in _REFERENCES:
            continue
        around = "\n".join(pages[hit.document, hit.page])
        for start, end in sentence_spans(hit.quote):
            text = hit.quote[start:end]
            span = (hit.span[0] + start, hit.span[0] + end)
            place = (hit.document, hit.page, span[0])
            if place in seen or not _may_answer(text, figure=wanted.figure):
                continue
            seen.add(place)
            far = wanted.distance(text, hit, around)
            above = hit.quote if is_row(text) else ""  # a row is read under its table's head
            if far is None or not wanted.is_spoken_of(f"{text} {above}", hit):
                continue
            if wanted.figure and wanted.unit and not (above or wanted.states_figure(text)):
                continue
            subject = wanted.about[0] if wanted.figure and wanted.about else ()
            if not subject or gives_figure_of(text, subject, mentions):
                yield _Candidate(hit, span, text, far)


def _meanings(
    question: str, candidates: list[_Candidate], embedder: "Embedder"
) -> list[list[float]]:
    """Compare the question with each sentence alone and under its title and heading."""
    texts = [" ".join(c.text.split()) for c in candidates]
    placed = [
        f"{c.hit.title[:100]}. {c.hit.section}. {text}"
        for c, text in zip(candidates, texts, strict=True)
    ]
    vectors = embedder.embed([question, *texts, *placed])
    cosines: list[list[float]] = (vectors[1:] @ vectors[0]).reshape(2, -1).clip(min=0.0).T.tolist()
    return cosines


def _may_answer(text: str, *, figure: bool) -> bool:
    letters = sum(c.isalpha() for c in text)
    if letters < _FEWEST_LETTERS or text.lstrip().startswith("#") or _REFERENCE.search(text):
        return False
    return not text.rstrip().endswith("?") and (not figure or _FIGURE.search(text) is not None)


def _weights(wanted: "Counter[str]", candidates: list[_Candidate]) -> dict[str, float]:
    """Weigh a word by how few of the candidate sentences hold it."""
    holding: Counter[str] = Counter()
    for candidate in candidates:
        holding.update({stem(w) for w in content_words(candidate.text)} & wanted.keys())
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
