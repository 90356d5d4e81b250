"""Are quotes on the page that their passage names? Random ones of every PDF in a folder.

A page is read anew by pdfium's plain text, which knows nothing of our reading order: of a quote the
words are looked for in a row, whatever stands between the lines (page numbers, line numbers,
another column). Where the row is broken, most of its three-word runs must be there.

Example:
    $ python benchmarks/places.py path/to/papers --quotes 50
"""

import argparse
import random
import re
import tempfile
import unicodedata
from pathlib import Path
from typing import Any

from labwright.core.settings import Settings
from labwright.core.workspace import Workspace
from labwright.knowledge.store import KnowledgeStore
from labwright.models.embedding.choice import choose_embedder

_SHARE = 0.8
_RUN = 3


def letters(text: str) -> str:
    """Return the letters and digits of a text, ligatures resolved."""
    return "".join(c for c in unicodedata.normalize("NFKC", text).casefold() if c.isalnum())


def page_text(pdf: Any, number: int) -> str:
    """Return the letters of a page as pdfium gives them."""
    return letters(str(pdf[number - 1].get_textpage().get_text_bounded()))


def stands(quote: str, page: str) -> bool:
    """Tell whether a quote is on a page."""
    if letters(quote) in page or _undigited(letters(quote)) in _undigited(page):
        return True
    words = [letters(word) for word in quote.split()]
    words = [word for word in words if word]
    runs = ["".join(words[i : i + _RUN]) for i in range(max(1, len(words) - _RUN + 1))]
    return sum(run in page for run in runs) >= _SHARE * len(runs)


def _undigited(text: str) -> str:
    """Return a text without digits: numbers of lines stand between those of a draft."""
    return "".join(c for c in text if not c.isdigit())


def sentences(text: str) -> list[str]:
    """Return the sentences of a passage that are long enough to be looked for."""
    return [s for s in re.split(r"(?<=[.!?])\s+", text) if len(letters(s)) >= 30]


def main() -> None:
    """Store the PDFs, draw quotes, and look for each on its page."""
    import pypdfium2

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--quotes", type=int, default=50)
    asked = parser.parse_args()
    chance = random.Random(0)
    with tempfile.TemporaryDirectory() as scratch:
        store = KnowledgeStore(Workspace(scratch), choose_embedder(Settings()))
        store.add(asked.folder)
        total = unfound = astray = unverbatim = 0
        for file in sorted(asked.folder.rglob("*.pdf")):
            rows = store.catalogue._db.execute(
                "SELECT p.document, p.page, p.start, p.\"end\", p.text FROM passages p "
                "JOIN files f ON f.hash = p.document WHERE f.path = ?", (str(file.absolute()),)
            ).fetchall()  # fmt: skip
            given = [(row, s) for row in rows for s in sentences(row[4])]
            drawn = chance.sample(given, min(asked.quotes, len(given)))
            pdf = pypdfium2.PdfDocument(file)
            wrong = []
            for (document, page, start, end, text), quote in drawn:
                unverbatim += not store.quote_stands(document, page, (start, end), text)
                if not stands(quote, page_text(pdf, page)):
                    elsewhere = [n for n in range(1, len(pdf) + 1)
                                 if n != page and stands(quote, page_text(pdf, n))]  # fmt: skip
                    wrong.append((page, elsewhere, quote))
            total, unfound = total + len(drawn), unfound + len(wrong)
            astray += sum(bool(elsewhere) for _, elsewhere, _ in wrong)
            print(f"{file.name}: {len(drawn)} quotes, {len(wrong)} not found there", flush=True)
            for page, elsewhere, quote in wrong:
                print(f"    p. {page}, found on {elsewhere or 'no page'}: {quote[:150]!r}")
        print(
            f"{total} quotes: {astray} on another page, {unfound - astray} not found by the check, "
            f"{unverbatim} not verbatim at their span"
        )


if __name__ == "__main__":
    main()
