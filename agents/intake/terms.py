"""Finding everything in a question that is not a molecule: properties, elements, groups, cues."""

import re
from collections.abc import Iterator
from functools import cache

from labwright.agents.intake.spans import Spans
from labwright.agents.intake.vocabulary import Vocabulary, find_term
from labwright.core.reading import Entity, EntityKind
from labwright.core.units import as_pint
from labwright.tools.chemistry.groups import functional_group_table

_LABEL_GAP = re.compile(r"\s*(?:string|code|notation)?\s*[A-Z0-9]?\s*(?:is)?\s*[:=,]?\s*")
_UNIT_ASKED = re.compile(
    r"\b(?:in|as)\s+((?:[µmkMG]?[A-Za-zÅ°]+)(?:\s?[/·*]\s?[A-Za-z]+)*(?:\^?-?\d)?)"
)
_ELIDED = re.compile(r"\bhow many (?:of (?:those|them|these|which) )?(?:are|is) (\w+)", re.I)
_COUNTED = re.compile(
    r"^(?:s\b|\s*atoms?\b|\s*원자|\s*개수|의\s*개수|의?\s*수\b|[가는이은]?\s*몇)|^\s*count", re.I
)
_COUNTING = re.compile(
    r"(?:how many|number of|count(?: the| up the)?|atoms of|몇\s*개의?)\s*$", re.I
)
_SYMBOL = re.compile(r"(?<![A-Za-z0-9])([A-Z][a-z]?)(?=[\s-]?atoms?\b|\s?원자)")
_ASKED_SYMBOL = re.compile(
    r"(?:[Hh]ow many|[Nn]umber of|[Cc]ount(?: the)?)\s+([A-Z][a-z]?)(?=\s|\?)"
)


_ALONE = re.compile(r"(?<![A-Za-z0-9(\[.)\]])([A-Z][a-z]?)(?![A-Za-z0-9(\[+)\]])")
_SYMBOLS_IN = re.compile(r"[A-Z][a-z]?").findall
_PART = re.compile(
    r"\b(?:of|for|on|does|is|that)\s+(?:the\s+)?([A-Z][a-z]?|[a-z]{3,})\s+"
    r"(?:atoms?\s+)?(?=(?:in|within|have|has|carry)\b)"
)


def find_properties(spans: Spans, vocabulary: Vocabulary) -> None:
    """Note computed and measured properties, the longest names first.

    Args:
        spans: The question; entities found are added.
        vocabulary: The names.
    """
    lower = spans.text.lower()
    named = [(p.name, "property", f"{p.tool}.{p.key}", p.name) for p in vocabulary.properties]
    named += [(name, "measured", unit, name) for name, unit in vocabulary.measured.items()]
    for name, kind, value, shown in sorted(named, key=lambda item: -len(item[0])):
        for start in _places(name, lower):
            end = start + _matched_length(name, lower, start)
            if spans.free(start, end) and not _labels_structure(spans, start, end):
                chosen: EntityKind = "measured" if kind == "measured" else "property"
                spans.add(
                    Entity(kind=chosen, text=spans.text[start:end], start=start, end=end,
                           value=value, name=shown)
                )  # fmt: skip


def find_elided(spans: Spans, vocabulary: Vocabulary) -> None:
    """Note properties that lean on one before: “how many rings, and how many are aromatic?”."""
    for match in _ELIDED.finditer(spans.text):
        before = [e for e in spans.entities if e.kind == "property" and e.end <= match.start()]
        for noun in (e.name.split()[-1].rstrip("s") for e in reversed(before)):
            wanted = f"{match[1].lower()} {noun}"
            full = next((p for p in vocabulary.properties if p.name.startswith(wanted)), None)
            if full is not None and spans.free(*match.span(1)):
                start, end = match.span(1)
                spans.add(
                    Entity(kind="property", text=match[1], start=start, end=end,
                           value=f"{full.tool}.{full.key}", name=full.name)
                )  # fmt: skip


def _places(term: str, text: str) -> Iterator[int]:
    at = find_term(term, text)
    while at >= 0:
        yield at
        at = find_term(term, text, at + len(term))


def _matched_length(term: str, text: str, start: int) -> int:
    extra = 1 if text[start + len(term) : start + len(term) + 1] == "s" and term[-1] != "s" else 0
    return len(term) + extra


def _labels_structure(spans: Spans, start: int, end: int) -> bool:
    """Tell “SMILES” in “the SMILES: CCO”, which names no wish but says what follows."""
    if "smiles" not in spans.text[start:end].lower():
        return False
    after = [e.start for e in spans.entities if e.kind == "molecule" and e.start >= end]
    return bool(after) and _LABEL_GAP.fullmatch(spans.text[end : min(after)]) is not None


