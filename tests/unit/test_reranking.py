"""Ranking anew by a cross-encoder; its weights are random, its arithmetic is transformers' own."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import torch
from plain_embedder import Letters
from tokenizers import Tokenizer, models, pre_tokenizers, processors
from transformers import BertConfig, BertForSequenceClassification, PreTrainedTokenizerFast

from labwright import Lab
from labwright.core.errors import BadReply, BadSetting, MissingFile
from labwright.core.workspace import Workspace
from labwright.knowledge.store import KnowledgeStore
from labwright.models.embedding.cross import CrossEncoder
from labwright.models.profile import ModelProfile
from labwright.models.ranking import ModelRanker, Relevance

SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"]
PASSAGES = [
    "Zinc melts early.",
    "It rains.",
    "Iron melts late, and so does tungsten, I think. " * 9,
]


def cross_encoder(folder: Path, labels: int = 1, seed: int = 0) -> Path:
    words = [*SPECIAL, *"abcdefghijklmnopqrstuvwxyz", *"ABCDEFGHIJKLMNOPQRSTUVWXYZ.,?"]
    tokenizer = Tokenizer(models.WordLevel({w: n for n, w in enumerate(words)}, "[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Split("", "isolated")
    tokenizer.post_processor = processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
    PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, pad_token="[PAD]", unk_token="[UNK]", cls_token="[CLS]",
        sep_token="[SEP]", model_max_length=64,
    ).save_pretrained(folder)  # fmt: skip
    torch.manual_seed(seed)
    config = BertConfig(
        vocab_size=len(words), hidden_size=32, num_hidden_layers=2, num_attention_heads=2,
        intermediate_size=64, max_position_embeddings=64, num_labels=labels,
        initializer_range=0.5,
    )  # fmt: skip
    BertForSequenceClassification(config).save_pretrained(folder)
    return folder


def alone(folder: Path, question: str, passage: str) -> float:
    model: Any = BertForSequenceClassification.from_pretrained(folder).eval()
    read = PreTrainedTokenizerFast.from_pretrained(folder)
    given = read(question, passage, truncation="only_second", max_length=64, return_tensors="pt")
    with torch.inference_mode():
        return float(model(**given).logits[0, 0])


def test_scores_are_those_of_each_pair_alone(tmp_path: Path) -> None:
    folder = cross_encoder(tmp_path / "cross")
    found = CrossEncoder(folder)("What melts?", PASSAGES)
    assert found == pytest.approx([alone(folder, "What melts?", p) for p in PASSAGES], abs=1e-4)
    assert len(set(found)) == 3
    assert CrossEncoder(folder)("What melts?", []) == []


def test_a_search_is_ranked_by_the_cross_encoder_of_the_settings(tmp_path: Path) -> None:
    folder = cross_encoder(tmp_path / "cross")
    encoder = CrossEncoder(folder)
    store = KnowledgeStore(Workspace(tmp_path / "w"), Letters(), rerank=encoder)
    for number, text in enumerate(PASSAGES):
        (tmp_path / f"{number}.txt").write_text(text)
        store.add(tmp_path / f"{number}.txt")
    hits = store.search("What melts?", k=3)
    scores = encoder("What melts?", [hit.quote for hit in hits])
    assert scores == sorted(scores, reverse=True)
    lab = Lab(tmp_path / "v", model="none", reranker=str(folder))
    assert lab.store._rerank is not None


class Judge:
    """Stands for a language model; what it knows is which word answers."""

    def __init__(self, **profile: bool) -> None:
        self.labwright_profile = ModelProfile(name="judge", **profile)
        self.asked: list[str] = []

    def choose(self, messages: Any, labels: Any) -> list[float]:
        self.asked.append(messages[0].content)
        yes = 0.9 if "tungsten" in messages[0].content else 0.2
        return [yes, 1 - yes]

    def with_structured_output(self, shape: type[Relevance]) -> Any:
        def marked(messages: Any) -> Relevance:
            if "rains" in messages[0].content:
                raise BadReply("“maybe” is no mark.")
            return shape(relevance=9 if "tungsten" in messages[0].content else 1)

        return SimpleNamespace(invoke=marked)


def test_a_language_model_is_asked_about_each_passage() -> None:
    judge: Any = Judge(chooses=True)
    assert ModelRanker(lambda: judge)("What melts?", PASSAGES) == [0.2, 0.2, 0.9]
    assert all("What melts?" in asked for asked in judge.asked)
    assert len(judge.asked) == 3


def test_a_model_that_scores_no_labels_gives_marks_and_a_bad_reply_counts_nothing() -> None:
    judge: Any = Judge(chooses=False)
    assert ModelRanker(lambda: judge)("What melts?", PASSAGES) == [1.0, 0.0, 9.0]


def test_braces_in_a_passage_stay_its_own() -> None:
    judge: Any = Judge(chooses=True)
    ModelRanker(lambda: judge)("{passage}?", ["tungsten {question} {0}"])
    assert "tungsten {question} {0}" in judge.asked[0]
    assert "{passage}?" in judge.asked[0]


def test_ranking_by_the_model_needs_one(tmp_path: Path) -> None:
    lab = Lab(tmp_path, model="none", reranker="model")
    (tmp_path / "a.txt").write_text("Zinc melts early.")
    lab.add(tmp_path / "a.txt")
    with pytest.raises(BadSetting, match="needs a language model"):
        lab.search("What melts?")


def test_what_is_no_cross_encoder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MissingFile, match=r"config\.json is missing"):
        CrossEncoder(tmp_path)
    two = CrossEncoder(cross_encoder(tmp_path / "two", labels=2))
    with pytest.raises(BadSetting, match="2 scores instead of one"):
        two("What melts?", PASSAGES)
