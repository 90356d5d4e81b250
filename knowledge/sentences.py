"""Sentences with their places, for prose full of abbreviations, figures and formulae."""

import re

_ABBREVIATIONS = frozenset(
    "al approx art ca cf ch chem ed eds eq eqs et etc ex fig figs i.e e.g int j lett mol no nos "
    "p phys pp prof ref refs resp rev s sci sec soc st tab vol vs viz dr mr mrs ms wt".split()
)
_CITED = r"(?:\[\d{1,3}(?:\s?[,;–-]\s?\d{1,3})*\])?"
_END = re.compile(rf"[.!?][\"')\]”’]*{_CITED}(?=\s)|[。！？]")
_BLOCK = re.compile(r"\n\s*\n|\n(?=\s*(?:[-*+|#>]|\d+[.)])\s)|(?<=\|)\n(?=\|)")
_OPENS = re.compile(r"\s+[\"'(\[“‘]?[A-Z0-9À-ÞΑ-Ω\[(가-힣]")


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Find the sentences of a text.

    Headings, list items and table rows count as sentences of their own.

    Args:
        text: Prose or Markdown.

    Returns:
        Start and end offset of each sentence, without surrounding white space.

    Example:
        >>> text = "Li et al. saw 1.5 V. It fell."
        >>> [text[a:b] for a, b in sentence_spans(text)]
        ['Li et al. saw 1.5 V.', 'It fell.']
    """
    spans: list[tuple[int, int]] = []
    start = 0
    for block in [*_BLOCK.finditer(text), None]:
        end = block.start() if block else len(text)
        spans += _split_block(text, start, end)
        start = block.end() if block else end
    return spans


def _split_block(text: str, start: int, end: int) -> list[tuple[int, int]]:
    cuts = [m.end() for m in _END.finditer(text, start, end) if _ends_sentence(text, m, end)]
    spans = []
    for left, right in zip([start, *cuts], [*cuts, end], strict=True):
        piece = text[left:right]
        if piece.strip():
            lead = len(piece) - len(piece.lstrip())
            spans.append((left + lead, left + len(piece.rstrip())))
    return spans


def _ends_sentence(text: str, match: "re.Match[str]", end: int) -> bool:
    if match[0][0] != ".":
        return True
    if not _OPENS.match(text, match.end(), end):
        return False
    words = text[max(0, match.start() - 12) : match.start()].split()
    last = words[-1].lstrip("([").lower() if words else ""
    measured = len(words) > 1 and words[-2][-1:].isdigit()  # “1.5 V.” ends, “J. Smith” goes on
    return last not in _ABBREVIATIONS and (measured or not (len(last) == 1 and last.isalpha()))


def is_row(text: str) -> bool:
    """Tell a row of a Markdown table from a sentence."""
    return text.lstrip().startswith("|")
