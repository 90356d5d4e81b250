"""All compounds and materials that a document mentions."""

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache, partial
from typing import Final

from labwright.knowledge.chemistry import abbreviations, labels
from labwright.knowledge.chemistry.composition import Composition, read_composition
from labwright.knowledge.chemistry.formula import formulae
from labwright.knowledge.chemistry.keys import Structure, identify
from labwright.knowledge.chemistry.materials import materials
from labwright.knowledge.chemistry.mention import Mention, MentionKind, Resolver, Systematic
from labwright.knowledge.chemistry.names import Place, places, read_names
from labwright.knowledge.chemistry.notations import notations
from labwright.knowledge.chemistry.spelling import tokens
from labwright.knowledge.chemistry.systematic import read_systematic
from labwright.knowledge.chemistry.view import View, read_view
from labwright.knowledge.chemistry.words import words
from labwright.knowledge.document import Document

_PASSED_OVER: Final = ("reference", "code")
_DEFINED, _STANDING, _LABELLED, _UNBOUND = 0.95, 0.85, 0.9, 0.5
_BESIDE, _SURE = 120, 0.9
_ORBITAL = re.compile(r"\d[spdfh]")
_SHORT = re.compile(r"(?<![A-Za-z0-9_-])[A-Zi2][A-Za-z0-9-]*[A-Za-z0-9](?![A-Za-z0-9_-])")
_SURNAME = re.compile(r"[A-Z][a-zà-ÿ]+,?\s$")
_AFTER_INITIALS = re.compile(r"\s?(?:[,.;:)]|and\b|$)")
_WATER = re.compile(r"\s?[·*]")


@dataclass(frozen=True, slots=True)
class _Hit:
    """A mention before it is brought back to its page."""

    kind: MentionKind
    page: int
    start: int
    end: int
    structure: Structure | None = None
    formula: str = ""
    confidence: float = 1.0
    how: str = ""

    @property
    def compound(self) -> str:
        """What is the same for the same compound."""
        return self.structure.smiles if self.structure else self.formula


def mentions(
    document: Document, resolver: Resolver, systematic: Systematic | None = read_systematic
) -> tuple[Mention, ...]:
    """Find the compounds and materials that a document speaks of.

    Args:
        document: The document, as read.
        resolver: The table of names.
        systematic: Reads the systematic names that the table does not know, all in one call; None
            leaves them out.

    Returns:
        The mentions in order, none within another. References and code are passed over.
    """
    views = [read_view(page) for page in document.pages]
    closed = _closed(document)
    hits: list[_Hit] = []
    candidates: list[Place] = []
    structure_of = cache(partial(_structure_of, resolver))
    for number, view in enumerate(views, 1):
        stream = tokens(view.text)
        hits += _written_out(number, view.text, resolver)
        hits += _formulae(number, view.text, stream, structure_of)
        candidates += [*places(number, view.text, stream), *_short_forms(number, stream)]
    hits += _named(candidates, resolver, systematic)
    hits = _apart(_beside_others(hits))
    hits = _with_abbreviations(views, hits)
    hits = _with_labels(views, hits)
    shown = (_shown(document, views[hit.page - 1], hit) for hit in hits)
    return tuple(m for m in shown if not _is_closed(closed.get(m.page, ()), m.start))


def _closed(document: Document) -> Mapping[int, list[tuple[int, int]]]:
    spans: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for block in document.blocks:
        if block.kind in _PASSED_OVER:
            spans[block.page].append((block.start, block.end))
    return {page: sorted(found) for page, found in spans.items()}


def _is_closed(spans: Sequence[tuple[int, int]], place: int) -> bool:
    number = bisect_left(spans, (place + 1, 0)) - 1
    return number >= 0 and place < spans[number][1]


def _shown(document: Document, view: View, hit: _Hit) -> Mention:
    start, end = view.span(hit.start, hit.end)
    known = hit.structure
    return Mention(
        kind=hit.kind,
        text=document.pages[hit.page - 1][start:end],
        page=hit.page,
        start=start,
        end=end,
        smiles=known.smiles if known else "",
        inchikey=known.inchikey if known else "",
        formula=known.formula if known else hit.formula,
        confidence=hit.confidence,
        how=hit.how,
    )


