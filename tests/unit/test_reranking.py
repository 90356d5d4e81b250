"""Ranking anew by a cross-encoder; its weights are random, its arithmetic is transformers' own."""

from pathlib import Path
from typing import Any

import pytest
import torch
from plain_embedder import Letters
from tokenizers import Tokenizer, models, pre_tokenizers, processors
from transformers import BertConfig, BertForSequenceClassification, PreTrainedTokenizerFast

from labwright import Lab
from labwright.core.errors import BadSetting, MissingFile
from labwright.core.workspace import Workspace
from labwright.knowledge.store import KnowledgeStore
from labwright.models.embedding.cross import CrossEncoder

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


def test_what_is_no_cross_encoder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MissingFile, match=r"config\.json is missing"):
        CrossEncoder(tmp_path)
    two = CrossEncoder(cross_encoder(tmp_path / "two", labels=2))
    with pytest.raises(BadSetting, match="2 scores instead of one"):
        two("What melts?", PASSAGES)
