"""Finding tables in a question: lines that each hold a structure and a figure."""

import re

from labwright.agents.intake.spans import Spans
from labwright.core.reading import Entity
from labwright.tools.chemistry.notations import looks_like_smiles

_FEWEST = 3
_LINE = re.compile(r"[^\n]+")
_FIGURE = re.compile(r"[-+−]?\d+(?:\.\d+)?")


def find_tables(spans: Spans) -> None:
    """Note tables of structures with figures; what stands in them is asked about as a whole.

    Args:
        spans: The question; entities found are added.
    """
    start = end = rows = 0
    for match in _LINE.finditer(spans.text):
        if _is_row(match[0]):
            start, end, rows = (start if rows else match.start()), match.end(), rows + 1
        else:
            _note(spans, start, end, rows)
            rows = 0
    _note(spans, start, end, rows)


def _is_row(line: str) -> bool:
    cells = [cell for cell in re.split(r"[\s,;|]+", line.strip()) if cell]
    structures = [cell for cell in cells if not _FIGURE.fullmatch(cell)]
    return len(cells) > 1 and len(structures) == 1 and looks_like_smiles(structures[0])


def _note(spans: Spans, start: int, end: int, rows: int) -> None:
    if rows >= _FEWEST and spans.free(start, end):
        text = spans.text[start:end]
        spans.add(Entity(kind="table", text=text, start=start, end=end, value=text, name="table"))
