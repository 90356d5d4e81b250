"""Parts of a question: what is asked of which molecules."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from labwright.core.reading import Entity, Reading
from labwright.tools.chemistry.notations import looks_like_smiles

_SENTENCE = re.compile(r"(?<=[.?!;])\s+|\n+")
_JOINT = re.compile(
    r",?\s+(?:and then|and also|and|then|plus|그리고)\s+|,\s+|(?<=[하려리내주]고)\s+|;\s*"
)
_OPENING = re.compile(
    r"(?:^|.*:\s)\s*(?:(?:about|roughly|approximately|around|and|but|so|also|then|by|in|on|at|to|for|from|of|"
    r"with|under|within)\s+){0,2}(?:what|why|how|which|who|when|where)\b(?:\s+\S+){3}",
    re.I,
)
_ASIDE = re.compile(r",\s+(?:how (?:many|much|long|often|far|fast)|what|why)\b", re.I)
_WITHIN = re.compile(r" in (?:[\d.,]+\s?[^\W\d_]+\s+(?:of\s+)?)?$")
NAMED = frozenset(("property", "element", "measured", "pattern"))
"""Kinds of entities that name what is asked for."""


@dataclass(frozen=True)
class Segment:
    """A part of a question.

    Args:
        start: Offset of its first character.
        end: Offset behind its last.
        entities: Entities inside it.
        molecules: Molecules it is about, its own or those of its neighbours.
    """

    start: int
    end: int
    entities: tuple[Entity, ...]
    molecules: tuple[Entity, ...]


def opens_question(text: str) -> bool:
    """Tell whether a part begins as a question of its own, such as “why does it fade”."""
    return _OPENING.match(text) is not None or _ASIDE.search(text) is not None


def split(
    reading: Reading, earlier: tuple[Entity, ...], asks: Callable[[int, int], bool]
) -> list[Segment]:
    """Split a question into parts that each ask for something.

    Args:
        reading: The question as read.
        earlier: Molecules of the turn before.
        asks: Tells whether a part without named property asks for something all the same.

    Returns:
        Parts in order; a part that names no molecule takes those of the part before it in the
        sentence, else of the part behind it, else of the question, else of the turn before.
    """
    segments: list[Segment] = []
    for sentence in _sentences(reading):
        parts = _pieces(reading, sentence.start, sentence.end, _JOINT)
        segments += _with_molecules(reading, _merge(reading, parts, asks), earlier)
    return segments


@dataclass(frozen=True)
class _Piece:
    """A stretch of the question, and whether a word such as “and” stands before it."""

    start: int
    end: int
    joined: bool = False


def _sentences(reading: Reading) -> list[_Piece]:
    """Cut into sentences; a line that holds only a structure belongs to the line before."""
    sentences: list[_Piece] = []
    for piece in _pieces(reading, 0, len(reading.plain), _SENTENCE):
        bare = reading.plain[piece.start : piece.end].strip(" .,:;\n")
        alone = any(e.text.strip() == bare for e in _inside(reading, piece.start, piece.end))
        if alone and sentences:
            sentences[-1] = _Piece(sentences[-1].start, piece.end)
        else:
            sentences.append(piece)
    return sentences


def _pieces(reading: Reading, start: int, end: int, joint: re.Pattern[str]) -> list[_Piece]:
    """Cut at joints that lie inside no entity and between no two molecules of a list."""
    pieces: list[_Piece] = []
    joined = False
    for match in joint.finditer(reading.plain, start, end):
        if not _cuts(reading, match):
            continue
        pieces.append(_Piece(start, match.start(), joined))
        start, joined = match.end(), any(c.isalpha() for c in match[0]) or match[0].isspace()
    pieces.append(_Piece(start, end, joined))
    return [p for p in pieces if reading.plain[p.start : p.end].strip()]


def _cuts(reading: Reading, match: "re.Match[str]") -> bool:
    molecules = reading.of("molecule")
    inside = any(e.start < match.end() and match.start() < e.end for e in reading.entities)
    after = any(0 <= match.start() - e.end <= 1 for e in molecules)
    before = any(e.start == match.end() for e in molecules)
    return not inside and not (after and before)


def _merge(
    reading: Reading, parts: list[_Piece], asks: Callable[[int, int], bool]
) -> list[tuple[int, int]]:
    """Join a part that asks for nothing to the part before it, the first ones to the next."""
    merged: list[tuple[int, int]] = []
    waiting: int | None = None
    for index, part in enumerate(parts):
        named = any(e.kind in NAMED for e in _inside(reading, part.start, part.end))
        beside_and = part.joined or (index + 1 < len(parts) and parts[index + 1].joined)
        opens = opens_question(reading.plain[part.start : part.end])
        if merged and not opens and _shares_question(reading, merged[-1], part):
            merged[-1] = (merged[-1][0], part.end)
        elif named or (beside_and and (opens or asks(part.start, part.end))):
            merged.append((part.start if waiting is None else waiting, part.end))
            waiting = None
        elif merged:
            merged[-1] = (merged[-1][0], part.end)
        elif waiting is None:
            waiting = part.start
    if waiting is not None:
        merged.append((waiting, parts[-1].end))
    return merged


def _shares_question(reading: Reading, before: tuple[int, int], part: _Piece) -> bool:
    """Tell a part such as “… and viscosity” that ends a question on no property known here."""
    kinds = {e.kind for e in _inside(reading, part.start, part.end)}
    earlier = {e.kind for e in _inside(reading, *before)}
    opens = opens_question(reading.plain[before[0] : before[1]])
    return opens and "measured" in kinds and not earlier & NAMED and not kinds & {"property"}


def _inside(reading: Reading, start: int, end: int) -> tuple[Entity, ...]:
    return tuple(e for e in reading.entities if start <= e.start and e.end <= end)


def _with_molecules(
    reading: Reading, spans: list[tuple[int, int]], earlier: tuple[Entity, ...]
) -> list[Segment]:
    own = [molecules_in(_inside(reading, a, b)) for a, b in spans]
    everywhere = molecules_in(reading.entities)
    segments = []
    for index, (start, end) in enumerate(spans):
        before = next((m for m in reversed(own[:index]) if m), ())
        behind = next((m for m in own[index + 1 :] if m), ())
        inherited = _subjects(reading, before or behind or everywhere or earlier)
        meant = own[index] or inherited
        segments.append(Segment(start, end, _inside(reading, start, end), meant))
    return segments


def _subjects(reading: Reading, molecules: tuple[Entity, ...]) -> tuple[Entity, ...]:
    """Leave out a solvent (“soluble in ethanol”): “its formula” is not that of the solvent."""
    return tuple(m for m in molecules if not is_condition(reading, m)) or molecules


def is_condition(reading: Reading, molecule: Entity) -> bool:
    """Tell a molecule that another is “in”, such as a solvent: “in 250 mL of water”."""
    return _WITHIN.search(reading.plain[: max(molecule.start, 0)]) is not None


def molecules_in(entities: tuple[Entity, ...]) -> tuple[Entity, ...]:
    """Return the molecules among some entities, each once.

    Args:
        entities: Entities in the order of the question.

    Returns:
        The molecules.
    """
    unique: dict[str, Entity] = {}
    for entity in entities:
        if entity.kind == "molecule":
            # Two SMILES of one molecule are given to be told apart or mapped; a name with its
            # SMILES behind it is one molecule said twice.
            twin = unique.get(entity.smiles)
            both = twin is not None and all(
                looks_like_smiles(e.value.removeprefix("smiles:")) for e in (twin, entity)
            )
            key = f"{entity.smiles} {entity.value}" if both else entity.smiles
            if not both or (twin is not None and twin.value != entity.value):
                unique.setdefault(key, entity)
    return tuple(unique.values())
