"""What a paper says of itself: title, authors, abstract, and where it appeared."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from labwright.knowledge.document import Metadata
from labwright.knowledge.readers.pdf.headings import normal, style_of, title_of
from labwright.knowledge.readers.pdf.paragraph import Paragraph, usual_size
from labwright.knowledge.readers.pdf.pieces import written
from labwright.knowledge.readers.pdf.printed_imprint import find_venue, own_doi, printed_date
from labwright.knowledge.readers.pdf.printed_names import is_made_up, name_list, plausible_authors

_LONGEST_TITLE = 400
_FEWEST_LETTERS = 6
_SMALLER = 0.95
_LARGER = 1.15  # of the size of the text
_LONGEST_LIST = 3000  # characters of a list of authors
_PLACEHOLDER = re.compile(
    r"(?:untitled.*|(?:your |manuscript |paper |article |document |full |insert )?title(?: here)?"
    r"|(?:the )?(?:manuscript|paper|article|document|template|draft|main|sample|thesis|report|ms"
    r"|slide|presentation|text|print|supporting information)\s*\d*|microsoft \w+\s*-.*|pii:.*"
    r"|doi:.*"
    r"|\(?(?:anonymous|unspecified)\)?|powerpoint.*|layout \d+|page \d+|https?:.*"
    r"|arxiv.*|.*\btemplate\b.*|null|none|[\w.-]*_[\w.-]*"
    r"|.*\.(?:docx?|tex|dvi|indd|qxd|pdf|ps|eps|pptx?|rtf|odt|wpd|pages|p65|fm)"
    r"|[a-z]{1,6}\d{3,}\S*)",
    re.I,
)
_NO_TITLE = re.compile(
    r"(?:abstract|contents|(?:research |review |original )?(?:article|paper)|reviews?|letter"
    r"|communication|full paper|open access|accepted manuscript|nature|science|cell|plos one)$",
    re.I,
)
_ARXIV = re.compile(r"arXiv:(\d{4}\.\d{4,5})", re.I)
_SERVERS = {
    "10.26434": "ChemRxiv", "10.1101": "bioRxiv", "10.48550": "arXiv", "10.20944": "Preprints.org",
    "10.21203": "Research Square", "10.31219": "OSF Preprints",
}  # fmt: skip
_ABSTRACTS = ("abstract", "zusammenfassung", "resumen", "résumé", "초록", "摘要", "要旨")
_RUN_IN = re.compile(r"(?:abstract|summary)\s*[.:—–-]\s*", re.I)
_AFTER = re.compile(r"(?:key\s?words?|index terms|ccs concepts|pacs|jel)\b|\*", re.I)
_MOST_ABSTRACT = 6000
_THESIS = re.compile(
    r"\b(?:thesis|dissertation)\b.{0,300}\b(?:degree|doctor|master|university|universi)",
    re.I | re.S,
)
_MARKS = re.compile(r"[*†‡§¶∥‖⊥#✉∗⋆]+|\[\d[\d,–-]*\]|\(\w\)|(?<=\w)\d+(?:,\d+)*")

Paged = Sequence[Sequence[Paragraph]]


@dataclass(frozen=True)
class Said:
    """What a file says besides the text of its pages.

    Args:
        info: Title, author and so on, as the program that made it wrote them.
        packet: Its XMP packet.
        edges: What was taken off the margins of its first pages.
        stamp: What a server stamped on its first page.
        stem: Its name.
    """

    info: dict[str, str]
    packet: str = ""
    edges: tuple[str, ...] = ()
    stamp: str = ""
    stem: str = ""


def find_title(pages: Paged, said: Said) -> str:
    """Find the title of a paper, and mark its paragraphs as front matter.

    Args:
        pages: The paragraphs of its pages.
        said: What the file says besides.

    Returns:
        What the file says if the first page prints it, else the largest type of that page, else
        what the file says if that is plausible, else the name of the file.
    """
    first = pages[0] if pages else []
    given = said.info.get("Title", "").strip()
    largest = _largest(first, _usual_size(pages))
    candidates = [[p] for p in first if normal(title_of(p)) == normal(given)] if given else []
    for paragraphs in [*candidates, largest]:
        shown = _tidy(" ".join(map(title_of, paragraphs)))
        if _is_title(shown):
            for paragraph in paragraphs:
                paragraph.front = True
            return shown
    for paragraph in largest:  # what stands below it may still be the authors
        paragraph.front = True
    return given if _is_title(given) else said.stem


def _usual_size(pages: Paged) -> float:
    return usual_size(line for page in pages for p in page if p.kind == "text" for line in p.lines)


def _is_title(text: str) -> bool:
    if sum(map(str.isalpha, text)) < _FEWEST_LETTERS or len(text) > _LONGEST_TITLE:
        return False
    return not _PLACEHOLDER.fullmatch(text.strip(" .\"'"))


def _tidy(text: str) -> str:
    """Take marks of notes off the end of a title."""
    return re.sub(r"\s*(?:[*†‡§¶∗]+|\[\d+\]|\^\d+)$", "", " ".join(text.split())).strip()


def _largest(page: Sequence[Paragraph], body: float) -> list[Paragraph]:
    """Return the paragraphs in the largest type of a page that can be a title."""
    found = [p for p in page if p.kind == "text" and p.lines and _could_be_title(p, body)]
    if not found:
        return []
    top = max(found, key=lambda p: p.size)
    title = [top]
    for following in page[page.index(top) + 1 :]:
        if following not in found or abs(following.size - top.size) > 0.05 * top.size:
            break
        title.append(following)
    return title


def _could_be_title(paragraph: Paragraph, body: float) -> bool:
    text = title_of(paragraph)
    return (
        not paragraph.beside
        and paragraph.size >= _LARGER * body
        and sum(map(str.isalpha, text)) >= _FEWEST_LETTERS
        and len(text) < _LONGEST_TITLE
        and not _NO_TITLE.match(text)
    )


def find_authors(pages: Paged, said: Said) -> tuple[str, ...]:
    """Find the authors in the order in which they are printed below the title.

    Args:
        pages: The paragraphs of the pages; those of the title are marked.
        said: What the file says besides.

    Returns:
        Their names; those that the file gives if none are printed.
    """
    page = pages[0] if pages else []
    start = max((place for place, p in enumerate(page) if p.front), default=-1) + 1
    found: list[str] = []
    for paragraph in page[start:] if start else ():
        if paragraph.kind != "text" or paragraph.beside:
            continue
        if paragraph.level and normal(title_of(paragraph)) not in ("authors", "author"):
            break
        names = [name for name in name_list(_unmarked(paragraph)) if not is_made_up(name)]
        if len(paragraph.start) > _LONGEST_LIST or (found and not names and len(found) > 1):
            break
        paragraph.front = paragraph.front or bool(names)
        found += names
    return tuple(dict.fromkeys(found)) or plausible_authors(said.info.get("Author", ""))


def _unmarked(paragraph: Paragraph) -> str:
    """Return the text of a paragraph without raised marks."""
    comma = ","  # where a mark was one name ends, whether or not a comma is printed
    kept = (
        written(word._replace(text=comma, script=0) if word.script else word for word in line.words)
        for line in paragraph.lines
    )
    lines = [" ".join(_MARKS.sub(" ", line).split()) for line in kept]
    alone = all(len(name_list(line)) == 1 and line[-1:] != comma for line in lines)
    return (", " if alone else " ").join(lines)


def find_abstract(pages: Paged, text_of: Callable[[Paragraph], str]) -> str:
    """Return the abstract: what stands under that heading on one of the first pages.

    Args:
        pages: The paragraphs of the pages, their headings marked.
        text_of: Gives the text of a paragraph.

    Returns:
        Its paragraphs, blank lines between them; empty if there is none.
    """
    for names in (_ABSTRACTS, ("summary",)):
        for page in pages[:3]:
            for place, paragraph in enumerate(page):
                if paragraph.level and normal(title_of(paragraph)).lstrip("0123456789") in names:
                    return _under(page[place + 1 :], text_of)
    for paragraph in (p for page in pages[:2] for p in page if p.kind == "text"):
        if match := _RUN_IN.match(text := text_of(paragraph)):
            return text[match.end() :]
    return ""


def _under(page: Sequence[Paragraph], text_of: Callable[[Paragraph], str]) -> str:
    found: list[str] = []
    size = 0.0
    for paragraph in page:
        if paragraph.level or sum(map(len, found)) > _MOST_ABSTRACT:
            break
        if paragraph.kind != "text" or paragraph.beside or paragraph.label:
            continue
        text, (now, *_) = text_of(paragraph), style_of(paragraph)
        if _AFTER.match(text) or (size and abs(now - size) > 0.6):  # noqa: PLR2004
            break
        size = now
        found.append(text)
    return "\n\n".join(found)


def _imprint(pages: Paged) -> Iterator[Paragraph]:
    """Yield what is printed above the text of the first page, and beside it in smaller letters."""
    body = _usual_size(pages)
    begun = False
    for paragraph in pages[0] if pages else ():
        begun = begun or (paragraph.level > 0 and not paragraph.front and _opens_text(paragraph))
        if not begun or paragraph.beside or paragraph.size < _SMALLER * body:
            yield paragraph


def _opens_text(heading: Paragraph) -> bool:
    return normal(title_of(heading)).lstrip("0123456789") not in (
        *_ABSTRACTS,
        "keywords",
        "authors",
    )


def describe(
    pages: Paged, said: Said, text_of: Callable[[Paragraph], str], authors: tuple[str, ...]
) -> Metadata:
    """Put together what a paper says of itself.

    Args:
        pages: The paragraphs of its pages.
        said: What the file says besides.
        text_of: Gives the text of a paragraph.
        authors: Its authors.

    Returns:
        Its metadata, as far as they are printed or written in the file.
    """
    first = [text_of(paragraph) for paragraph in (pages[0] if pages else ())]
    imprint = [text_of(paragraph) for paragraph in _imprint(pages)]
    told = [text for text in (*said.edges, *imprint) if text]
    doi = own_doi([said.info.get("Subject", ""), *told], said.packet)
    if not doi and (match := _ARXIV.search(said.stamp)):
        doi = f"10.48550/arxiv.{match[1]}"
    venue, year, details = find_venue(told, said.packet)
    date, printed = printed_date([*told, said.stamp])
    server = _SERVERS.get(doi.partition("/")[0], "")
    server = server if server != "bioRxiv" or doi[8:9].isdigit() else ""  # its press shares that
    thesis = bool(_THESIS.search(" ".join(first)[:3000]))
    kind = "preprint" if server else "article" if venue else "thesis" if thesis else ""
    return Metadata(
        authors=authors, year=year or printed, date=date, doi=doi, venue=venue or server,
        kind=kind, details=details, abstract=find_abstract(pages, text_of),
    )  # fmt: skip
