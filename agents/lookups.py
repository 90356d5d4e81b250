"""What is looked up in the documents for a part of a question."""

from typing import Any

from labwright.agents.calls import Call
from labwright.agents.intake.vocabulary import Vocabulary
from labwright.agents.routes import SEARCH
from labwright.agents.segments import Segment, is_condition
from labwright.core.reading import Entity, Reading
from labwright.knowledge.naming import special_names

_SHORT = 7
_LONGEST_NAME = 200


def searches(reading: Reading, segment: Segment, vocabulary: Vocabulary) -> list[Call]:
    """Search the documents once, or once for each molecule whose figure is wanted.

    Args:
        reading: The question as read.
        segment: The part of it that is looked up.
        vocabulary: Names of properties, and English words for Korean terms.

    Returns:
        The calls.
    """
    kinds = {entity.kind for entity in segment.entities}
    molecules = _sought(reading, segment)
    subject = bool(molecules or reading.unknown)  # else “mass” may be that of an electron
    figure = "measured" in kinds or ("property" in kinds and subject)
    # “soluble in ethanol”: the solvent is a condition, not another subject.
    within = [m for m in molecules if is_condition(reading, m)]
    subjects = [m for m in molecules if m not in within]
    if figure and subjects:
        groups = [[m, *within] for m in subjects]
    else:
        groups = [[m] for m in molecules] if figure else [molecules]
    return [
        (SEARCH, _arguments(reading, segment, group, vocabulary, figure=figure))
        for group in groups or [[]]
    ]


def _sought(reading: Reading, segment: Segment) -> list[Entity]:
    """Return the molecules to look up: those named, or in a short question those before."""
    named = {e.smiles for e in reading.of("molecule")}
    words = reading.plain[segment.start : segment.end].split()
    if named or (len(words) <= _SHORT and not special_names(" ".join(words))):
        return [m for m in segment.molecules if m.smiles in named or not named]
    return []


def _arguments(
    reading: Reading, segment: Segment, about: list[Entity], vocabulary: Vocabulary, *, figure: bool
) -> dict[str, Any]:
    text = _query(reading, segment, about, vocabulary)
    terms = [e.text for e in segment.entities if e.kind not in ("molecule", "formula")]
    known = {name.lower() for m in about for name in (m.text, m.name, m.value)}
    things = [m.name for m in about if len(m.name) <= _LONGEST_NAME]  # no text holds a longer one
    names = [
        name
        for name in special_names(text)
        if not any(name.lower() in k for k in known) and not any(name in term for term in terms)
    ]
    if figure:
        things += [w for w, _ in reading.unknown if w in text and w not in [*things, *names]]
    arguments: dict[str, Any] = {"query": text}
    if things:
        arguments["about"] = things
    if names:
        arguments["names"] = names
    if figure:
        arguments["figure"] = True
        asked = [e for e in segment.entities if e.kind in ("measured", "property")]
        arguments["property"] = [n for e in asked for n in vocabulary.names_of(e)]
        units = {e.value for e in segment.entities if e.kind == "measured"}
        units |= {_unit(e, vocabulary) for e in segment.entities if e.kind == "property"}
        if len(units) == 1 and (unit := units.pop()):
            arguments["unit"] = unit
    return arguments


def _unit(computed: Entity, vocabulary: Vocabulary) -> str:
    named = (p for p in vocabulary.properties if f"{p.tool}.{p.key}" == computed.value)
    return next((p.unit for p in named), "")


def _query(reading: Reading, segment: Segment, about: list[Entity], vocabulary: Vocabulary) -> str:
    """Write the words to look for: molecules by name, others than the one meant left out."""
    text = reading.plain[segment.start : segment.end]
    smiles = {m.smiles for m in about}
    places = {(e.start, e.end) for e in segment.entities if e.kind == "molecule"}
    for start, end in sorted(places, reverse=True):
        inside = [e for e in reading.of("molecule") if (e.start, e.end) == (start, end)]
        names = ", ".join(e.name for e in inside if e.smiles in smiles)
        text = text[: start - segment.start] + names + text[end - segment.start :]
    for term, english in vocabulary.korean.items():
        text = text.replace(term, english)
    missing = [m.name for m in about if m.name.lower() not in text.lower()]
    return " ".join([*text.split(), *missing])
