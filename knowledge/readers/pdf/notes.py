"""What is wrong with the pages of a PDF, and what is said of it."""

from collections.abc import Sequence

from labwright.core.errors import UnreadableDocument
from labwright.knowledge.readers.pdf.sheets import Sheet

_FEWEST_CHARACTERS = 20  # a page, on average; less means pictures of text
_SLIPPED_IN = 20  # letters; fewer hidden ones are left-overs of drawing
_MOST_NAMED = 12


def refuse_empty(sheets: Sequence[Sheet]) -> None:
    """Raise if a document has no text to speak of.

    Args:
        sheets: Its pages as read.

    Raises:
        UnreadableDocument: If it is damaged, or a scan.
    """
    whole = [sheet for sheet in sheets if not sheet.torn]
    if not whole:
        raise UnreadableDocument("It is damaged: none of its pages can be read.", "Get it anew.")
    if any(sheet.recognised for sheet in whole):
        return
    written = sum(sheet.letters for sheet in whole if not sheet.unreadable)
    if written >= _FEWEST_CHARACTERS * len(whole):
        return
    count = f"{len(whole)} page{'s' * (len(whole) != 1)}"
    remedy = (
        "Have its text recognised: pip install 'labwright[ocr]' and add it again, or add what "
        "OCRmyPDF makes of it."
    )
    if any(sheet.unreadable for sheet in whole):
        raise UnreadableDocument(
            f"Its fonts do not tell what their letters mean, on {count}.", remedy
        )
    if not any(sheet.pictured for sheet in whole) and not written:
        raise UnreadableDocument(f"It has no text: {count} that are empty or drawn.", remedy)
    raise UnreadableDocument(
        f"It has no text layer: {count} of pictures with {written} characters, as a scan has.",
        remedy,
    )


def notes_on(sheets: Sequence[Sheet], ends_early: bool) -> tuple[str, ...]:
    """Tell what someone who reads a document should know.

    Args:
        sheets: Its pages as read.
        ends_early: Whether the end of the file is missing.

    Returns:
        A note for each kind of fault, with the pages that have it.
    """
    told = (
        ("damaged and left out:", [s.number for s in sheets if s.torn]),
        ("no text on", [s.number for s in sheets if _is_silent(s)]),
        (
            "letters without meaning on",
            [s.number for s in sheets if s.unreadable and not s.recognised],
        ),
        ("text recognised from pictures on", [s.number for s in sheets if s.recognised]),
        ("text laid over a scan on", [s.number for s in sheets if s.layer]),
        ("hidden text left out on", [s.number for s in sheets if s.hidden >= _SLIPPED_IN]),
    )
    notes = [f"{what} page {_listed(numbers)}" for what, numbers in told if numbers]
    return (*notes, *(["the file ends early; something may be missing"] if ends_early else []))


def _is_silent(sheet: Sheet) -> bool:
    return not (sheet.torn or sheet.unreadable or sheet.letters or sheet.recognised)


def _listed(numbers: Sequence[int]) -> str:
    """Write numbers with ranges, such as “1–3, 7”."""
    ranges: list[list[int]] = []
    for number in numbers:
        if ranges and number == ranges[-1][1] + 1:
            ranges[-1][1] = number
        else:
            ranges.append([number, number])
    pairs = [p for a, b in ranges for p in ([[a, a], [b, b]] if b == a + 1 else [[a, b]])]
    shown = [str(a) if a == b else f"{a}–{b}" for a, b in pairs[:_MOST_NAMED]]
    return ", ".join(shown) + (" and more" if len(pairs) > _MOST_NAMED else "")
