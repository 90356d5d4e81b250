"""Letters of fonts that have an order of their own: Symbol and Wingdings."""

_GREEK = (
    "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ",  # for A to Z
    "αβχδεφγηιϕκλμνοπθρστυϖωξψζ",  # for a to z
)
_SIGNS = {
    0x22: "∀", 0x24: "∃", 0x27: "∍", 0x2A: "∗", 0x2D: "−", 0x40: "≅", 0x5C: "∴", 0x5E: "⊥",
    0x7E: "∼", 0xA2: "′", 0xA3: "≤", 0xA4: "⁄", 0xA5: "∞", 0xAB: "↔", 0xAC: "←", 0xAD: "↑",
    0xAE: "→", 0xAF: "↓", 0xB0: "°", 0xB1: "±", 0xB2: "″", 0xB3: "≥", 0xB4: "×", 0xB5: "∝",
    0xB6: "∂", 0xB7: "•", 0xB8: "÷", 0xB9: "≠", 0xBA: "≡", 0xBB: "≈", 0xBC: "…", 0xC4: "⊗",
    0xC5: "⊕", 0xC6: "∅", 0xC7: "∩", 0xC8: "∪", 0xCC: "⊂", 0xCE: "∈", 0xD0: "∠", 0xD1: "∇",
    0xD5: "∏", 0xD6: "√", 0xD7: "·", 0xD8: "¬", 0xDB: "⇔", 0xDC: "⇐", 0xDE: "⇒", 0xE5: "∑",
    0xF2: "∫",
}  # fmt: skip
_PICTURES = {0xE0: "→", 0xDF: "←", 0xE8: "→", 0xF3: "↔", 0xFC: "✓", 0xFB: "✗", 0x6C: "●",
             0x6E: "■", 0xA7: "▪", 0xD8: "➢", 0x4A: "☺"}  # fmt: skip
_PRIVATE = range(0xF000, 0xF100)


def plain_letters(text: str, font: str) -> str:
    """Return characters as they look in their font.

    Args:
        text: Characters as the file holds them.
        font: Name of the font; only those with an order of their own matter.

    Returns:
        Characters that mean the same in any font; those that nobody knows are dropped.

    Example:
        >>> plain_letters("b", "Symbol"), plain_letters("b", "Arial")
        ('β', 'b')
    """
    if font.lower().startswith("symbol"):
        return "".join(_symbol(ord(char) & 0xFF) if _own(char) else char for char in text)
    if font.lower().startswith("wingdings"):
        return "".join(_PICTURES.get(ord(char) & 0xFF, "") if _own(char) else char for char in text)
    return text


def _own(char: str) -> bool:
    return ord(char) in _PRIVATE or " " < char < "ÿ"


def _symbol(code: int) -> str:
    for first, letters in zip((0x41, 0x61), _GREEK, strict=True):
        if first <= code < first + len(letters):
            return letters[code - first]
    return _SIGNS.get(code, chr(code) if code < 0x7F else "")  # noqa: PLR2004
