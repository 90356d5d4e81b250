"""Embedding models: the embedded one, folders, servers; and changing from one to another."""

import json
import math
import shutil
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labwright.core.errors import BadSetting, MissingFile, ServerFault, WrongEmbedder
from labwright.core.settings import Settings
from labwright.core.workspace import Workspace
from labwright.knowledge.store import KnowledgeStore
from labwright.models.embedding.bert import BertEncoder, is_plain_bert
from labwright.models.embedding.choice import choose_embedder
from labwright.models.embedding.encoder import TransformersEncoder
from labwright.models.embedding.endpoint import EndpointEmbedder
from labwright.models.embedding.folder import EmbeddedEmbedder, SentenceFolder
from labwright.models.embedding.words import PlainWords
from labwright.models.weights import located

TEXTS = [
    "What is the melting point of aspirin?", "아스피린의 녹는점", "CC(=O)Oc1ccccc1C(=O)O", "", " ",
    "Solid electrolytes conduct lithium ions. " * 60, "µ °C ²",
]  # fmt: skip


@pytest.fixture(scope="module")
def minilm() -> EmbeddedEmbedder:
    return EmbeddedEmbedder()


def test_every_text_has_a_unit_vector(minilm: EmbeddedEmbedder) -> None:
    vectors = minilm.embed(TEXTS)
    assert vectors.shape == (len(TEXTS), 384)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert minilm.embed([]).shape == (0, 384)


def test_a_vector_does_not_depend_on_its_company_or_its_place(minilm: EmbeddedEmbedder) -> None:
    together = minilm.embed(TEXTS)
    backwards = minilm.embed(TEXTS[::-1])[::-1]
    alone = np.stack([minilm.embed([text])[0] for text in TEXTS])
    assert np.abs(together - backwards).max() < 1e-5
    assert np.abs(together - alone).max() < 1e-5


def test_numpy_torch_and_transformers_agree() -> None:
    folder = located("embedding")
    rows = [[101, 2054, 2003, 102], [101, 2632, 13102, 28578, 2078, 1998, 2625, 102], [101, 102]]
    assert is_plain_bert(folder)
    ours = BertEncoder(folder)
    by_numpy, mask = ours.hidden(rows)
    assert "_tensors" not in ours.__dict__
    by_torch, _ = ours.hidden(rows * 30)
    assert "_tensors" in ours.__dict__
    theirs, _ = TransformersEncoder(folder).hidden(rows)
    kept = mask[..., None] > 0
    assert np.abs((by_numpy - theirs) * kept).max() < 1e-4
    assert np.abs((by_torch[:3] - theirs) * kept).max() < 1e-4


def test_what_means_the_same_is_near(minilm: EmbeddedEmbedder) -> None:
    question = minilm.embed_query("How heavy is a molecule of ethanol?")
    near, far = minilm.embed(
        ["The molar mass of ethanol is 46 g/mol.", "The train leaves at nine."]
    )
    assert question @ near > question @ far + 0.3


def test_progress_counts_every_text(minilm: EmbeddedEmbedder) -> None:
    seen: list[int] = []
    minilm.embed(["a"] * 70, seen.append)
    assert sum(seen) == 70


@given(st.text(max_size=60))
def test_offsets_lie_in_the_text(minilm: EmbeddedEmbedder, text: str) -> None:
    for words in (minilm.token_offsets(text), PlainWords().offsets(text)):
        assert all(0 <= start <= end <= len(text) for start, end in words)


def variant(tmp_path: Path, pooling: str, prompts: dict[str, str] | None = None) -> Path:
    folder = tmp_path / f"model-{pooling}"
    shutil.copytree(located("embedding"), folder, ignore=shutil.ignore_patterns("*.lock"))
    config = {"word_embedding_dimension": 384, f"pooling_mode_{pooling}": True}
    (folder / "1_Pooling" / "config.json").write_text(json.dumps(config))
    if prompts is not None:
        kept = json.dumps({"prompts": prompts})
        (folder / "config_sentence_transformers.json").write_text(kept)
    return folder


@pytest.mark.parametrize("pooling", ["cls_token", "max_tokens", "mean_tokens"])
def test_a_folder_is_pooled_as_it_says(tmp_path: Path, pooling: str) -> None:
    folder = variant(tmp_path, pooling)
    made = choose_embedder(Settings(embedder=str(folder))).embed(["aspirin is a drug"])[0]
    ids = SentenceFolder(folder)._words.tokens("aspirin is a drug", 99)
    hidden = TransformersEncoder(folder).hidden([ids])[0][0]
    by = {"cls_token": hidden[0], "max_tokens": hidden.max(0), "mean_tokens": hidden.mean(0)}
    wanted = by[pooling] / np.linalg.norm(by[pooling])
    assert np.abs(made - wanted).max() < 1e-4


def test_a_folder_may_want_words_before_questions_and_passages(tmp_path: Path) -> None:
    plain = SentenceFolder(variant(tmp_path, "mean_tokens"))
    prompts = {"query": "query: ", "passage": "passage: "}
    asked = SentenceFolder(variant(tmp_path / "b", "mean_tokens", prompts))
    assert np.allclose(asked.embed_query("aspirin"), plain.embed(["query: aspirin"])[0], atol=1e-5)
    assert np.allclose(asked.embed(["aspirin"]), plain.embed(["passage: aspirin"]), atol=1e-5)


