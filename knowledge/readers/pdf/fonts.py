"""The characters of TeX's own fonts, where a PDF gives only their places in the font."""

import re

_GREEK = "αβγδϵζηθικλμνξπρστυϕχψωεϑϖϱςφ"
_LETTERS = {0x0B + place: letter for place, letter in enumerate(_GREEK)} | {
    0x40: "∂", 0x60: "ℓ", 0x3A: ".", 0x3B: ",", 0x3C: "<", 0x3D: "/", 0x3E: ">",
}  # fmt: skip
_CAPITALS = dict(enumerate("ΓΔΘΛΞΠΣΥΦΨΩ"))
_SYMBOLS = (
    dict(enumerate("−·×∗÷⋄±∓⊕⊖⊗⊘⊙○∘•≍≡⊆⊇≤≥⪯⪰∼≈⊂⊃≪≫≺≻"))
    | dict(enumerate("←→↑↓↔↗↘≃⇐⇒⇑⇓⇔↖↙∝′∞∈∋△▽", 0x20))
    | dict(enumerate("∀∃¬∅ℜℑ⊤⊥ℵ", 0x38))
    | dict(enumerate("∪∩⊎∧∨⊢⊣⌊⌋⌈⌉{}⟨⟩|‖↕⇕\\≀√⨿∇∫⊔⊓⊑⊒§†‡¶♣♢♡♠", 0x5B))
)
_LARGE = {
    0x00: "(", 0x01: ")", 0x02: "[", 0x03: "]", 0x08: "{", 0x09: "}", 0x0A: "⟨", 0x0B: "⟩",
    0x0C: "|", 0x0E: "/", 0x10: "(", 0x11: ")", 0x12: "(", 0x13: ")", 0x14: "[", 0x15: "]",
    0x1A: "{", 0x1B: "}", 0x1C: "⟨", 0x1D: "⟩", 0x20: "(", 0x21: ")", 0x22: "[", 0x23: "]",
    0x28: "{", 0x29: "}", 0x2A: "⟨", 0x2B: "⟩", 0x44: "⟨", 0x45: "⟩", 0x48: "∮", 0x49: "∮",
    0x50: "∑", 0x51: "∏", 0x52: "∫", 0x58: "∑", 0x59: "∏", 0x5A: "∫", 0x68: "[", 0x69: "]",
    0x6E: "{", 0x6F: "}", 0x70: "√", 0x71: "√", 0x72: "√", 0x73: "√", 0x74: "√",
}  # fmt: skip
_LIGATURES = dict(enumerate(["ff", "fi", "fl", "ffi", "ffl", "ı", "ȷ"], 0x0B)) | _CAPITALS
_BOXES = {0x03: "□", 0x04: "■", 0x06: "◊", 0x46: "✓"}
_FONTS = (
    (re.compile(r"CMMIB?\d*$|CMBX?MI\d*$", re.I), _LETTERS | _CAPITALS),
    (re.compile(r"CMB?SY\d*$", re.I), _SYMBOLS),
    (re.compile(r"CMEX\d*$", re.I), _LARGE),
    (re.compile(r"MSAM\d*$", re.I), _BOXES),
    (re.compile(r"(?:CM|EC|SF)[A-Z]+\d*$|$"), _LIGATURES),
)
_ALL = ("CMEX", "CMSY", "CMBSY")
"""Fonts without plain letters: what a file gives as such is a place in the font."""


def tex_characters(font: str) -> tuple[dict[int, str], bool]:
    """Return what the places of a font mean.

    Args:
        font: Name of the font; the old bitmap fonts have none.

    Returns:
        Characters by place, and whether they hold for plain letters as well.

    Example:
        >>> tex_characters("CMSY10")[0][0], tex_characters("CMR9")[0][12]
        ('−', 'fi')
    """
    for pattern, characters in _FONTS:
        if pattern.match(font):
            return characters, font.upper().startswith(_ALL)
    return {}, False
