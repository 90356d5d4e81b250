"""What a PDF page shows besides text: rules, shapes, pictures."""

import ctypes
from typing import Any, NamedTuple

import numpy as np

from labwright.knowledge.readers.pdf.frame import Box, Frame
from labwright.knowledge.readers.pdf.raw import calls

_MOST_DRAWN = 50_000
_THIN = 2.5  # points; what is thinner is a rule


class Drawn(NamedTuple):
    """Something on the page that is no text.

    Args:
        box: Where it is.
        kind: ``rule``, ``shape``, ``picture`` or ``form``.
        place: How many things were drawn before.
        shade: Brightness in 0…1 of what hides all below it; -1 where that is not known, as of
            pictures; None if something shows through.
    """

    box: Box
    kind: str
    place: int
    shade: float | None


def read_drawn(page: Any, frame: Frame) -> tuple[list[Drawn], dict[int, int]]:
    """List what is drawn on a page.

    Args:
        page: The page of pypdfium2, open.
        frame: The part of it that is shown.

    Returns:
        Its rules, shapes and pictures, and how many things were drawn before each text object.
    """
    from pypdfium2 import raw

    call = calls()
    handle = ctypes.cast(page.raw, ctypes.c_void_p).value or 0
    kinds = {
        raw.FPDF_PAGEOBJ_PATH: "shape", raw.FPDF_PAGEOBJ_IMAGE: "picture",
        raw.FPDF_PAGEOBJ_SHADING: "shading", raw.FPDF_PAGEOBJ_FORM: "form",
    }  # fmt: skip
    found: list[tuple[str, int, float | None]] = []
    texts: dict[int, int] = {}
    bounds: list[list[float]] = []
    edges = (ctypes.c_float * 4)()
    at = ctypes.addressof(edges)
    for place in range(min(raw.FPDFPage_CountObjects(page.raw), _MOST_DRAWN)):
        owner = call["GetObject"](handle, place)
        kind = kinds.get(call["GetType"](owner)) if owner else None
        if kind is None:
            texts[owner or 0] = place
        elif call["GetBounds"](owner, at, at + 4, at + 8, at + 12):
            found.append((kind, place, _shade(owner, kind)))
            bounds.append(list(edges))
    boxes = frame.turned(np.array(bounds, np.float32).reshape(-1, 4)).tolist()
    return [
        Drawn(box := Box(*edges), _named(kind, box), place, shade)
        for (kind, place, shade), edges in zip(found, boxes, strict=True)
    ], texts


def _named(kind: str, box: Box) -> str:
    thin = min(box.x1 - box.x0, box.y1 - box.y0) <= _THIN
    return "rule" if kind == "shape" and thin else kind


def _shade(owner: int, kind: str) -> float | None:
    """Return how bright a thing is if it hides what lies below."""
    if kind != "shape":
        return -1.0 if kind == "picture" else None
    call = calls()
    values = (ctypes.c_uint * 6)()
    at = ctypes.addressof(values)
    drawn = call["GetDrawMode"](owner, at, at + 4)
    colour = call["GetFillColor"](owner, at + 8, at + 12, at + 16, at + 20)
    opaque = drawn and values[0] and colour and values[5] > 250  # noqa: PLR2004
    return brightness(values[2], values[3], values[4]) if opaque else None


def brightness(red: int, green: int, blue: int) -> float:
    """Return how bright a colour looks in 0…1."""
    return (0.299 * red + 0.587 * green + 0.114 * blue) / 255