def _written_out(page: int, text: str, resolver: Resolver) -> Iterator[_Hit]:
    """Yield what is found without knowing names: notations, formulae, materials."""
    for kind, start, end, structure in notations(text):
        how = "RDKit" if structure else "as written"
        if kind == "cas" and (smiles := resolver.resolve(text[start:end])):
            structure, how = identify(smiles), "CAS number"  # noqa: PLW2901
        yield _Hit(kind, page, start, end, structure, how=how, confidence=0.95)
    for material in materials(text):
        yield _Hit("material", page, material.start, material.end, formula=material.formula,
                   confidence=material.confidence, how="names of materials")  # fmt: skip


def _formulae(
    page: int,
    text: str,
    stream: Sequence[tuple[int, str]],
    structure_of: Callable[[Composition], Structure | None],
) -> Iterator[_Hit]:
    for offset, token in stream:
        for found in formulae(token):
            start, end, composition = offset + found.start, offset + found.end, found.composition
            if _are_initials(text, start, end):
                continue
            if _WATER.match(text, end) and (more := read_composition(text[start : end + 20])):
                composition, end = more[0], start + more[1]
            yield _Hit("formula", page, start, end, structure_of(composition), composition.key,
                       found.confidence, "formula")  # fmt: skip


def _are_initials(text: str, start: int, end: int) -> bool:
    """Tell whether capitals are somebody's, or short for words: “Smith WC”, “work cell (WC)”."""
    written = text[start:end]
    if not (written.isalpha() and written.isupper()):
        return False
    if f"({written})" in text and re.search(
        r"\b" + r"\w*[\s-]+".join(written) + rf"\w*\s\({written}\)", text, re.I
    ):
        return True  # “waist circumference (WC)”
    return _SURNAME.search(text, max(0, start - 40), start) is not None and (
        _AFTER_INITIALS.match(text, end) is not None
    )


def _structure_of(resolver: Resolver, composition: Composition) -> Structure | None:
    """Return the structure of a formula if the table has one that agrees with it."""
    if composition.symbolic or composition.water < 0:
        return None
    smiles = resolver.resolve(composition.text)
    structure = identify(smiles) if smiles else None
    return structure if structure and structure.formula == composition.key else None


def _short_forms(page: int, stream: Sequence[tuple[int, str]]) -> Iterator[Place]:
    for offset, token in stream:
        for start, end, name in _short_in(token):
            begin = offset + start
            yield Place(page, begin, offset + end, name, True, False, _STANDING, begin, True)


@lru_cache(maxsize=100_000)
def _short_in(token: str) -> tuple[tuple[int, int, str], ...]:
    short = words().short
    return tuple((*m.span(), short[m[0]]) for m in _SHORT.finditer(token) if m[0] in short)


def _named(
    candidates: Sequence[Place], resolver: Resolver, systematic: Systematic | None
) -> Iterator[_Hit]:
    for place, structure, how in read_names(candidates, resolver, systematic):
        kind: MentionKind = "abbreviation" if place.short else "name"
        yield _Hit(kind, place.page, place.start, place.end, structure,
                   confidence=place.confidence, how=how)  # fmt: skip


def _beside_others(hits: Iterable[_Hit]) -> list[_Hit]:
    """Drop doubtful formulae such as CO that do not stand near a sure one."""
    found = list(hits)
    sure: dict[int, list[int]] = defaultdict(list)
    for hit in found:
        if hit.kind == "formula" and hit.confidence >= _SURE:
            sure[hit.page].append(hit.start)
    for starts in sure.values():
        starts.sort()
    return [h for h in found if h.kind != "formula" or h.confidence >= _SURE
            or _has_near(sure[h.page], h.start)]  # fmt: skip


