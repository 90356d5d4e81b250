"""Writing token by token: limits, stop texts, chance, constraints."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from labwright.models.local.choice import probabilities
from labwright.models.local.grammar import Grammars
from labwright.models.local.llama import LlamaNetwork
from labwright.models.local.network import Reader
from labwright.models.local.vocabulary import Vocabulary
from labwright.models.local.writing import Limits, Sampling, Writer


class Reciter:
    """A network that recites a text, whatever it has read; only its scores are made up."""

    context, device, adapter = 10_000, "cpu", None

    def __init__(self, vocabulary: Vocabulary, text: str, prompt: int = 3) -> None:
        self.vocabulary = len(vocabulary)
        self._tokens = [*vocabulary.encode(text), *vocabulary.ends]
        self.held: list[int] = []
        self.prompt = prompt

    def rewind(self, length: int) -> None:
        del self.held[length:]

    def swap(self, memory: Any = None) -> Any:
        former, self.held = self.held, memory or []
        return former

    def adapt(self, adapter: Any) -> None:
        self.adapter = adapter

    def read(self, tokens: Sequence[int], **images: Any) -> torch.Tensor:
        self.held.extend(tokens)
        scores = torch.zeros(self.vocabulary)
        if (written := len(self.held) - self.prompt) >= 0:
            scores[self._tokens[written]] = 9.0
        return scores


@pytest.fixture(scope="module")
def vocabulary(llama: Path) -> Vocabulary:
    return Vocabulary(llama)


def pieces(vocabulary: Vocabulary, text: str, **limits: Any) -> Iterator[Any]:
    writer = Writer(Reader(Reciter(vocabulary, text)), vocabulary)
    allowed = Limits(**{"tokens": 500} | limits)
    return writer.write([5, 6, 7], allowed, Sampling())


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=40))
def test_pieces_add_up_to_the_text_and_never_show_half_a_character(
    vocabulary: Vocabulary, text: str
) -> None:
    made = list(pieces(vocabulary, text))
    assert "".join(p.text for p in made) == text
    assert made[-1].ended == "stop"
    if "\ufffd" not in text:
        assert all("\ufffd" not in p.text for p in made)


@given(st.text("abEND\n", max_size=30), st.sampled_from([("END",), ("\n\n", "END"), ("aba",)]))
def test_a_reply_ends_before_the_first_stop_text(
    vocabulary: Vocabulary, text: str, stop: tuple[str, ...]
) -> None:
    made = list(pieces(vocabulary, text, stop=stop))
    first = min((at for mark in stop if (at := text.find(mark)) >= 0), default=len(text))
    assert "".join(p.text for p in made) == text[:first]
    assert made[-1].ended == "stop"


def test_a_reply_ends_at_its_tokens_and_says_so(vocabulary: Vocabulary) -> None:
    made = list(pieces(vocabulary, "abcdefgh", tokens=3))
    assert ("".join(p.text for p in made), made[-1].ended, made[-1].tokens) == ("abc", "length", 3)


def test_a_reply_ends_at_its_seconds_and_keeps_what_it_has(vocabulary: Vocabulary) -> None:
    made = list(pieces(vocabulary, "abcdefgh", seconds=0.0))
    assert made[-1].ended == "time"


def test_a_reply_ends_when_it_is_cancelled(vocabulary: Vocabulary) -> None:
    writer = Writer(Reader(Reciter(vocabulary, "a" * 100, prompt=1)), vocabulary)
    asked: list[int] = []

    def cancelled() -> bool:
        asked.append(1)
        return len(asked) > 10

    made = list(writer.write([5], Limits(500), Sampling(), cancelled=cancelled))
    assert made[-1].ended == "cancelled"
    assert made[-1].tokens < 12


def test_a_seed_draws_the_same_again_and_temperature_zero_takes_the_likeliest() -> None:
    scores = torch.tensor([0.0, 1.0, 2.0, 1.9])
    one, other = (
        [Sampling(1.0, seed=seed).draw(scores, Sampling(1.0, seed=seed).generator())]
        for seed in (4, 4)
    )
    assert one == other
    assert Sampling().draw(scores, Sampling().generator()) == 2


@given(st.integers(1, 4), st.floats(0.05, 1.0), st.integers(0, 50))
def test_a_draw_stays_among_the_likeliest(top_k: int, top_p: float, seed: int) -> None:
    scores = torch.tensor([0.1, 3.0, 2.0, -1.0, 0.5])
    sampling = Sampling(temperature=1.0, top_k=top_k, top_p=top_p, seed=seed)
    token = sampling.draw(scores, sampling.generator())
    ranked = scores.softmax(-1).sort(descending=True)
    assert token in ranked.indices[:top_k].tolist()
    rank = ranked.indices.tolist().index(token)
    kept = scores[ranked.indices[:top_k]].softmax(-1)
    assert float(kept[:rank].sum()) < top_p


def test_draws_follow_the_probabilities() -> None:
    scores = torch.tensor([1.0, 2.0, 3.0])
    sampling = Sampling(temperature=1.0, seed=1)
    chance = sampling.generator()
    drawn = [sampling.draw(scores, chance) for _ in range(4000)]
    shares = [drawn.count(token) / 4000 for token in range(3)]
    assert shares == pytest.approx(scores.softmax(-1).tolist(), abs=0.03)


def test_under_a_grammar_a_network_writes_nothing_else(vocabulary: Vocabulary, llama: Path) -> None:
    network = LlamaNetwork(llama)
    grammars = Grammars(vocabulary, network.vocabulary)
    constraint = grammars.of_schema({"enum": ["yes, 123!", "no, 456!"]})
    made = list(
        Writer(Reader(network), vocabulary).write(
            [5], Limits(99), Sampling(1.0, seed=2), constraint
        )
    )
    text = "".join(p.text for p in made)
    assert text in ('"yes, 123!"', '"no, 456!"')
    assert made[-1].ended == "stop"


def test_labels_that_begin_alike_share_their_probability_rightly(
    vocabulary: Vocabulary, llama: Path
) -> None:
    network = LlamaNetwork(llama)
    labels = ["molecular_mass", "molecular_formula", "molecular", "draw"]
    tokens = [vocabulary.encode(label) for label in labels]
    found = probabilities(Reader(network), [9, 8, 7], tokens, vocabulary.ends)
    assert sum(found) == pytest.approx(1.0)
    # Bayes: leaving a label out must not change the ratio of those under the same branch.
    fewer = probabilities(Reader(network), [9, 8, 7], tokens[:2], vocabulary.ends)
    assert found[0] / found[1] == pytest.approx(fewer[0] / fewer[1], rel=0.05)


def test_labels_that_part_at_once_cost_one_pass(vocabulary: Vocabulary) -> None:
    network = Reciter(vocabulary, "no")
    reads: list[int] = []
    read = network.read
    network.read = lambda tokens, **images: reads.append(len(tokens)) or read(tokens)  # type: ignore[method-assign,func-returns-value,return-value]
    found = probabilities(
        Reader(network), [1, 2, 3], [vocabulary.encode(x) for x in ("yes", "no")], [2]
    )  # type: ignore[arg-type]
    assert reads == [2, 1]
    assert found[1] > 0.99
