"""Whether questions over documents are answered with the right page and a verbatim quote.

Each quote is looked for on its page, opened anew and read without labwright's readers.

Example:
    $ python benchmarks/quotes.py path/to/papers benchmarks/data/papers.jsonl
"""

import argparse
import tempfile
import time
from collections import Counter
from pathlib import Path
from statistics import median
from typing import Any

from routing import read_records

from labwright import Answer, Lab

Record = dict[str, Any]

_ALIKE = 93.0


def squeezed(text: str) -> str:
    r"""Leave only what a line break, a hyphen or a typesetter's choice cannot change.

    Example:
        >>> squeezed("thermo-\nstat at 300 K")
        'thermostatat300k'
    """
    return "".join(c for c in text.lower() if c.isalnum())


def grade(record: Record, answer: Answer) -> str:
    """Grade an answer.

    Args:
        record: The question, its phrase and its places.
        answer: The answer.

    Returns:
        ``first``, ``among`` (the right sentence is the second or third), ``wrong``, ``silent``, or
        ``told`` (nothing answers, and the answer says so beside the nearest passages).

    Example:
        >>> grade({"phrase": "", "places": []}, answer)  # doctest: +SKIP
        'silent'
    """
    quotes = [quote for entry in answer.evidence for quote in entry.finding.quotes]
    if not quotes:
        return "silent"
    for place, quote in enumerate(quotes):
        at = {"file": quote.source, "page": quote.page}
        if at in record["places"] and squeezed(record["phrase"]) in squeezed(quote.text):
            return "among" if place else "first"
    return "told" if answer.missing and not record["places"] else "wrong"


def computed(record: Record, answer: Answer) -> bool:
    """Tell whether the property that was also asked for was computed."""
    wanted = record.get("computed")
    if not wanted:
        return True
    findings = [entry.finding for entry in answer.evidence]
    named = [f"{f.statement} {q.name}".lower() for f in findings for q in f.quantities]
    return any(wanted["molecule"].lower() in n and wanted["property"].lower() in n for n in named)


def misplaced(answer: Answer, folder: Path) -> int:
    """Count the quotes that do not stand on the page they name.

    A page may hold line numbers within a sentence, hence “at least 93 % alike”.
    """
    from rapidfuzz.fuzz import partial_ratio

    missing = 0
    for entry in answer.evidence:
        for quote in entry.finding.quotes:
            text = squeezed(page_text(next(folder.rglob(quote.source)), quote.page))
            missing += partial_ratio(squeezed(quote.text), text) < _ALIKE
    return missing


def page_text(path: Path, number: int) -> str:
    """Read a page as the PDF library gives it."""
    if path.suffix.lower() != ".pdf":
        return path.read_text(encoding="utf-8")
    import pypdfium2

    with pypdfium2.PdfDocument(path) as document:
        return str(document[number - 1].get_textpage().get_text_range())


def run(lab: Lab, records: list[Record], folder: Path) -> tuple[Counter[str], list[float]]:
    """Ask every question and print what was not answered right.

    Args:
        lab: A lab that holds the documents.
        records: The questions.
        folder: Where the documents lie.

    Returns:
        Count by grade and kind of question, and seconds by question.
    """
    counts: Counter[str] = Counter()
    seconds = []
    for record in records:
        began = time.perf_counter()
        answer = lab.ask(record["question"])
        seconds.append(time.perf_counter() - began)
        got = grade(record, answer)
        kind = "answerable" if record["places"] else "unanswerable"
        counts[f"{kind}: {got}"] += 1
        done = computed(record, answer)
        counts["computation missing"] += not done
        counts["quotes not on their page"] += misplaced(answer, folder)
        if not done or got in ("wrong", "among") or (got == "silent") == bool(record["places"]):
            show(record, got, answer)
    return counts, seconds


def show(record: Record, got: str, answer: Answer) -> None:
    """Print an answer that is not the one wanted."""
    print(f"{record['id']} {got}: {record['question']}")
    print(f"    wanted: {record['phrase']} {record['places'][:1]}")
    for claim in answer.claims[:4]:
        print(f"    given:  {' '.join(claim.text.split())[:160]}")
    for reason in answer.missing:
        print(f"    missing: {reason[:160]}")


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("documents", help="folder of documents")
    parser.add_argument("questions", nargs="+", help="JSON Lines files")
    parser.add_argument("--workspace", help="keep the documents read here")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        lab = Lab(options.workspace or folder)
        print(lab.add(options.documents))
        for file in options.questions:
            records = read_records(file)
            counts, seconds = run(lab, records, Path(options.documents))
            print(f"{Path(file).name}: {len(records)} questions, {median(seconds):.1f} s median")
            for name, count in sorted(counts.items()):
                print(f"  {name:24} {count}")


if __name__ == "__main__":
    main()
