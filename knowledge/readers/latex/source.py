"""The source of a LaTeX document: files put together, comments out, listings set aside."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from labwright.knowledge.readers.decoding import LARGEST, decode, read_bytes

_DEEPEST = 12
_MOST_FILES = 500
_ENDINGS = (".tex", ".ltx", ".latex", ".txt", ".bbl")
_LISTINGS = ("verbatim", "verbatim*", "lstlisting", "minted", "Verbatim", "Verbatim*", "alltt")
_UNREAD = ("comment", "filecontents", "filecontents*", "CCSXML", "tikzpicture", "pgfpicture",
           "picture", "asy", "tocentry")  # fmt: skip
_PIECE = re.compile(
    r"\\begin\{(?P<kind>" + "|".join(map(re.escape, _LISTINGS + _UNREAD)) + r")\}"
    r"|\\(?:verb|lstinline)\*?(?P<mark>[^\w\s{*\[])(?P<inline>[^\n]{0,500}?)(?P=mark)"
    r"|\\(?:url|href|path|nolinkurl)\s*\{[^{}\n]*\}|\\iffalse(?![A-Za-z])|\\.|%[^\n]*(?:\n[ \t]*)?",
    re.S,
)
_FI = re.compile(r"\\fi(?![A-Za-z])")
_INPUT = re.compile(
    r"\\(?P<how>input|include|subfile|subfileinclude|import|subimport|bibliography)"
    r"(?![A-Za-z])\s*"
    r"(?:\{(?P<name>[^{}\n]*)\}(?:\s*\{(?P<file>[^{}\n]*)\})?|(?P<bare>[\w./-]+))"
)
_DECLARED = re.compile(
    rb"\\usepackage\s*\[([\w-]+)\]\s*\{inputenc\}|%\s*!TEX\s+encoding\s*=\s*([\w -]+)"
    rb"|coding:\s*([\w-]+)"
)
_NAMES = {"latin9": "iso8859-15", "ansinew": "cp1252", "applemac": "mac_roman", "utf8x": "utf-8"}
_LISTING = r"\listing@{%d}"
_VERBATIM = r"\verb@atim{%d}"


@dataclass
class Source:
    """A document of LaTeX in one piece.

    Args:
        text: Its source without comments; listings are numbers.
        listings: The listings by number.
        notes: What was noticed.
    """

    text: str = ""
    listings: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def load_source(path: Path) -> Source:
    r"""Read a file with all that it puts in by ``\input`` and the like.

    Only files in its own folder are read, whatever it asks for.

    Args:
        path: The file.

    Returns:
        The source.

    Raises:
        UnreadableDocument: If it is empty, too large or no text.
    """
    loader = _Loader(path)
    text, notes = _decoded(read_bytes(path, "LaTeX"))
    loader.source.notes += notes
    loader.source.text = loader.put_in(loader.prepared(text), (path.resolve(),))
    return loader.source


def _decoded(data: bytes) -> tuple[str, tuple[str, ...]]:
    declared = _DECLARED.search(data[:20_000])
    name = (
        next((n.decode("ascii", "replace") for n in declared.groups() if n), "") if declared else ""
    )
    return decode(data, _NAMES.get(name.strip().lower(), name.strip()))


class _Loader:
    def __init__(self, path: Path) -> None:
        self.source = Source()
        self._main = path
        self._folder = path.resolve().parent
        self._room = LARGEST
        self._files = 0

    def prepared(self, text: str) -> str:
        """Drop comments and set listings aside, so that nothing in them is taken for LaTeX."""
        return "".join(self._pieces(text))

    def _pieces(self, text: str) -> Iterator[str]:
        place, unclosed = 0, set[str]()
        while match := _PIECE.search(text, place):
            yield text[place : match.start()]
            place = match.end()
            found = match[0]
            if found.startswith("%"):  # the line end goes with a comment, a blank line does not
                yield (
                    "\n"
                    if text.startswith("\n", place) and found.endswith(("\n", " ", "\t"))
                    else ""
                )
            elif kind := match["kind"]:
                end = -1 if kind in unclosed else text.find(f"\\end{{{kind}}}", place)
                if end < 0:
                    unclosed.add(kind)
                    continue
                yield self._set_aside(_LISTING, text[place:end]) if kind in _LISTINGS else " "
                place = end + len(kind) + 6
            elif match["mark"]:
                yield self._set_aside(_VERBATIM, match["inline"])
            elif found == "\\iffalse":
                closing = _FI.search(text, place) if found not in unclosed else None
                place = closing.end() if closing else place
                unclosed |= set() if closing else {found}
            else:
                yield found
        yield text[place:]

    def _set_aside(self, form: str, listing: str) -> str:
        self.source.listings.append(listing)
        return form % (len(self.source.listings) - 1)

    def put_in(self, text: str, above: tuple[Path, ...]) -> str:
        """Put in the files that a text asks for."""
        pieces, place = [], 0
        for match in _INPUT.finditer(text):
            pieces += [text[place : match.start()], self._asked(match, above)]
            place = match.end()
        return "".join([*pieces, text[place:]])

    def _asked(self, match: re.Match[str], above: tuple[Path, ...]) -> str:
        how = match["how"]
        if how == "bibliography":
            written = self._main.with_suffix(".bbl")
            return self._read(written, above) if written.is_file() else ""
        name = match["name"] if match["name"] is not None else match["bare"]
        if how in ("import", "subimport"):
            name = f"{name.strip()}/{(match['file'] or '').strip()}"
            behind = ""
        else:
            behind = f"{{{match['file']}}}" if match["file"] is not None else ""
        name = name.strip().strip('"')
        if not name or "\\" in name or "#" in name:
            return behind
        file = self._found(name, above[-1].parent)
        return (self._read(file, above) if file else "") + behind

    def _found(self, name: str, near: Path) -> Path | None:
        """Return the file of a name if it may be read, and note why not otherwise."""
        missing = True
        for folder in (self._folder, near):
            for ending in (".tex", ""):
                try:
                    file = (folder / f"{name}{ending}").resolve()
                    inside = file.is_relative_to(self._folder)
                    if inside and file.is_file() and self._is_source(file):
                        return file
                    missing = missing and inside
                except (OSError, ValueError, RuntimeError):
                    continue
        why = "was not found" if missing else "lies outside the folder of the file"
        self.source.notes.append(f"left out: “{name[:80]}”, which {why}")
        return None

    def _is_source(self, file: Path) -> bool:
        hidden = any(part.startswith(".") for part in file.relative_to(self._folder).parts)
        return file.suffix.lower() in _ENDINGS and not hidden

    def _read(self, file: Path, above: tuple[Path, ...]) -> str:
        self._files += 1
        if file in above or len(above) > _DEEPEST or self._files > _MOST_FILES:
            self.source.notes.append(f"left out: “{file.name}”, which would be put in without end")
            return ""
        size = file.stat().st_size
        self._room -= size
        if self._room < 0 or not size:
            return ""
        text, _ = _decoded(file.read_bytes())
        body = re.search(r"\\begin\{document\}(.*?)\\end\{document\}", text, re.S)
        prepared = self.prepared(body[1] if body else text)
        return (
            self.put_in(prepared, (*above, file.resolve())) if file.suffix != ".bbl" else prepared
        )
