"""What a reader makes of a file, and what the store makes of that."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict

from labwright.core.workspace import storable

_TOLD = ("kept", "gone", "removed", "failed")
_STATES = ("added", "replaced", "unchanged", *_TOLD)
Text = Annotated[str, AfterValidator(storable)]


class Document(BaseModel):
    """A file as read, in characters that can be stored.

    Args:
        title: Its title; the file name where it has none.
        pages: Text of each page, in order; a file without pages has one.
        notes: What the reader noticed, e.g. pages without text.

    Example:
        >>> Document(title="t", pages=("text",)).pages[0]
        'text'
    """

    model_config = ConfigDict(frozen=True)

    title: Text
    pages: tuple[Text, ...]
    notes: tuple[Text, ...] = ()


class Passage(BaseModel):
    """A piece of one page, as long as the embedder can read.

    Args:
        page: Page number counted from 1.
        section: Heading above it, if any.
        start: Offset of its first character in the page's text.
        end: Offset behind its last character.
        text: The characters, verbatim.
    """

    model_config = ConfigDict(frozen=True)

    page: int
    section: str
    start: int
    end: int
    text: str


class Hit(BaseModel):
    """A passage that a search found.

    Args:
        source: File name.
        path: Full path of the file when it was added.
        title: Title of the document.
        document: Content hash of the document.
        page: Page number counted from 1.
        section: Heading above the passage.
        quote: The passage, verbatim.
        span: Start and end offset in the page's text.
        score: Relevance in 0…1.
        cosine: Cosine similarity to the query.
        lexical: Lexical score relative to the best hit.
    """

    model_config = ConfigDict(frozen=True)

    source: str
    path: str
    title: str
    document: str
    page: int
    section: str
    quote: str
    span: tuple[int, int]
    score: float
    cosine: float = 0.0
    lexical: float = 0.0

    def __str__(self) -> str:
        """Return place and quote."""
        return f"{self.source}, p. {self.page}: “{' '.join(self.quote.split())}”"


class FileReport(BaseModel):
    """What became of one file.

    Args:
        path: The file.
        state: ``added``, ``unchanged``, ``replaced``, ``failed``; ``kept`` if it failed this time
            and what was read before stays; ``gone`` if it no longer exists; ``removed``.
        reason: Why it failed, with a remedy; what the reader noticed; what follows from it.
        pages: Pages read.
        passages: Passages stored.
        seconds: Time taken.
    """

    path: str
    state: str
    reason: str = ""
    pages: int = 0
    passages: int = 0
    seconds: float = 0.0


class AddReport(BaseModel):
    """What became of all files of one ``add`` or ``remove``."""

    files: list[FileReport]

    def of(self, *states: str) -> list[FileReport]:
        """Return the files in one of some states."""
        return [f for f in self.files if f.state in states]

    def __str__(self) -> str:
        """Return one line, and one more for each file that failed or is no longer found."""
        words = [f"{len(self.of(s))} {s}" for s in _STATES]
        lines = [", ".join(w for w in words if not w.startswith("0 ")) or "no files found"]
        lines += [f"  {f.path}: {f.reason}" for f in self.of(*_TOLD)]
        return "\n".join(lines)
