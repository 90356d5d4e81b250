"""Adding a folder beside the bare embedding of its passages, and beside peers, in one run.

Each way runs in a process of its own, which tells its time and its highest memory with that of its
children. ``langchain`` is LangChain's loaders, splitter and Chroma with the same embedding model
(needs langchain-community, langchain-text-splitters, langchain-chroma and pypdf; PDFs only).
``paperqa`` is paper-qa's parser, chunks and index with the same embedding model and without a
language model: citation and title are given, pictures are not described (needs paper-qa with
paper-qa-pypdf; set LITELLM_LOCAL_MODEL_COST_MAP=True, or it asks the network at its start).

Example:
    $ python benchmarks/ingest.py path/to/papers --ways labwright bare langchain
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

WAYS = ("labwright", "bare", "langchain", "paperqa")
# Looked at seldom: reading what a process holds stops it for a while.
_CHUNK, _OVERLAP = 1000, 150


def labwright(folder: Path, scratch: Path) -> dict[str, Any]:
    """Add the folder to an empty store."""
    from labwright import Lab

    lab = Lab(scratch)
    lab.store.embedder.embed(["warm"])
    begun = time.perf_counter()
    report = lab.store.add(folder)
    spent = time.perf_counter() - begun
    db = lab.store.catalogue._db
    keys = db.execute("SELECT count(DISTINCT vector_key) FROM passages WHERE vector_key <> ''")
    size = db.execute("SELECT sum(length(text)) FROM passages WHERE vector_key <> ''")
    return {
        "seconds": spent, "passages": keys.fetchone()[0], "characters": size.fetchone()[0],
        "parsing": sum(file.seconds for file in report.files),
    }  # fmt: skip


def bare(folder: Path, scratch: Path) -> dict[str, Any]:
    """Embed what the store holds of the folder, and nothing else."""
    from labwright import Lab

    lab = Lab(scratch)
    name = "a model that embedded nothing"
    texts = [text for _, text in lab.store.catalogue.embeddings.missing(name, 10**9)]
    lab.store.embedder.embed(["warm"])
    begun = time.perf_counter()
    lab.store.embedder.embed(texts)
    spent = time.perf_counter() - begun
    return {"seconds": spent, "passages": len(texts), "characters": sum(map(len, texts))}


def langchain(folder: Path, scratch: Path) -> dict[str, Any]:
    """Load, split and store the folder's PDFs with LangChain and Chroma."""
    from langchain_chroma import Chroma
    from langchain_community.document_loaders import PyPDFLoader
    from langchain_core.embeddings import Embeddings
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    from labwright.core.settings import Settings
    from labwright.models.embedding.choice import choose_embedder

    embedder = choose_embedder(Settings())

    class Same(Embeddings):
        def embed_documents(self, texts: list[str]) -> list[list[float]]:
            return [vector.tolist() for vector in embedder.embed(texts)]

        def embed_query(self, text: str) -> list[float]:
            return list(embedder.embed_query(text).tolist())

    embedder.embed(["warm"])
    begun = time.perf_counter()
    splitter = RecursiveCharacterTextSplitter(chunk_size=_CHUNK, chunk_overlap=_OVERLAP)
    store = Chroma("bench", Same(), persist_directory=str(scratch / "chroma"))
    count = size = 0
    for file in sorted(folder.rglob("*.pdf")):
        parts = splitter.split_documents(PyPDFLoader(str(file)).load())
        parts = [part for part in parts if part.page_content.strip()]
        if parts:
            store.add_documents(parts)
        count += len(parts)
        size += sum(len(part.page_content) for part in parts)
    return {"seconds": time.perf_counter() - begun, "passages": count, "characters": size}


def paperqa(folder: Path, scratch: Path) -> dict[str, Any]:
    """Add the folder's PDFs to paper-qa's documents."""
    import asyncio

    from paperqa import Docs
    from paperqa import Settings as Asked
    from paperqa.llms import EmbeddingModel
    from paperqa.settings import MultimodalOptions

    from labwright.core.settings import Settings
    from labwright.models.embedding.choice import choose_embedder

    embedder = choose_embedder(Settings())

    class Same(EmbeddingModel):
        name: str = "same"

        async def embed_documents(self, texts: list[str]) -> list[list[float]]:
            return [vector.tolist() for vector in embedder.embed(texts)]

    settings = Asked()
    settings.parsing.reader_config = {"chunk_chars": _CHUNK, "overlap": _OVERLAP}
    settings.parsing.multimodal = MultimodalOptions.OFF
    settings.parsing.use_doc_details = False
    docs = Docs()

    async def add() -> None:
        for file in sorted(folder.rglob("*.pdf")):
            try:
                await docs.aadd(
                    file, citation=file.stem, docname=file.stem, title=file.stem, doi="10.1/x",
                    authors=["A. Author"], settings=settings, embedding_model=Same(),
                )  # fmt: skip
            except Exception as error:  # a scan ends the call; the next file is added
                print(f"{file.name}: {type(error).__name__}", file=sys.stderr)

    embedder.embed(["warm"])
    begun = time.perf_counter()
    asyncio.run(add())
    spent = time.perf_counter() - begun
    return {
        "seconds": spent, "passages": len(docs.texts),
        "characters": sum(len(text.text) for text in docs.texts),
    }  # fmt: skip


def watched(run: Any) -> dict[str, Any]:
    """Run something and add the highest memory of this process and its children together."""
    import psutil

    highest = 0
    ended = threading.Event()

    def look() -> None:
        nonlocal highest
        me = psutil.Process()
        while not ended.wait(2.0):
            held = 0
            for process in [me, *me.children(recursive=True)]:
                try:
                    held += process.memory_full_info().pss
                except psutil.Error:  # it ended meanwhile
                    continue
            highest = max(highest, held)

    watcher = threading.Thread(target=look)
    watcher.start()
    try:
        found: dict[str, Any] = run()
    finally:
        ended.set()
        watcher.join()
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return found | {"memory": highest, "alone": own}


def main() -> None:
    """Run the ways one after the other and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--ways", nargs="+", choices=WAYS, default=["labwright", "bare"])
    parser.add_argument("--in", dest="scratch", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.scratch is not None:  # the process of one way
        way = {"labwright": labwright, "bare": bare, "langchain": langchain, "paperqa": paperqa}[
            asked.ways[0]
        ]
        print(json.dumps(watched(lambda: way(asked.folder, asked.scratch))))
        return
    print("| way | seconds | passages | characters/s | highest memory |\n|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as scratch:
        for name in asked.ways:
            command = [sys.executable, __file__, str(asked.folder), "--ways", name, "--in", scratch]
            told = subprocess.run(command, capture_output=True, text=True, check=False)
            if told.returncode:
                print(f"| {name} | {told.stderr.strip().splitlines()[-1]} | | | |")
                continue
            found = json.loads(told.stdout.splitlines()[-1])
            speed = found["characters"] / found["seconds"]
            print(
                f"| {name} | {found['seconds']:.1f} | {found['passages']} | {speed:.0f} "
                f"| {found['memory'] / 2**20:.0f} MB |",
                flush=True,
            )
            if "parsing" in found:
                print(f"  (reading took {found['parsing']:.1f} s in all)", file=sys.stderr)


if __name__ == "__main__":
    main()