def test_a_folder_that_cannot_be_honoured_is_refused(tmp_path: Path) -> None:
    odd = variant(tmp_path, "weightedmean_tokens")
    with pytest.raises(BadSetting, match="pools in a way"):
        SentenceFolder(odd).embed(["x"])
    modules = json.loads((odd / "modules.json").read_text())
    modules.append({"idx": 3, "path": "3_Dense", "type": "sentence_transformers.models.Dense"})
    (odd / "modules.json").write_text(json.dumps(modules))
    with pytest.raises(BadSetting, match="not known: Dense"):
        SentenceFolder(odd).embed(["x"])
    with pytest.raises(MissingFile):
        SentenceFolder(tmp_path / "nowhere").embed(["x"])
    for setting in ("openai", "", "/no/such/folder"):
        with pytest.raises(BadSetting):
            choose_embedder(Settings(embedder=setting))
    with pytest.raises(BadSetting, match="allow_remote"):
        choose_embedder(Settings(embedder="http://10.1.1.1/v1"))


def test_whatever_changes_vectors_changes_the_name(tmp_path: Path) -> None:
    from safetensors.numpy import load_file, save_file

    folder = variant(tmp_path, "mean_tokens")
    names = [SentenceFolder(folder).name]
    assert SentenceFolder(folder).name == names[0]
    weights = load_file(folder / "model.safetensors")
    last = max(name for name in weights if name.endswith("output.dense.weight"))
    save_file(weights | {last: -weights[last]}, folder / "model.safetensors")
    names.append(SentenceFolder(folder).name)
    prompts = json.dumps({"prompts": {"query": "query: "}})
    (folder / "config_sentence_transformers.json").write_text(prompts)
    names.append(SentenceFolder(folder).name)
    (folder / "sentence_bert_config.json").write_text('{"max_seq_length": 17}')
    names.append(SentenceFolder(folder).name)
    words = (folder / "tokenizer.json").read_text()
    (folder / "tokenizer.json").write_text(words + " ")
    names.append(SentenceFolder(folder).name)
    assert len(set(names)) == len(names)


def test_a_model_that_pools_without_its_prompt_is_refused(tmp_path: Path) -> None:
    folder = variant(tmp_path, "mean_tokens", {"query": "query: "})
    file = folder / "1_Pooling" / "config.json"
    file.write_text(json.dumps(json.loads(file.read_text()) | {"include_prompt": False}))
    with pytest.raises(BadSetting, match="include_prompt"):
        SentenceFolder(folder).embed(["x"])


def broken(folder: Path, how: str) -> None:
    if how == "no tokenizer":
        for file in [*folder.glob("tokenizer*"), *folder.glob("vocab*")]:
            file.unlink()
    elif how == "another tokenizer":
        config = json.loads((folder / "config.json").read_text())
        (folder / "config.json").write_text(json.dumps(config | {"vocab_size": 900}))
    elif how == "half a tokenizer":
        (folder / "tokenizer.json").write_text('{"version"')
    elif how == "half of the weights":
        data = (folder / "model.safetensors").read_bytes()
        (folder / "model.safetensors").write_bytes(data[: len(data) // 2])
    else:
        config = json.loads((folder / "config.json").read_text())
        (folder / "config.json").write_text(json.dumps(config | {"num_hidden_layers": 99}))


@pytest.mark.parametrize(
    "how",
    ["no tokenizer", "another tokenizer", "half a tokenizer", "half of the weights", "other depth"],
)
def test_a_broken_folder_is_refused_before_a_document_is_read(
    tmp_path: Path, papers: Path, how: str
) -> None:
    folder = variant(tmp_path, "mean_tokens")
    broken(folder, how)
    with pytest.raises(BadSetting) as told:
        store_of(tmp_path, choose_embedder(Settings(embedder=str(folder)))).add(papers)
    assert str(folder) in told.value.message


def test_weights_that_are_missing_are_not_made_up(tmp_path: Path) -> None:
    from safetensors.numpy import load_file, save_file

    folder = variant(tmp_path, "mean_tokens")
    weights = load_file(folder / "model.safetensors")
    some = {name: value for name, value in weights.items() if "layer.3" not in name}
    save_file(some, folder / "model.safetensors", metadata={"format": "pt"})
    with pytest.raises(BadSetting, match="its weights lack"):
        TransformersEncoder(folder)


class Vectors(BaseHTTPRequestHandler):
    """An embedding server; the name of the model says what is wrong with it."""

    asked: list[dict[str, Any]] = []  # noqa: RUF012

    def log_message(self, *args: object) -> None:
        pass

    def do_GET(self) -> None:
        self.reply(200, {"data": [{"id": "good"}]})

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.asked.append(body)
        size = 5 if body["model"] == "grows" and len(self.asked) > 1 else 4
        data = [
            {"index": n, "embedding": [float(len(text) + 1), 1.0, *[0.5] * (size - 2)]}
            for n, text in enumerate(body["input"])
        ]
        if body["model"] == "mixed":
            data = data[::-1]
        if body["model"] == "few":
            data = data[1:]
        if body["model"] == "nan":
            data[0]["embedding"] = [math.nan] * 4
        if body["model"] == "nought":
            data[0]["embedding"] = [0.0] * 4
        if body["model"] == "html":
            self.reply(200, "<html>hello</html>")
        elif body["model"] == "locked":
            self.reply(401, {"error": "no"})
        else:
            self.reply(200, {"data": data})

    def reply(self, status: int, body: Any) -> None:
        text = body if isinstance(body, str) else json.dumps(body)
        self.send_response(status)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text.encode())


@pytest.fixture
def address() -> Iterator[str]:
    Vectors.asked = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), Vectors)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/v1"
    server.shutdown()
    server.server_close()


