"""Functions of PDFium that are asked of every letter of a page."""

import ctypes
from functools import cache
from typing import Any


@cache
def calls() -> dict[str, Any]:
    """Return functions of PDFium that take addresses as numbers: much faster within ``map``.

    Returns:
        Functions by the last part of their names.
    """
    from pypdfium2 import raw

    whole, address = ctypes.c_int, ctypes.c_void_p
    kinds: dict[str, tuple[Any, ...]] = {
        "FPDFText_GetLooseCharBox": (whole, address, whole, address),
        "FPDFText_GetTextObject": (ctypes.c_size_t, address, whole),
        "FPDFText_GetUnicode": (ctypes.c_uint, address, whole),
        "FPDFText_GetText": (whole, address, whole, whole, address),
        "FPDFText_GetMatrix": (whole, address, whole, address),
        "FPDFText_GetFontSize": (ctypes.c_double, address, whole),
        "FPDFText_GetCharOrigin": (whole, address, whole, address, address),
        "FPDFTextObj_GetFont": (address, address),
        "FPDFTextObj_GetTextRenderMode": (whole, address),
        "FPDFPageObj_GetFillColor": (whole, address, address, address, address, address),
        "FPDFPageObj_GetBounds": (whole, address, address, address, address, address),
        "FPDFPageObj_GetType": (whole, address),
        "FPDFPage_GetObject": (address, address, whole),
        "FPDFPath_GetDrawMode": (whole, address, address, address),
    }
    return {
        name.rpartition("_")[2]: ctypes.PYFUNCTYPE(*signature)(
            ctypes.cast(getattr(raw, name), address).value or 0
        )
        for name, signature in kinds.items()
    }
