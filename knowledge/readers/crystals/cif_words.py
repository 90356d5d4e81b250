"""What a CIF says in words: its markup, and the publication that it belongs to."""

import html
import re
import unicodedata
from collections.abc import Iterable

from labwright.knowledge.document import Metadata
from labwright.knowledge.readers.crystals.cif import CifBlock
from labwright.knowledge.readers.markup import find_doi
from labwright.knowledge.readers.typography import Line, clean

_ACCENTS = {
    "'": "\u0301", "`": "\u0300", "^": "\u0302", '"': "\u0308", "~": "\u0303", ",": "\u0327",
    "=": "\u0304", ".": "\u0307", "<": "\u030c", "(": "\u0306", ";": "\u0328", ">": "\u030b",
}  # fmt: skip
_LETTERS = {
    r"\%a": "å", r"\%A": "Å", r"\/o": "ø", r"\/O": "Ø", r"\/l": "ł", r"\/L": "Ł", r"\/d": "đ",
    r"\/D": "Đ", r"\&s": "ß", r"\?i": "ı",
}  # fmt: skip
_GREEK = dict(zip("abcdefghiklmnopqrstuwxyz", "αβχδεφγηικλμνοπθρστυωξψζ", strict=True))
_GREEK |= {k.upper(): v.upper() for k, v in _GREEK.items()}
_SIGNS = (
    ("\\\\times", "×"), ("\\\\neq", "≠"), ("\\\\sim", "~"), ("\\\\infty", "∞"), ("\\\\%", "°"),
    ("\\\\rightarrow", "→"), ("\\\\leftarrow", "←"), ("\\\\square", "□"), ("\\%", "°"),
    ("+-", "±"), ("---", "—"), ("--", "–"),
)  # fmt: skip
_ACCENT = re.compile(r"\\([" + re.escape("".join(_ACCENTS)) + r"])([A-Za-z])")
_SPECIAL = re.compile("|".join(map(re.escape, _LETTERS)))
_LETTER = re.compile(r"\\([A-Za-z])")
_RAISED = re.compile(r"<su([bp])>(.*?)</su[bp]>|\^([^\s^~]{1,20})\^|~([^\s^~]{1,20})~", re.I)
_TAG = re.compile(r"</?[a-z]{1,6}>", re.I)
_YEAR = re.compile(r"1[89]\d\d|20\d\d")


def plain(text: str) -> str:
    r"""Return a value without the markup of CIF.

    Example:
        >>> plain(r"Garc\'ia, H~2~O at 10^-3^ Pa, \a-phase")
        'García, H2O at 10^-3 Pa, α-phase'
    """
    text = _SPECIAL.sub(lambda m: _LETTERS[m[0]], text)
    for written, sign in _SIGNS:
        text = text.replace(written, sign)
    text = _ACCENT.sub(lambda m: unicodedata.normalize("NFC", m[2] + _ACCENTS[m[1]]), text)
    text = _LETTER.sub(lambda m: _GREEK.get(m[1], m[0]), text)
    line, at = Line(), 0
    for match in _RAISED.finditer(text):
        line.add(text[at : match.start()])
        lowered = (match[1] or "").lower() == "b" or match[4] is not None
        (line.lower if lowered else line.lift)(match[2] or match[3] or match[4] or "")
        at = match.end()
    line.add(text[at:])
    return clean(html.unescape(_TAG.sub("", " ".join(line.take().split()))))


def person(name: str) -> str:
    """Return a name as “Given Family”.

    Example:
        >>> person("Tong, Yi-Ping"), person("Victor Riera")
        ('Yi-Ping Tong', 'Victor Riera')
    """
    family, comma, given = plain(name).partition(",")
    return f"{given.strip()} {family.strip()}".strip() if comma else family.strip()


def publication_of(blocks: Iterable[CifBlock]) -> tuple[str, Metadata]:
    """Return title and metadata of the publication that the blocks of a CIF name.

    Args:
        blocks: The blocks; the first that names something counts.

    Returns:
        The title, empty if there is none, and the metadata.
    """
    blocks = list(blocks)

    def said(*tags: str) -> str:
        return next((plain(v) for block in blocks if (v := block.get(*tags))), "")

    authors = next(
        (
            found
            for block in blocks
            for tag in ("_publ_author_name", "_citation_author_name", "_audit_author_name")
            if (found := tuple(person(name) for name in block.column(tag) if name.strip()))
        ),
        (),
    )
    year = _YEAR.search(said("_journal_year", "_citation_year"))
    first = said("_journal_page_first", "_citation_page_first")
    last = said("_journal_page_last", "_citation_page_last")
    details = {
        "volume": said("_journal_volume", "_citation_journal_volume"),
        "number": said("_journal_issue", "_citation_journal_issue"),
        "pages": f"{first}–{last}" if first and last and last != first else first,
        "eid": said("_citation_article_id"),
    }
    return said("_publ_section_title", "_citation_title"), Metadata(
        authors=authors,
        year=int(year[0]) if year else 0,
        doi=find_doi(said("_journal_paper_doi", "_citation_doi", "_citation_pdbx_database_id_doi")),
        venue=said("_journal_name_full", "_citation_journal_full", "_citation_journal_abbrev"),
        kind="structure",
        details={name: value for name, value in details.items() if value},
    )


def citation(title: str, metadata: Metadata) -> str:
    """Return a publication as one line; empty if nothing is known of it.

    Example:
        >>> citation("", Metadata(authors=("E. Ressouche",), venue="Physica B", year=2006))
        'Source: E. Ressouche. Physica B, 2006.'
    """
    details = metadata.details
    volume = details.get("volume", "")
    if volume and (number := details.get("number")):
        volume = f"{volume} ({number})"
    year = str(metadata.year) if metadata.year else ""
    place = [metadata.venue, volume, details.get("pages") or details.get("eid", ""), year]
    doi = f"DOI {metadata.doi}" if metadata.doi else ""
    parts = (", ".join(metadata.authors), title, ", ".join(filter(None, place)), doi)
    said = ". ".join(part.rstrip(".") for part in parts if part)
    return f"Source: {said}." if said else ""
