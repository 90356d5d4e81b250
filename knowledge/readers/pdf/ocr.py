"""Recognising the text of pictures of pages, on this machine alone."""

import math
from collections import Counter
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from statistics import median, median_low
from typing import Any

from labwright.core.errors import MissingExtra
from labwright.knowledge.readers.pdf.hyphens import count_words, join_lines
from labwright.knowledge.readers.pdf.layout import arrange
from labwright.knowledge.readers.pdf.paragraph import usual_size
from labwright.knowledge.readers.pdf.paragraphs import cut_paragraphs
from labwright.knowledge.readers.pdf.pieces import Piece, Word

_SURE = 0.5  # in 0…1; what is recognised with less is a guess
_LETTERS = 0.72  # of the height of a recognised line is the size of its letters
_BASELINE = 0.22  # of its height lies below the letters
_ALIKE = 0.25  # sizes that differ less are one, since heights are measured roughly
_WEIGHTS = {"Det": "*det*.onnx", "Cls": "*cls*.onnx", "Rec": "*rec*.onnx"}


def recognise(page_image: Any) -> str:
    """Recognise the text of a picture of a page.

    Args:
        page_image: The picture as an array of rows, columns and colours.

    Returns:
        The text in reading order, a blank line between paragraphs.

    Raises:
        MissingExtra: If the library for it is missing.
    """
    pieces = recognise_lines(page_image, 1.0)
    words: Counter[str] = count_words(piece.text for piece in pieces)
    paragraphs = cut_paragraphs(arrange(pieces, []), usual_size(pieces))
    texts = (join_lines([line.text for line in p.lines], words) for p in paragraphs)
    return "\n\n".join(text for text in texts if text)


def recognise_lines(page_image: Any, scale: float) -> list[Piece]:
    """Recognise the lines of a picture of a page.

    Args:
        page_image: The picture as an array of rows, columns and colours.
        scale: Dots of the picture for a point of the page.

    Returns:
        Pieces of lines with their places on the page, as if they had been set there.

    Raises:
        MissingExtra: If the library for it is missing.
    """
    found = _engine()(page_image)
    if found.boxes is None or not len(found.boxes):
        return []
    lines = [
        (text, [(float(x), float(y)) for x, y in corners])
        for corners, text, sure in zip(found.boxes, found.txts, found.scores, strict=True)
        if sure >= _SURE and text.strip()
    ]
    slope = median([_slope(corners) for _, corners in lines] or [0.0])
    height = float(page_image.shape[0])
    pieces = [_piece(text, _upright(corners, slope), height, scale) for text, corners in lines]
    return _levelled(pieces)


def can_recognise() -> bool:
    """Tell whether the extra ``ocr`` is installed."""
    return find_spec("rapidocr") is not None and find_spec("onnxruntime") is not None


@cache
def _engine() -> Any:
    """Return the recogniser with the weights that come with it: nothing is fetched."""
    place = find_spec("rapidocr")
    if place is None or place.origin is None:
        raise MissingExtra("rapidocr", "ocr")
    from rapidocr import RapidOCR

    folder = Path(place.origin).parent / "models"
    weights = {part: next(folder.glob(name), None) for part, name in _WEIGHTS.items()}
    if None in weights.values():
        raise MissingExtra("rapidocr with its models", "ocr")
    paths = {f"{part}.model_path": str(path) for part, path in weights.items()}
    return RapidOCR(params={"Global.log_level": "error", **paths})


_Corners = list[tuple[float, float]]


def _slope(corners: _Corners) -> float:
    (x0, y0), (x1, y1) = corners[0], corners[1]
    return (y1 - y0) / (x1 - x0) if x1 > x0 else 0.0


def _upright(corners: _Corners, slope: float) -> _Corners:
    """Turn corners back by the slope of the page, as it lay on the scanner."""
    angle = -math.atan(slope)
    sine, cosine = math.sin(angle), math.cos(angle)
    return [(x * cosine - y * sine, x * sine + y * cosine) for x, y in corners]


def _piece(text: str, corners: _Corners, height: float, scale: float) -> Piece:
    x0, x1 = min(x for x, _ in corners), max(x for x, _ in corners)
    top, bottom = min(y for _, y in corners), max(y for _, y in corners)
    tall = bottom - top
    words = _words(text, x0 / scale, x1 / scale)
    baseline = (height - bottom + _BASELINE * tall) / scale
    return Piece(words, baseline, _LETTERS * tall / scale)


def _words(text: str, x0: float, x1: float) -> list[Word]:
    """Share the width of a line among its words by their letters."""
    letter = (x1 - x0) / max(1, len(text))
    words: list[Word] = []
    at = 0
    for part in text.split():
        at = text.index(part, at)
        start, end = x0 + at * letter, x0 + (at + len(part)) * letter
        words.append(Word(part, start, end, 0, False, False, False))
        at += len(part)
    return words


def _levelled(pieces: list[Piece]) -> list[Piece]:
    """Give lines of nearly one size the same one, beginning with that of most of them."""
    rest = pieces
    while rest:
        usual = median_low(piece.size for piece in rest)
        alike = [piece for piece in rest if abs(piece.size - usual) <= _ALIKE * usual]
        for piece in alike:
            piece.size = piece.largest = usual
        rest = [piece for piece in rest if piece.size != usual]
    return pieces
