"""What is written of geometries and trajectories."""

import math
from pathlib import Path

from labwright.core.errors import UnreadableDocument
from labwright.knowledge.readers.crystals.crystal import Cell, rounded
from labwright.knowledge.readers.crystals.xyz import MOST_FRAMES, SHOWN, Frame, frames_of
from labwright.knowledge.readers.pages import Pages

_COMMENTS = 200


def element_symbols() -> dict[str, str]:
    """Return symbols of the elements by symbol in lower case, and by atomic number."""
    from rdkit.Chem import GetPeriodicTable

    table = GetPeriodicTable()
    symbols = {number: str(table.GetElementSymbol(number)) for number in range(1, 119)}
    return {s.lower(): s for s in symbols.values()} | {str(n): s for n, s in symbols.items()}


def report_frames(pages: Pages, path: Path) -> list[str]:
    """Write the frames of a file: their comments, the first and the last with coordinates.

    Args:
        pages: Where to write.
        path: The file.

    Returns:
        What was noticed.

    Raises:
        UnreadableDocument: If the first frame cannot be read.
    """
    first: Frame | None = None
    last: Frame | None = None
    comments: list[tuple[str, ...]] = []
    formulae: dict[str, None] = {}
    notes: list[str] = []
    try:
        for frame in frames_of(path, element_symbols()):
            first, last = first or frame, frame
            if len(comments) < _COMMENTS:
                comments.append((str(frame.number), frame.comment))
            if len(formulae) < _COMMENTS:
                formulae[frame.formula] = None
            if frame.number >= MOST_FRAMES:
                notes.append(f"only the first {MOST_FRAMES:,} frames are read")
                break
    except UnreadableDocument as fault:
        if last is None:
            raise
        notes.append(f"only the first {last.number:,} frames are read. {fault.message}")
    if first is None or last is None or not first.size:
        raise UnreadableDocument("It holds no atoms.", "Check that it is an XYZ file.")
    _write(pages, first, last, comments, list(formulae))
    return notes


def _write(
    pages: Pages,
    first: Frame,
    last: Frame,
    comments: list[tuple[str, ...]],
    formulae: list[str],
) -> None:
    count = last.number
    pages.heading(first.formula)
    frames = "1 frame" if count == 1 else f"{count:,} frames"
    pages.paragraph(f"{frames} of {first.size} atoms, {first.formula}.")
    if len(formulae) > 1:
        pages.paragraph(f"The composition changes: {', '.join(formulae[:10])}.")
    _write_frame(pages, first, "Frame 1" if count > 1 else "")
    if count > 1:
        _write_frame(pages, last, f"Frame {count}, the last")
        if any(comment for _, comment in comments):
            more = f" (the first {len(comments)})" if count > len(comments) else ""
            pages.table(("frame", "comment"), comments, "", f"Comment lines of the frames{more}")
    fields = {
        "formula": first.formula,
        "atoms": str(first.size),
        "frames": str(count),
        "comment": first.comment,
        **(_cell(first.lattice).fields() if first.lattice else {}),
    }
    if count > 1:
        fields["last_comment"] = last.comment
    pages.record(fields, label=first.formula)


def _write_frame(pages: Pages, frame: Frame, name: str) -> None:
    if name:
        pages.heading(name, 2)
    pages.paragraph(frame.comment)
    if frame.lattice:
        cell = _cell(frame.lattice)
        pages.paragraph(f"{cell.sentence()} Volume of the cell: {cell.volume} Å³.")
    more = frame.size - SHOWN
    caption = "Coordinates in Å" + (f" (first {SHOWN} of {frame.size} atoms)" if more > 0 else "")
    pages.table(("element", "x", "y", "z"), frame.atoms, "", caption)


def _cell(vectors: list[float]) -> Cell:
    a, b, c = vectors[:3], vectors[3:6], vectors[6:]
    angles = [_angle(b, c), _angle(a, c), _angle(a, b)]
    cross = (b[1] * c[2] - b[2] * c[1], b[2] * c[0] - b[0] * c[2], b[0] * c[1] - b[1] * c[0])
    volume = abs(sum(x * y for x, y in zip(a, cross, strict=True)))
    return Cell(
        [rounded(math.hypot(*edge), 5) for edge in (a, b, c)],
        [rounded(angle, 4) for angle in angles],
        f"{volume:.3f}",
    )


def _angle(first: list[float], second: list[float]) -> float:
    sizes = math.hypot(*first) * math.hypot(*second)
    dot = sum(x * y for x, y in zip(first, second, strict=True))
    return math.degrees(math.acos(max(-1.0, min(1.0, dot / sizes)))) if sizes else 0.0
