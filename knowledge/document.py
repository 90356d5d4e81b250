"""What a reader makes of a file, and what the store makes of that."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict

from labwright.core.workspace import storable
from labwright.knowledge.keys import file_of

_TOLD = ("kept", "missing", "removed", "failed", "opened")
_STATES = ("added", "replaced", "unchanged", *_TOLD)
Text = Annotated[str, AfterValidator(storable)]
BlockKind = Literal["table", "row", "figure", "reference", "formula", "code", "record"]


class Metadata(BaseModel):
    """What a document says of itself, as far as it does.

    Args:
        authors: Names as printed, in order.
        year: Year of publication; 0 if it is not known.
        date: Date as ISO 8601, as exact as it is known.
        doi: DOI in lower case, without an address before it.
        venue: Journal, book, server or publisher.
        kind: One of the kinds that BibTeX and CSL share: ``article``, ``preprint``, ``book``,
            ``chapter``, ``thesis``, ``report``, ``dataset``, ``webpage``, ``slides``,
            ``structure``; empty if it is not known.
        details: Whatever else is known of it by its BibTeX name: volume, pages, publisher, …
        abstract: Its abstract.
    """

    model_config = ConfigDict(frozen=True)

    authors: tuple[Text, ...] = ()
    year: int = 0
    date: Text = ""
    doi: Text = ""
    venue: Text = ""
    kind: Text = ""
    details: dict[Text, Text] = {}
    abstract: Text = ""


class Section(BaseModel):
    """A heading.

    Args:
        title: Its words.
        level: 1 for the highest.
        page: Page counted from 1.
        start: Offset of the heading in the page's text.
    """

    model_config = ConfigDict(frozen=True)

    title: Text
    level: int
    page: int
    start: int


class Block(BaseModel):
    """A stretch of one page that is no running prose.

    Args:
        kind: ``table``, ``row``, ``figure``, ``reference``, ``formula``, ``code`` or ``record``.
        page: Page counted from 1.
        start: Offset of its first character in the page's text.
        end: Offset behind its last character.
        label: What it is called, such as “Table 2”.
        caption: Its caption.
        cells: Of a table the header, of a row its cells.
        doi: Of a reference.
        fields: Of a record its values by column or tag.
        smiles: Of a record its molecule, if it has one that can be read.
    """

    model_config = ConfigDict(frozen=True)

    kind: BlockKind
    page: int
    start: int
    end: int
    label: Text = ""
    caption: Text = ""
    cells: tuple[Text, ...] = ()
    doi: Text = ""
    fields: dict[Text, Text] = {}
    smiles: Text = ""


class Document(BaseModel):
    """A file as read, in characters that can be stored.

    Page texts are what quotes are checked against; everything else points into them.

    Args:
        title: Its title; the file name where it has none.
        pages: Text of each page, in order; a file without pages has one.
        notes: What the reader noticed, e.g. pages without text.
        metadata: What it says of itself.
        labels: What is printed on each page as its number, such as “iv” or “S3”; empty where
            that is the count.
        sections: Its headings in reading order; where a reader gives none, lines that begin with
            ``#`` are taken for headings.
        blocks: Tables with their rows, figures, references, records.

    Example:
        >>> Document(title="t", pages=("text",)).pages[0]
        'text'
    """

    model_config = ConfigDict(frozen=True)

    title: Text
    pages: tuple[Text, ...]
    notes: tuple[Text, ...] = ()
    metadata: Metadata = Metadata()
    labels: tuple[Text, ...] = ()
    sections: tuple[Section, ...] = ()
    blocks: tuple[Block, ...] = ()

    def of(self, kind: BlockKind) -> tuple[Block, ...]:
        """Return the blocks of a kind, in reading order."""
        return tuple(block for block in self.blocks if block.kind == kind)

    def text_of(self, block: Block) -> str:
        """Return the characters of a block, verbatim."""
        return self.pages[block.page - 1][block.start : block.end]


class Work(BaseModel):
    """A document as the catalogue knows it.

    Args:
        document: Hash of its content.
        title: Its title.
        pages: Number of its pages.
        metadata: What it says of itself.
        labels: Numbers printed on its pages, where they differ from the count.
    """

    model_config = ConfigDict(frozen=True)

    document: str
    title: str
    pages: int
    metadata: Metadata = Metadata()
    labels: tuple[str, ...] = ()


class Passage(BaseModel):
    """A piece of one page, as long as the embedder can read.

    Args:
        page: Page number counted from 1.
        section: Headings above it, the highest first, if any.
        start: Offset of its first character in the page's text.
        end: Offset behind its last character.
        text: The characters, verbatim.
        embedded: Whether it is found by meaning too; rows of large tables are not.
    """

    model_config = ConfigDict(frozen=True)

    page: int
    section: str
    start: int
    end: int
    text: str
    embedded: bool = True


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
        lexical: BM25 score as a share of the highest that the words of the query allow.
        pairs: Share of the query's neighbouring words that stand together here too.
        context: The passage with its neighbours, if they were asked for.
        id: Number of the passage in this store.
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
    pairs: float = 0.0
    context: str = ""
    id: int = 0

    @property
    def why(self) -> str:
        """Why it was found, in words."""
        parts = [
            ("shared words", self.lexical), ("words side by side", self.pairs),
            ("likeness of meaning", self.cosine),
        ]  # fmt: skip
        return ", ".join(f"{name} {value:.2f}" for name, value in parts if value > 0)

    @property
    def link(self) -> str:
        """An address that opens the file, of a PDF at the page."""
        from urllib.parse import quote

        file = file_of(self.path)
        page = f"#page={self.page}" if file.lower().endswith(".pdf") else ""
        return f"file://{quote(file)}{page}"

    def __str__(self) -> str:
        """Return place and quote."""
        return f"{self.source}, p. {self.page}: “{' '.join(self.quote.split())}”"


class FileReport(BaseModel):
    """What became of one file.

    Args:
        path: The file.
        state: ``added``, ``unchanged``, ``replaced``, ``failed``; ``kept`` if it failed this time
            and what was read before stays; ``missing`` if it no longer exists; ``removed``;
            ``opened`` for an archive of which something was left out.
        reason: Why it failed, with a remedy; what the reader noticed; what follows from it.
        pages: Pages read.
        passages: Passages stored.
        molecules: Different molecules that it speaks of.
        seconds: Time taken.
        version_of: A file with another version of the same work, such as the preprint.
    """

    path: str
    state: str
    reason: str = ""
    version_of: str = ""
    pages: int = 0
    passages: int = 0
    molecules: int = 0
    seconds: float = 0.0

    def notes(self) -> str:
        """Return what is to be told of the file, in brackets; empty if nothing is."""
        twin = f"another version of {Path(self.version_of).name}" if self.version_of else ""
        told = "; ".join(filter(None, (self.reason, twin)))
        return f"  ({told})" if told else ""


class AddReport(BaseModel):
    """What became of all files of one ``add`` or ``remove``.

    Args:
        files: The files.
        threads: Threads that were deleted because they spoke of a confidential document.
    """

    files: list[FileReport]
    threads: list[str] = []

    def of(self, *states: str) -> list[FileReport]:
        """Return the files in one of some states."""
        return [f for f in self.files if f.state in states]

    def __str__(self) -> str:
        """Return one line, and one more for each file that failed or is no longer found."""
        words = [f"{len(self.of(s))} {s}" for s in _STATES]
        lines = [", ".join(w for w in words if not w.startswith("0 ")) or "no files found"]
        lines += [f"  {f.path}: {f.reason}" for f in self.of(*_TOLD)]
        if self.threads:
            lines.append(f"Threads that spoke of it, deleted: {', '.join(self.threads)}.")
        return "\n".join(lines)