def test_a_server_embeds_in_the_order_of_the_texts(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    plain = choose_embedder(Settings(embedder=address))
    mixed = choose_embedder(Settings(embedder=address + "#mixed"))
    texts = ["a" * n for n in range(40)]
    assert np.allclose(plain.embed(texts), mixed.embed(texts))
    assert np.allclose(np.linalg.norm(plain.embed(texts), axis=1), 1)
    assert (plain.name, plain.dimension) == ("good (4)", 4)
    assert plain.token_offsets("aspirin")
    assert plain.limit == 256


@pytest.mark.parametrize(
    ("model", "said"),
    [("few", "0 vectors for 1"), ("nan", "no direction"), ("nought", "no direction"),
     ("html", "no reply of a model server"), ("locked", "key")],
)  # fmt: skip
def test_a_server_that_sends_no_vectors_is_refused(address: str, model: str, said: str) -> None:
    with pytest.raises(ServerFault, match=said):
        EndpointEmbedder(address, model).embed(["x"])


def test_a_server_that_changes_its_mind_is_refused(address: str) -> None:
    embedder = EndpointEmbedder(address, "grows")
    embedder.embed(["x"])
    with pytest.raises(ServerFault, match="5 numbers after vectors of 4"):
        embedder.embed(["x"])


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    folder = tmp_path / "papers"
    folder.mkdir()
    for number in range(6):
        text = f"# Report {number}\n\nCompound {number} melts at {100 + number} °C in dry argon.\n"
        (folder / f"r{number}.md").write_text(text)
    return folder


def store_of(tmp_path: Path, embedder: Any) -> KnowledgeStore:
    return KnowledgeStore(Workspace(tmp_path / "w"), embedder)


def test_documents_of_another_model_are_not_searched_but_embedded_anew(
    tmp_path: Path, papers: Path, address: str, minilm: EmbeddedEmbedder
) -> None:
    store_of(tmp_path, minilm).add(papers)
    other = store_of(tmp_path, EndpointEmbedder(address, "good"))
    for run in (lambda: other.search("melts"), lambda: other.add(papers)):
        with pytest.raises(WrongEmbedder, match="labwright reindex") as told:
            run()
    assert "all-MiniLM-L6-v2" in told.value.message
    assert "good (4)" in told.value.message
    assert store_of(tmp_path, minilm).search("melts")
    seen: list[tuple[int, int]] = []
    done = other.reindex(lambda n, total: seen.append((n, total)))
    assert (done.embedded, done.passages, done.embedder) == (6, 6, "good (4)")
    assert seen[-1] == (6, 6)
    assert len(other.search("compound 3 melts")) == 5
    assert other.agrees()
    assert other.reindex().embedded == 0
    with pytest.raises(WrongEmbedder):
        store_of(tmp_path, minilm).search("melts")


class Tired(EndpointEmbedder):
    """A model that gives up after one batch."""

    def embed(self, texts: Any, progress: Any = None) -> Any:
        made = super().embed(texts, progress)
        if len(texts) > 1:
            if getattr(self, "worked", False):
                raise KeyboardInterrupt
            self.worked = True
        return made


def test_an_interrupted_run_goes_on_and_the_old_vectors_hold_till_then(
    tmp_path: Path,
    papers: Path,
    address: str,
    minilm: EmbeddedEmbedder,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from labwright.knowledge import reindexing

    monkeypatch.setattr(reindexing, "_BATCH", 4)
    store_of(tmp_path, minilm).add(papers)
    with pytest.raises(KeyboardInterrupt):
        store_of(tmp_path, Tired(address, "good")).reindex()
    held = store_of(tmp_path, minilm)
    assert len(held.search("compound 3 melts")) == 5
    assert held.agrees()
    done = store_of(tmp_path, EndpointEmbedder(address, "good")).reindex()
    assert (done.embedded, done.passages) == (2, 6)


def test_an_empty_store_takes_any_model(tmp_path: Path, papers: Path, address: str) -> None:
    store = store_of(tmp_path, EndpointEmbedder(address, "good"))
    assert store.reindex().passages == 0
    assert store.search("melts") == []
    assert not store.add(papers).of("failed")
