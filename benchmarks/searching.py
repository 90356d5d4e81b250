"""The time of a search over many passages, beside its bare parts in the same run.

The parts: embedding the question, asking the vector index, asking the full-text index. Passages are
made of the sentences of real ones, in other orders and mixtures; their vectors are those of the
real ones with noise. The folder is one of retrieval questions, as in ``retrieval.py``.

Example:
    $ python benchmarks/searching.py scifact/ --vectors /tmp/vectors --passages 100000
"""

import argparse
import re
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
from retrieval import Rows, passages_file, read_lines

from labwright.core.settings import Settings
from labwright.core.workspace import Workspace
from labwright.knowledge.document import Document, Metadata, Passage
from labwright.knowledge.keys import embedded_text
from labwright.knowledge.lexical import lexical_query
from labwright.knowledge.parsing import Parsed
from labwright.knowledge.storage.files import FileEntry
from labwright.knowledge.store import KnowledgeStore
from labwright.models.embedding.choice import choose_embedder

_A_DOCUMENT = 10
_NOISE = 0.4
_K = 5
_DEPTH = 100
"""Hits that the parts are asked for: as many as the search asks them for."""
_CONDITIONS: dict[str, dict[str, Any]] = {
    "no condition": {},
    "half of all, by year": {"year": (2000, 2011)},
    "a hundredth, by tag": {"tag": "rare"},
    "nearly all, by kind": {"kind": "article"},
}


def made(rows: Rows, vectors: np.ndarray, count: int) -> Iterator[tuple[str, np.ndarray]]:
    """Yield texts of mixed sentences with vectors near those of the first one's passage."""
    chance = np.random.default_rng(0)
    sentences = [re.split(r"(?<=[.!?]) ", row["text"]) for row in rows]
    for number in range(count):
        base = number % len(rows)
        other = sentences[int(chance.integers(len(rows)))]
        mixed = [*sentences[base], *other[: len(other) // 3]] if number >= len(rows) else None
        if mixed is not None:
            chance.shuffle(mixed)
        noise = chance.normal(size=vectors.shape[1]) * (_NOISE / np.sqrt(vectors.shape[1]))
        vector = vectors[base] + noise if mixed is not None else vectors[base]
        vector = (vector / np.linalg.norm(vector)).astype(np.float32)
        yield " ".join(mixed or sentences[base])[:1000], vector


def filled(store: KnowledgeStore, rows: Rows, vectors: np.ndarray, count: int) -> None:
    """Store documents of ten passages each."""
    passages = made(rows, vectors, count)
    for number in range(count // _A_DOCUMENT):
        some = [next(passages) for _ in range(_A_DOCUMENT)]
        pages = tuple(text for text, _ in some)
        cut = tuple(
            Passage(page=page, section="", start=0, end=len(text), text=text)
            for page, text in enumerate(pages, 1)
        )
        said = Metadata(year=2000 + number % 24, kind="article" if number % 50 else "thesis")
        document = Document(title=f"Report {number}", pages=pages, metadata=said)
        tags = ("rare",) if number % 100 == 0 else ()
        entry = FileEntry(path=f"/{number}.txt", digest=f"d{number}", tags=tags)
        parsed = Parsed(document=document, passages=cut)
        store.catalogue.put(entry, parsed, np.stack([v for _, v in some]), store.embedder.name)


def middle(run: Callable[[str], Any], questions: Sequence[str]) -> float:
    """Return the median milliseconds of a call over questions, after a first one."""
    run(questions[0])
    spent = []
    for question in questions:
        begun = time.perf_counter()
        run(question)
        spent.append(time.perf_counter() - begun)
    return 1000 * median(spent)


def main() -> None:
    """Fill a store, time searches and parts, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--passages", type=int, default=100_000)
    parser.add_argument("--questions", type=int, default=100)
    parser.add_argument("--vectors", type=Path, help="folder with vectors that were kept")
    parser.add_argument("--store", type=Path, help="workspace to keep, or to use again")
    asked = parser.parse_args()
    rows = read_lines(passages_file(asked.folder))
    questions = [q["text"] for q in read_lines(asked.folder / "queries.jsonl")][: asked.questions]
    embedder = choose_embedder(Settings())
    kept = asked.vectors / f"{asked.folder.name}.npy" if asked.vectors else None
    vectors = (
        np.load(kept) if kept and kept.exists()
        else embedder.embed([embedded_text(row["title"], "", row["text"]) for row in rows])
    )  # fmt: skip
    with tempfile.TemporaryDirectory() as scratch:
        store = KnowledgeStore(Workspace(asked.store or scratch), embedder)
        if not store.catalogue.has_passages():
            begun = time.perf_counter()
            filled(store, rows, vectors, asked.passages)
            print(f"stored {asked.passages} passages in {time.perf_counter() - begun:.0f} s")
            begun = time.perf_counter()
            store._sync()
            print(f"built the vector index in {time.perf_counter() - begun:.0f} s", flush=True)
        report(store, questions)


def report(store: KnowledgeStore, questions: list[str]) -> None:
    """Print the times of the parts and of searches under conditions."""
    embedded = {q: store.embedder.embed_query(q) for q in questions}
    store._index.nearest(embedded[questions[0]], _DEPTH)
    collection = store._index._open()
    parts = {
        "embedding the question": store.embedder.embed_query,
        "vector query": lambda q: collection.query(
            query_embeddings=[embedded[q].tolist()], n_results=_DEPTH, include=["distances"]
        ),
        "full-text query": lambda q: store.catalogue.lexicon.search(lexical_query(q), _DEPTH),
    }
    print("| what | p50 in ms | × the sum of the parts |\n|---|---|---|")
    total = 0.0
    for name, run in parts.items():
        spent = middle(run, questions)
        total += spent
        print(f"| {name} | {spent:.1f} | |", flush=True)
    print(f"| sum of the parts | {total:.1f} | 1 |")
    for name, where in _CONDITIONS.items():
        spent = middle(lambda q, w=where: store.search(q, _K, where=w), questions)  # type: ignore[misc]
        print(f"| search, {name} | {spent:.1f} | {spent / total:.2f} |", flush=True)


if __name__ == "__main__":
    main()
