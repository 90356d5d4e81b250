"""Paragraphs and lists as they are written to pages."""

from labwright.knowledge.readers.pages import Pages

_APART, _BELOW = "\n\n", "\n"


class Prose:
    r"""Writes paragraphs; within a list each item begins a line of its own.

    Args:
        pages: Where to write.

    Example:
        >>> pages = Pages()
        >>> prose = Prose(pages)
        >>> for item in ("acid", "base"):
        ...     prose.begin_item("-")
        ...     prose.write(item)
        >>> pages.document("t").pages[0]
        '- acid\n- base'
    """

    def __init__(self, pages: Pages) -> None:
        self._pages = pages
        self._mark = ""
        self._gap = _APART
        self._notes: list[str] = []

    def write(self, text: str) -> None:
        """Write a paragraph, if there is one, and the footnotes that it has."""
        text = " ".join(text.split())
        if text and self._mark:
            self._pages.write(f"{self._mark} {text}", self._gap)
            self._mark, self._gap = "", _BELOW
        elif text:
            self._pages.paragraph(text)
            self._gap = _APART
        notes, self._notes = self._notes, []
        for note in notes:
            self._pages.paragraph(note)

    def begin_item(self, mark: str) -> None:
        """Let what is written next begin with a mark."""
        self._mark = mark

    def end_item(self) -> None:
        """Forget the mark of an item that said nothing."""
        self._mark = ""

    def begin_list(self) -> None:
        """Set the first item of a list apart from what stands before."""
        self._gap = _APART

    def note(self, text: str) -> None:
        """Keep a footnote for the end of the paragraph."""
        if text := " ".join(text.split()):
            self._notes.append(text)
