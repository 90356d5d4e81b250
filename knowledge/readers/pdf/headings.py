"""The headings of a PDF: by its outline, by their numbers, by how they are set."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from labwright.knowledge.readers.pdf.file import Entry
from labwright.knowledge.readers.pdf.paragraph import Paragraph
from labwright.knowledge.readers.pdf.pieces import Piece, written

_SHORTEST, _LONGEST = 3, 220  # characters
_MOST_LINES = 4
_LARGER = 1.08  # of the size of the text
_AS_LARGE = 0.95
_MOSTLY = 0.6  # of the characters are letters
_NUMBER = re.compile(
    r"(?:(?:chapter|section|part|appendix|kapitel|capítulo|chapitre)\s+)?"
    r"((?:\d{1,2}|[A-Z]|[IVX]{1,5})(?:\.\d{1,2}){0,4})\.?\s*[.:)—–]?\s+(?=\S)",
    re.I,
)
_DEEP_NUMBER = re.compile(r"(?:\d{1,2}|[A-Z])(?:\.\d{1,2}){0,4}\.?\s+[A-ZÀ-ÞΑ-Ω]")
KNOWN = frozenset(
    "abstract|summary|introduction|background|results|results and discussion|discussion"
    "|experimental|experimental section|experimental methods|materials and methods|methods"
    "|methodology|theory|computational methods|computational details|conclusion|conclusions"
    "|conclusions and outlook|outlook|acknowledgement|acknowledgements|acknowledgment"
    "|acknowledgments|references|bibliography|literature cited|notes and references"
    "|references and notes|works cited|supporting information|supplementary information"
    "|supplementary material|associated content|author information|author contributions"
    "|data availability|code availability|competing interests|conflicts of interest|appendix"
    "|contents|table of contents|keywords|nomenclature|funding|statement of need|zusammenfassung"
    "|einleitung|ergebnisse|diskussion|literatur|resumen|introducción|resultados|conclusiones"
    "|referencias|bibliografía".split("|")
)
"""Headings that stand alone even where they are set like the text."""
_TOP = KNOWN - {"keywords"}
_Style = tuple[float, bool, bool]


def mark_headings(pages: Sequence[list[Paragraph]], outline: Sequence[Entry]) -> None:
    """Find the headings among the paragraphs of a document.

    Args:
        pages: The paragraphs of each page; headings get a ``level``, and those that the text runs
            on from become paragraphs of their own.
        outline: Entries of the outline of the file.
    """
    body = body_style(pages)
    _follow_outline(pages, outline)
    _split_abstract(pages[:2])
    levels = _levels_of_styles(pages, body)
    if not levels:
        _mark_by_style(pages, body)
        return
    for paragraph in _candidates(pages, body):
        style = style_of(paragraph)
        if style in levels:
            paragraph.level = _level(paragraph.start, levels[style])
        elif _bare(paragraph.start) in _TOP:
            paragraph.level = 1


def body_style(pages: Iterable[Sequence[Paragraph]]) -> _Style:
    """Return the style of most of the text: size, bold, italic."""
    styles: Counter[_Style] = Counter()
    for paragraph in (p for page in pages for p in page if p.kind == "text"):
        styles[style_of(paragraph)] += sum(len(line.text) for line in paragraph.lines)
    return styles.most_common(1)[0][0] if styles else (10.0, False, False)


def style_of(paragraph: Paragraph) -> _Style:
    """Return how a paragraph is set: size, bold, italic."""
    words = [word for line in paragraph.lines for word in line.words if not word.script]
    bold = bool(words) and all(word.bold for word in words)
    italic = bool(words) and all(word.italic for word in words)
    return round(paragraph.size * 2) / 2, bold, italic


def normal(text: str) -> str:
    """Return the letters and digits of a text, to compare it by."""
    return "".join(c for c in text.casefold() if c.isalnum())


def _bare(text: str) -> str:
    """Return a heading without its number."""
    return " ".join(_NUMBER.sub("", text, count=1).casefold().strip(" .:").split())


def _follow_outline(pages: Sequence[list[Paragraph]], outline: Sequence[Entry]) -> None:
    """Mark what the outline leads to."""
    by_page: dict[int, list[Entry]] = defaultdict(list)
    for entry in outline:
        by_page[entry.page].append(entry)
    for number, page in enumerate(pages, 1):
        for entry in by_page.get(number, ()):
            wanted = normal(entry.title)
            if len(wanted) > 1:
                _mark_entry(page, wanted, entry.level)


def _mark_entry(page: list[Paragraph], wanted: str, level: int) -> None:
    bare = re.sub(r"^(?:chapter|section|appendix)?(?:\d+|[a-z](?=\d))*", "", wanted) or wanted
    for place, paragraph in enumerate(page):
        if paragraph.kind != "text" or paragraph.level:
            continue
        said = normal(
            " ".join(line.text for line in paragraph.lines[:_MOST_LINES]).replace("- ", "")
        )
        if said == wanted or _is_numbered(said, wanted) or (bare != wanted and said == bare):
            paragraph.level = level
            return
        if said.startswith((wanted, bare)) and _split(page, place, wanted, bare):
            page[place].level = level
            return


def _is_numbered(said: str, wanted: str) -> bool:
    """Tell whether a heading is an entry of the outline with a number before it."""
    return said.endswith(wanted) and bool(
        re.fullmatch(
            r"(?:chapter|section|appendix)?(?:\d|[a-z](?=\d|$)|[ivx])*", said[: -len(wanted)]
        )
    )


def _split(page: list[Paragraph], place: int, *wanted: str) -> bool:
    """Cut a paragraph behind the words of its heading, if these look unlike the rest."""
    paragraph = page[place]
    first, said = paragraph.lines[0], ""
    for count, word in enumerate(first.words, 1):
        said += normal(word.text)
        if said in wanted and count < len(first.words):
            follows = first.words[count]
            if (word.bold, word.italic) == (follows.bold, follows.italic):
                return False
            head = Piece(first.words[:count], first.baseline, first.size)
            rest = Piece(first.words[count:], first.baseline, first.size)
            _divide(page, place, [head], [rest, *paragraph.lines[1:]])
            return True
        if said in wanted and len(paragraph.lines) > 1:
            _divide(page, place, [first], paragraph.lines[1:])
            return True
    return False


def _divide(page: list[Paragraph], place: int, head: list[Piece], rest: list[Piece]) -> None:
    whole = page[place]
    parts = [
        Paragraph(lines, whole.kind, whole.left, whole.right, beside=whole.beside)
        for lines in (head, rest)
    ]
    page[place : place + 1] = parts


def _split_abstract(pages: Sequence[list[Paragraph]]) -> None:
    """Cut “Abstract” off the paragraph that it begins, where it is set apart."""
    for page in pages:
        for place, paragraph in enumerate(page):
            if paragraph.kind != "text" or paragraph.level or not paragraph.lines:
                continue
            first = paragraph.lines[0].words[0].text.strip(".:—–-").casefold()
            if first in ("abstract", "summary", "zusammenfassung", "resumen"):
                word = normal(paragraph.lines[0].words[0].text)
                if len(paragraph.lines[0].words) == 1 and len(paragraph.lines) == 1:
                    paragraph.level = 1
                elif _split(page, place, word):
                    page[place].level = 1
                return


def _levels_of_styles(pages: Sequence[list[Paragraph]], body: _Style) -> dict[_Style, int]:
    """Return the level of each style that headings of the outline have."""
    found: dict[_Style, Counter[int]] = defaultdict(Counter)
    for paragraph in (p for page in pages for p in page if p.level and not _is_abstract(p)):
        found[style_of(paragraph)][paragraph.level] += 1
    return {s: levels.most_common(1)[0][0] for s, levels in found.items() if s != body}


def _is_abstract(paragraph: Paragraph) -> bool:
    return _bare(paragraph.start) in ("abstract", "summary")


def _candidates(pages: Sequence[list[Paragraph]], body: _Style) -> list[Paragraph]:
    return [
        p for page in pages for p in page
        if p.kind == "text" and not p.level and not p.beside and not p.label and not p.front
        and _could_be(p, body)
    ]  # fmt: skip


def _could_be(paragraph: Paragraph, body: _Style) -> bool:
    if len(paragraph.lines) > _MOST_LINES:
        return False
    text = " ".join(line.text for line in paragraph.lines)
    letters = sum(c.isalpha() for c in text)
    if not _SHORTEST <= len(text) < _LONGEST or letters < _MOSTLY * len(text.replace(" ", "")):
        return False
    return not text.endswith((",", ";", "-")) and not text.startswith(("•", "–", "["))


def _mark_by_style(pages: Sequence[list[Paragraph]], body: _Style) -> None:
    """Mark headings of a file without outline by size, weight, numbers and well-known words."""
    found = [p for p in _candidates(pages, body) if _stands_out(p, body)]
    ranks = _ranks([style_of(p) for p in found])
    for paragraph in found:
        paragraph.level = _level(paragraph.start, ranks[style_of(paragraph)])


def _stands_out(paragraph: Paragraph, body: _Style) -> bool:
    """Tell whether a paragraph is set apart from the text as headings are."""
    size, bold, _ = style_of(paragraph)
    text = paragraph.start
    if _bare(text) in KNOWN:
        return True
    larger = size >= _LARGER * body[0] or (bold and not body[1] and size >= _AS_LARGE * body[0])
    return larger and (not text.endswith(".") or bool(_DEEP_NUMBER.match(text)))


def _ranks(styles: Sequence[_Style]) -> dict[_Style, int]:
    """Rank styles by their size and weight."""
    ordered = sorted(set(styles), key=lambda s: (-s[0], not s[1], s[2]))
    return {style: rank for rank, style in enumerate(ordered, 1)}


def _level(text: str, otherwise: int) -> int:
    """Return the level of a heading by its number, or by how it is set."""
    match = _NUMBER.match(text)
    if match and (match[1][0].isdigit() or "." in match[1]):
        return match[1].count(".") + 1
    return 1 if _bare(text) in _TOP else otherwise


def title_of(paragraph: Paragraph) -> str:
    """Return the words of a heading in one line."""
    text = ""
    for line in paragraph.lines:
        text = text[:-1] + written(line.words) if text.endswith("-") else f"{text} {line.text}"
    return " ".join(text.split())
