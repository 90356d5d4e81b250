"""Retrieval quality and speed: words, meaning, and both, on any folder in the form of BEIR.

A folder holds ``queries.jsonl`` (_id, text), one ``*.jsonl`` of passages (_id, title, text) and
``qrels/*.tsv`` (query, passage, relevance). All sets run in one configuration. Intervals are from
2,000 bootstrap samples of the questions.

Example:
    $ python benchmarks/retrieval.py scifact/ chemrxivquest/ --vectors /tmp/vectors
"""

import argparse
import json
import tempfile
import time
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from labwright import Lab
from labwright.core.settings import Settings
from labwright.core.workspace import Workspace
from labwright.knowledge.document import Document, Passage
from labwright.knowledge.keys import embedded_text
from labwright.knowledge.lexical import lexical_query
from labwright.knowledge.parsing import Parsed
from labwright.knowledge.storage.files import FileEntry
from labwright.knowledge.store import KnowledgeStore
from labwright.models.embedding.choice import choose_embedder

_AT = 10
_SAMPLES = 2000
Rows = list[dict[str, Any]]


def read_lines(file: Path) -> Rows:
    """Read a file of JSON lines."""
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line]


def judgements(folder: Path) -> dict[str, set[str]]:
    """Return the relevant passages of each question."""
    found: dict[str, set[str]] = defaultdict(set)
    for file in (folder / "qrels").glob("*.tsv"):
        for line in file.read_text(encoding="utf-8").splitlines()[1:]:
            question, passage, grade = line.split("\t")
            if float(grade) > 0:
                found[question].add(passage)
    return found


def passages_file(folder: Path) -> Path:
    """Return the file of passages: the one that the judgements speak of."""
    names = {file.stem for file in (folder / "qrels").glob("*.tsv")}
    files = [f for f in folder.glob("*.jsonl") if f.stem not in ("queries", "documents")]
    return next((f for f in files if f.stem in names), files[0])


def gain(found: Sequence[str], relevant: set[str]) -> float:
    """Return nDCG@10 with binary relevance."""
    reached = sum(1 / np.log2(p + 2) for p, i in enumerate(found[:_AT]) if i in relevant)
    best = sum(1 / np.log2(p + 2) for p in range(min(_AT, len(relevant))))
    return float(reached / best)


def filled(store: KnowledgeStore, rows: Rows, vectors: Path | None) -> None:
    """Store the passages of a set as they are."""
    texts = [embedded_text(row["title"], "", row["text"]) for row in rows]
    if vectors is not None and vectors.exists():
        made = np.load(vectors)
    else:
        made = store.embedder.embed(texts)
        if vectors is not None:
            np.save(vectors, made)
    # One document a passage: what is measured is the ranking of passages, as they were cut.
    for number, (row, vector) in enumerate(zip(rows, made, strict=True)):
        text = row["text"]
        document = Document(title=row["title"], pages=(text,))
        passage = Passage(page=1, section="", start=0, end=len(text), text=text)
        entry = FileEntry(path=f"/{row['_id']}", digest=str(number))
        parsed = Parsed(document=document, passages=(passage,))
        store.catalogue.put(entry, parsed, vector[None], store.embedder.name)
    store._sync()


def found_by(store: KnowledgeStore, way: str, question: str, rerank: Any = None) -> list[str]:
    """Return the names of the best passages by words, by meaning, or by the search."""
    if way in ("search", "reranked"):
        again = rerank if way == "reranked" else None
        return [hit.path[1:] for hit in store.search(question, k=_AT, rerank=again)]
    if way == "words":
        ids = [i for i, _ in store.catalogue.lexicon.search(lexical_query(question), _AT)]
    else:
        vector = store.embedder.embed_query(question)
        near = store._index.nearest(vector, _AT)
        ids = sorted(near, key=lambda i: -near[i])
    rows = store.catalogue.rows(ids)
    return [rows[i][2][1:] for i in ids if i in rows]


def interval(values: np.ndarray) -> tuple[float, float]:
    """Return the 95 % interval of a mean."""
    chance = np.random.default_rng(0)
    means = chance.choice(values, (_SAMPLES, len(values))).mean(1)
    return float(np.percentile(means, 2.5)), float(np.percentile(means, 97.5))


def measured(
    folder: Path, vectors: Path | None, reranker: str = "", most: int | None = None
) -> dict[str, np.ndarray]:
    """Return nDCG@10 of each question by each way, and print the time of a search."""
    rows, questions = read_lines(passages_file(folder)), read_lines(folder / "queries.jsonl")
    relevant = judgements(folder)
    questions = [question for question in questions if relevant.get(question["_id"])][:most]
    rerank = Lab(tempfile.gettempdir(), reranker=reranker)._reranker() if reranker else None
    with tempfile.TemporaryDirectory() as scratch:
        store = KnowledgeStore(Workspace(scratch), choose_embedder(Settings()))
        filled(store, rows, vectors / f"{folder.name}.npy" if vectors else None)
        found = {}
        for way in ("words", "meaning", "search", *(("reranked",) if rerank else ())):
            begun = time.perf_counter()
            found_of = {q["_id"]: found_by(store, way, q["text"], rerank) for q in questions}
            found[way] = np.array([gain(ids, relevant[key]) for key, ids in found_of.items()])
            spent = (time.perf_counter() - begun) / len(questions)
            print(f"  {way:<8} {1000 * spent:6.1f} ms a question", flush=True)
    return found


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--vectors", type=Path, help="folder in which vectors are kept for again")
    parser.add_argument("--reranker", default="", help="folder of a cross-encoder, or: model")
    parser.add_argument("--questions", type=int, help="ask only the first so many")
    asked = parser.parse_args()
    ways = ["words", "meaning", "search", *(["reranked"] if asked.reranker else [])]
    lines = [f"| set | {' | '.join(ways)} | search − better half |", "|---" * (len(ways) + 2) + "|"]
    for folder in asked.folders:
        print(f"== {folder.name}", flush=True)
        found = measured(folder, asked.vectors, asked.reranker, asked.questions)
        shown = []
        for values in found.values():
            low, high = interval(values)
            shown.append(f"{values.mean():.3f} ({low:.3f}–{high:.3f})")
        better = max(found["words"].mean(), found["meaning"].mean())
        shown.append(f"{found['search'].mean() - better:+.3f}")
        lines.append(f"| {folder.name} ({len(found['search'])}) | {' | '.join(shown)} |")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
