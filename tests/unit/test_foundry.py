"""Teaching the classifier: what it reads, what it learns, and that it learns the same twice."""

from pathlib import Path

import numpy as np
import pytest
from plain_embedder import Letters

from labwright.agents.classifier import BEYOND, features, read_classifier, shipped
from labwright.core.errors import BadUsage
from labwright.foundry.asking import Wording, own_wordings, read_wordings
from labwright.foundry.teaching import measure, teach
from labwright.tools.toolbox import Toolbox

KINDS = {
    "mass": ("how heavy is {molecule}", "weigh {molecule}", "mass of {molecule} in grams",
             "grams per mole for {molecule}", "{molecule} weight", "what does {molecule} weigh"),
    "draw": ("draw {molecule}", "picture of {molecule}", "sketch {molecule} for me",
             "show an image of {molecule}", "{molecule} drawing", "depict {molecule}"),
    BEYOND: ("is {molecule} toxic", "price of {molecule}", "who discovered {molecule}",
             "tell me a joke", "history of {molecule}", "the weather in Seoul"),
}  # fmt: skip
WORDINGS = [Wording(label, text) for label, texts in KINDS.items() for text in texts]


def test_wordings_are_read_under_the_name_of_their_tool() -> None:
    read = list(read_wordings("[mass]\nhow heavy is {molecule}?\n\n[draw]\ndraw it\n"))
    assert read == [Wording("mass", "how heavy is {molecule}?"), Wording("draw", "draw it")]
    with pytest.raises(BadUsage, match="stands under no tool"):
        list(read_wordings("how heavy is it?"))


def test_a_wording_is_seen_as_a_masked_question() -> None:
    assert Wording("mass", "how heavy is it?").as_seen() == ["how heavy is the molecule?"]
    assert Wording("o", "electrons of {formula}").as_seen() == [
        "electrons of the formula", "electrons of the molecule",
    ]  # fmt: skip
    assert Wording("o", "cluster {file}").as_seen() == ["cluster the file"]


def test_every_tool_has_wordings_of_its_own_and_none_twice() -> None:
    tools = Toolbox().tools
    wordings = own_wordings(tools)
    counted = {name: sum(w.label == name for w in wordings) for name in tools}
    few = {name: n for name, n in counted.items() if n < 20}
    assert set(few) <= {"compare_values"}
    assert len({w.text for w in wordings}) == len(wordings)
    assert sum(w.label == BEYOND for w in wordings) > 400


def test_what_was_taught_is_told_right_and_alike_with_one_seed() -> None:
    first, second = teach(WORDINGS, Letters()), teach(WORDINGS, Letters())
    assert np.array_equal(first.weights, second.weights)
    for wording in WORDINGS:
        text = wording.as_seen()[0]
        chances = first.probabilities(text, Letters().embed([text])[0])
        assert max(chances, key=lambda label: chances[label]) == wording.label
        assert sum(chances.values()) == pytest.approx(1)


def test_measuring_keeps_what_it_measures_on_apart() -> None:
    found = measure(WORDINGS, Letters(), part=WORDINGS[0].part)
    assert found.count == sum(w.part == WORDINGS[0].part for w in WORDINGS)
    assert 0 <= found.taught <= found.count


def test_weights_survive_a_file(tmp_path: Path) -> None:
    made = teach(WORDINGS, Letters())
    made.save(tmp_path / "c.npz")
    read = read_classifier(tmp_path / "c.npz")
    assert (read.labels, read.embedder) == (made.labels, Letters().name)
    assert np.allclose(read.weights, made.weights, atol=1e-2)


def test_words_count_beside_the_meaning() -> None:
    nothing = np.zeros(4, dtype=np.float32)
    assert np.array_equal(features("a b", nothing), features("A, B!", nothing))
    assert not np.array_equal(features("a b", nothing), features("a c", nothing))


def test_the_classifier_that_is_shipped_knows_the_tools_of_this_version() -> None:
    held = shipped()
    assert set(Toolbox().names) - {"compare_values"} <= set(held.labels)
    assert held.weights.shape[1] == len(held.labels) == len(held.bias)