def find_elements(spans: Spans, vocabulary: Vocabulary) -> None:
    """Note elements whose atoms are to be counted: “carbon atoms”, “nitrogens”, “C atoms”."""
    lower = spans.text.lower()
    for name, symbol in vocabulary.elements.items():
        for at in _places(name, lower):
            end = at + len(name)
            counted = _COUNTED.match(lower[end:]) or _COUNTING.search(lower[:at])
            if counted and spans.free(at, end):
                if lower[end : end + 1] == "s":
                    end += 1
                _add(spans, "element", at, end, symbol)
    for match in [*_SYMBOL.finditer(spans.text), *_ASKED_SYMBOL.finditer(spans.text)]:
        place = match.span(1)
        if spans.free(*place) and match[1] in set(vocabulary.elements.values()):
            _add(spans, "element", *place, match[1])
    named = {e.value.partition(".")[0] for e in spans.entities if e.kind == "property"}
    if named & vocabulary.of_elements:
        _find_parts(spans)


def _find_parts(spans: Spans) -> None:
    """Note the element of which something is asked: the oxidation state “of N in” a compound."""
    names = element_names()
    formulae = " ".join(e.value for e in spans.entities if e.kind == "formula")
    held = set(_SYMBOLS_IN(formulae))
    for match in _ALONE.finditer(spans.text):
        if match[1] in held and spans.free(*match.span(1)):
            _add(spans, "part", *match.span(1), match[1])
    for match in _PART.finditer(spans.text):
        word = match[1]
        symbol = word if word in names.values() else names.get(word.lower(), "")
        if symbol and spans.free(*match.span(1)):
            _add(spans, "part", *match.span(1), symbol)


@cache
def element_names() -> dict[str, str]:
    """Return the symbols of all elements by their English names in lower case.

    Example:
        >>> element_names()["manganese"]
        'Mn'
    """
    from rdkit.Chem import GetPeriodicTable

    table = GetPeriodicTable()
    named = {table.GetElementName(n).lower(): table.GetElementSymbol(n) for n in range(1, 119)}
    return named | {"sulphur": "S", "aluminum": "Al", "cesium": "Cs"}


def find_groups(spans: Spans, *, phrases: bool) -> None:
    """Note functional groups.

    Args:
        spans: The question; entities found are added.
        phrases: Take names of several words, or single words; the latter come after molecules, of
            which some are called alike (phenol, urea).
    """
    lower = spans.text.lower()
    for group in functional_group_table():
        for name in (group.name, *group.other):
            several = " " in name or not name.isascii()
            forms = [name.lower()] if several else [f"{name.lower()} group", name.lower()]
            for form in forms:
                if (" " in form or several) != phrases:
                    continue
                for at in _places(form, lower):
                    end = at + _matched_length(form, lower, at)
                    if spans.free(at, end):
                        _add(spans, "pattern", at, end, group.name)


def find_cues(spans: Spans, vocabulary: Vocabulary) -> None:
    """Note where the answer is to be looked for: in documents, or by computing."""
    lower = spans.text.lower()
    kinds: tuple[EntityKind, ...] = ("documents", "computed")
    for kind in kinds:
        for cue in vocabulary.cues[kind]:
            for at in _places(cue, lower):
                if spans.free(at, at + len(cue)):
                    _add(spans, kind, at, at + len(cue), cue)
    for match in re.finditer(r"[\w.-]+\.(?:pdf|md|txt|markdown)\b", spans.text, re.I):
        if spans.free(match.start(), match.end()):
            _add(spans, "file", match.start(), match.end(), match[0])


def unclear_elements(spans: Spans, vocabulary: Vocabulary) -> Iterator[tuple[str, str]]:
    """Tell of elements whose property is asked for: the mass of oxygen, of an atom or of O2?

    Args:
        spans: The question with its properties.
        vocabulary: The names of the elements.

    Yields:
        (word, sentence) for each.
    """
    if not any(e.kind == "property" for e in spans.entities):
        return
    for name, symbol in vocabulary.elements.items():
        for match in re.finditer(
            rf"\b(?:of|for)\s+({re.escape(name)})\s*(?=$|[?.,;]|and\b)", spans.text, re.I
        ):
            if spans.free(*match.span(1)):
                yield (
                    name,
                    (
                        f"“{match[1]}” may mean the atom or the substance. Write smiles:[{symbol}] "
                        "for the atom, or the formula of the substance, such as O2."
                    ),
                )


def find_units(spans: Spans) -> None:
    """Note the unit that an answer is wanted in."""
    for match in _UNIT_ASKED.finditer(spans.text):
        unit = match[1].replace(" ", "")
        if as_pint(unit) and spans.free(match.start(1), match.end(1)):
            _add(spans, "unit", match.start(1), match.end(1), as_pint(unit))


def _add(spans: Spans, kind: EntityKind, start: int, end: int, value: str) -> None:
    text = spans.text[start:end]
    spans.add(Entity(kind=kind, text=text, start=start, end=end, value=value, name=value))
