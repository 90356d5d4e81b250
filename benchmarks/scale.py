"""A store of a hundred, a thousand, ten thousand documents: adding, adding again, searching.

The documents are the passages of retrieval sets, a file each, as in ``retrieval.py``.

Example:
    $ python benchmarks/scale.py scifact/ chemrxivquest/ --documents 100 1000 10000
"""

import argparse
import tempfile
import time
from pathlib import Path
from statistics import median

from retrieval import passages_file, read_lines

from labwright.core.settings import Settings
from labwright.core.workspace import Workspace
from labwright.knowledge.store import KnowledgeStore
from labwright.models.embedding.choice import choose_embedder


def written(folders: list[Path], into: Path, count: int) -> None:
    """Write documents to files."""
    rows = [row for folder in folders for row in read_lines(passages_file(folder))]
    for number, row in enumerate(rows[:count]):
        part = into / f"{number // 500}"
        part.mkdir(parents=True, exist_ok=True)
        (part / f"{number}.md").write_text(f"# {row['title']}\n\n{row['text']}\n")


def size_of(folder: Path) -> float:
    """Return the megabytes of a folder."""
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / 2**20


def main() -> None:
    """Measure each size in a store of its own and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--documents", nargs="+", type=int, default=[100, 1000, 10_000])
    asked = parser.parse_args()
    questions = [row["text"] for row in read_lines(asked.folders[0] / "queries.jsonl")][:50]
    print("| documents | passages | added in s | again in s | one new in s | search p50 | store |")
    print("|---|---|---|---|---|---|---|")
    for count in asked.documents:
        with tempfile.TemporaryDirectory() as scratch:
            papers = Path(scratch) / "papers"
            written(asked.folders, papers, count)
            store = KnowledgeStore(Workspace(Path(scratch) / "w"), choose_embedder(Settings()))
            store.embedder.embed(["warm"])
            begun = time.perf_counter()
            store.add(papers)
            first = time.perf_counter() - begun
            begun = time.perf_counter()
            store.add(papers)
            again = time.perf_counter() - begun
            (papers / "new.md").write_text("# New\n\nThis document came last, alone.\n")
            begun = time.perf_counter()
            store.add(papers / "new.md")
            alone = time.perf_counter() - begun
            spent = []
            for question in [questions[0], *questions]:
                begun = time.perf_counter()
                store.search(question, k=5)
                spent.append(time.perf_counter() - begun)
            held = store.catalogue.counts()
            print(
                f"| {held['documents']} | {held['passages']} | {first:.0f} | {again:.1f} "
                f"| {alone:.2f} | {1000 * median(spent[1:]):.0f} ms "
                f"| {size_of(store.folder):.0f} MB |",
                flush=True,
            )


if __name__ == "__main__":
    main()
