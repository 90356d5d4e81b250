"""Paragraphs that a column's end, a picture or a footnote interrupts."""

from collections.abc import Sequence

from labwright.knowledge.readers.pdf.paragraph import (
    ENDED,
    INDENT,
    Paragraph,
    is_marked,
    usual_size,
)

_SMALL = 0.93  # of the size of the text; footnotes and captions are smaller
_ROOM, _MORE = 2.5, 0.8  # of the size


def rejoin(paragraphs: list[Paragraph]) -> list[Paragraph]:
    """Join paragraphs that go on behind the end of a column or a picture.

    Args:
        paragraphs: Those of a page in reading order.

    Returns:
        The same, those that were torn whole, and behind each what stood in its middle.
    """
    usual = usual_size(line for p in paragraphs if p.kind == "text" for line in p.lines)
    done: list[Paragraph] = []
    waiting = list(paragraphs)
    while waiting:
        current = waiting.pop(0)
        done.append(current)
        if current.kind != "text" or current.size < _SMALL * usual:
            continue
        while (place := _continued(current, waiting, usual)) >= 0:
            between, found = waiting[:place], waiting[place]
            current.lines += found.lines
            current.last = found.last
            current.right = found.right
            waiting = [*between, *waiting[place + 1 :]]
            if current.last or not between:
                continue
            break
    return done


def _continued(current: Paragraph, waiting: Sequence[Paragraph], usual: float) -> int:
    """Return the place of the paragraph that goes on with one; -1 if none does."""
    if not waiting or ENDED.search(current.lines[-1].text) or current.bold or current.beside:
        return -1
    for place, other in enumerate(waiting):
        if other.beside or other.kind != "text" or other.size < _SMALL * usual:
            continue
        crossed = place > 0 or current.last
        return place if crossed and _is_full(current, other) and _goes_on(current, other) else -1
    return -1


def _is_full(paragraph: Paragraph, other: Paragraph) -> bool:
    """Tell whether the next word would not have fitted into the last line."""
    last, word = paragraph.lines[-1], other.lines[0].words[0]
    room = paragraph.right - last.x1
    return room < max(_ROOM, (word.x1 - word.x0) / last.size + _MORE) * last.size


def _goes_on(paragraph: Paragraph, other: Paragraph) -> bool:
    first = other.lines[0]
    if paragraph.mono or other.mono:
        return False
    if abs(other.size - paragraph.size) > 0.05 * paragraph.size or other.bold:
        return False
    if is_marked(first) or first.x0 > other.left + INDENT * first.size:
        return False
    text = first.text
    return not text[:1].isupper() or paragraph.lines[-1].text.endswith("-") or len(other.lines) > 1