def _has_near(starts: Sequence[int], place: int) -> bool:
    number = bisect_left(starts, place - _BESIDE)
    return number < len(starts) and starts[number] <= place + _BESIDE


def _apart(hits: Iterable[_Hit]) -> list[_Hit]:
    """Keep the longest of what overlaps, in order of the document."""
    kept: list[_Hit] = []
    for hit in sorted(hits, key=lambda h: (h.page, h.start, h.start - h.end, -h.confidence)):
        last = kept[-1] if kept else None
        if last is None or hit.page > last.page or hit.start >= last.end:
            kept.append(hit)
        elif hit.end - hit.start > last.end - last.start:
            kept[-1] = hit
    return kept


def _by_page(hits: Iterable[_Hit]) -> dict[int, list[_Hit]]:
    pages: dict[int, list[_Hit]] = defaultdict(list)
    for hit in hits:
        pages[hit.page].append(hit)
    return pages


def _with_abbreviations(views: Sequence[View], hits: list[_Hit]) -> list[_Hit]:
    """Add the abbreviations that the document defines, wherever they stand."""
    meant: dict[str, dict[str, _Hit]] = defaultdict(dict)
    for page, found in _by_page(hits).items():
        text = views[page - 1].text
        spans = {
            (hit.start, hit.end): text[hit.start : hit.end]
            for hit in found
            if hit.kind in ("name", "material")
        }
        at = {(hit.start, hit.end): hit for hit in found}
        for short, start, end in abbreviations.defined(text, spans):
            if any(formula.confidence >= _SURE for formula in formulae(short)):
                continue  # “titanium dioxide (TiO2)” stays a formula
            hit = at[start, end]
            meant[short][hit.compound or text[start:end].lower()] = hit
    clear = {short: next(iter(of.values())) for short, of in meant.items() if len(of) == 1}
    if not clear:
        return hits
    names = "|".join(map(re.escape, sorted(clear, key=len, reverse=True)))
    found_again = re.compile(rf"(?<![A-Za-z0-9_-])(?:{names})(?![A-Za-z0-9_-])")
    more = [
        replace(clear[match[0]], kind="abbreviation", page=page, start=match.start(),
                end=match.end(), confidence=_DEFINED, how="defined in the document")
        for page, view in enumerate(views, 1)
        for match in found_again.finditer(view.text)
    ]  # fmt: skip
    return _apart([*more, *hits])


def _with_labels(views: Sequence[View], hits: list[_Hit]) -> list[_Hit]:
    """Add the numbered compounds, with the structures that the document gives them."""
    meant: dict[str, Counter[str]] = defaultdict(Counter)
    called: set[str] = set()
    compounds: dict[str, _Hit] = {}
    stands: list[tuple[int, labels.Label]] = []
    pages = _by_page(hits)
    for page, view in enumerate(views, 1):
        at = {(h.start, h.end): h for h in pages.get(page, ()) if h.kind in ("name", "smiles")}
        spans = {span: view.text[slice(*span)] for span in at}
        for label, start, end in labels.definitions(view.text, spans):
            hit = at[start, end]
            meant[label.label][hit.compound] += 1
            compounds[hit.compound] = hit
            called |= {label.label} if label.called else set()
            stands.append((page, label))
        found = list(labels.labels(view.text))
        called |= {label.label for label in found if label.called}
        stands += [(page, label) for label in found]
    of = labels.bound(meant, frozenset(called))
    more = [
        _labelled(page, label, compounds.get(of.get(label.label, ""))) for page, label in stands
    ]
    return _apart([*(hit for hit in more if hit is not None), *hits])


def _labelled(page: int, label: labels.Label, of: _Hit | None) -> _Hit | None:
    if of is not None and (label.called or not _ORBITAL.fullmatch(label.label)):
        return replace(of, kind="label", page=page, start=label.start, end=label.end,
                       confidence=_LABELLED, how="defined in the document")  # fmt: skip
    if label.called and of is None:
        return _Hit("label", page, label.start, label.end, confidence=_UNBOUND,
                    how="not defined in the document")  # fmt: skip
    return None
