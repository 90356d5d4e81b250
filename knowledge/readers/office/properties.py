"""What Office files say of themselves: title, authors, dates, keywords."""

import re

from labwright.knowledge.document import Metadata
from labwright.knowledge.readers.markup import find_doi
from labwright.knowledge.readers.office.package import Package
from labwright.knowledge.readers.office.xml import name

_NOBODY = frozenset(
    "admin administrator author benutzer openpyxl owner pc python-docx python-pptx unknown user "
    "un-named xlsxwriter".split()
) | {"microsoft office user", "office user", "windows user", "steve canny", "apache poi"}
_NO_TITLES = re.compile(
    r"(?:word|powerpoint|office) (?:document|presentation|theme).*|presentation\d*|title|untitled"
    r"|document\d*|microsoft word - .*|slide \d+|folie \d+|workbook\d*|.*\.(?:docx?|pptx?|xlsx?)",
    re.I,
)
_DETAILS = ("subject", "keywords", "language", "category", "description")


def read_properties(package: Package, kind: str = "") -> tuple[str, Metadata]:
    """Read the core properties of an Office file.

    Args:
        package: The file.
        kind: What kind of document it is, as in ``Metadata``.

    Returns:
        Its title, empty if none was given by hand, and what else it says. The date is that of the
        last change: such files name no date of publication.
    """
    said = _properties(package)
    date = next((d for key in ("modified", "created") if (d := _date(said.get(key, "")))), "")
    title = said.get("title", "")
    return ("" if _NO_TITLES.fullmatch(title) else title), Metadata(
        authors=people(said.get("creator", "")),
        year=int(date[:4] or 0),
        date=date,
        doi=find_doi(said.get("identifier", "")),
        kind=kind,
        details={key: said[key] for key in _DETAILS if said.get(key)},
    )


def _properties(package: Package) -> dict[str, str]:
    parts = package.related("", "core-properties")
    root = package.tree(parts[0]) if parts else None
    if root is None:
        return {}
    return {name(e): " ".join("".join(e.itertext()).split()) for e in root}


def _date(text: str) -> str:
    match = re.match(r"(\d{4})(-(?:0[1-9]|1[0-2])(-(?:0[1-9]|[12]\d|3[01]))?)?(?!\d)", text)
    return match[0] if match and match[1] >= "1980" else ""


def people(text: str) -> tuple[str, ...]:
    """Return the names in a field that may hold several, without those of programs.

    Example:
        >>> people("Ada Lovelace; Babbage, Charles"), people("Ada Lovelace, Mary Somerville")
        (('Ada Lovelace', 'Charles Babbage'), ('Ada Lovelace', 'Mary Somerville'))
    """
    parts = [part.strip() for part in re.split(r";|\band\b|&|\n", text)]
    names = [name for part in parts for name in _by_comma(part)]
    return tuple(name for name in names if name and name.lower() not in _NOBODY)


def _by_comma(text: str) -> list[str]:
    words = [word.strip() for word in text.split(",")]
    if len(words) == 2 and " " not in words[0]:  # noqa: PLR2004
        return [f"{words[1]} {words[0]}".strip()]
    return words
