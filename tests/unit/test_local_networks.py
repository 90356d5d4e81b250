"""Networks in this process: ours against transformers, and what they keep."""

from pathlib import Path

import pytest
import tiny_models
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from labwright.core.errors import BadSetting
from labwright.models.local.adapters import Adapters
from labwright.models.local.llama import LlamaNetwork, is_plain_llama
from labwright.models.local.network import Network, Reader, TransformersNetwork

PROMPT = list(range(10, 150))


def scores_after(network: Network, prompt: list[int]) -> torch.Tensor:
    return Reader(network).after(prompt)


def greedy(network: Network, prompt: list[int], count: int) -> list[int]:
    reader, written = Reader(network), []
    for _ in range(count):
        written.append(int(reader.after(prompt, written).argmax()))
    return written


def generated(network: TransformersNetwork, prompt: list[int], count: int) -> list[int]:
    ids = torch.tensor([prompt])
    made = network.model.generate(
        ids, attention_mask=torch.ones_like(ids), max_new_tokens=count, min_new_tokens=count,
        do_sample=False,
    )  # fmt: skip
    return made[0, len(prompt) :].tolist()


def test_our_llama_scores_as_transformers_does(llama: Path) -> None:
    ours, theirs = LlamaNetwork(llama), TransformersNetwork(llama)
    for length in (1, 2, 7, len(PROMPT)):
        a, b = (scores_after(network, PROMPT[:length]) for network in (ours, theirs))
        assert torch.allclose(a, b, atol=0.02 * float(b.abs().max()) + 0.01)


@pytest.mark.parametrize(
    "changes",
    [{"num_key_value_heads": 4}, {"tie_word_embeddings": True}, {"rope_parameters": {"rope_theta": 5e5, "rope_type": "default"}}, {"rms_norm_eps": 1e-3}],
)  # fmt: skip
def test_our_llama_knows_the_plain_variants(tmp_path: Path, changes: dict[str, object]) -> None:
    folder = tiny_models.tiny_llama(tmp_path, seed=3, **changes)
    assert is_plain_llama(folder)
    a, b = (scores_after(net(folder), PROMPT) for net in (LlamaNetwork, TransformersNetwork))
    assert torch.allclose(a, b, atol=0.02 * float(b.abs().max()) + 0.01)


@pytest.mark.parametrize(
    "changes",
    [{"attention_bias": True}, {"mlp_bias": True}, {"hidden_act": "gelu"}, {"rope_parameters": {"rope_theta": 1e4, "rope_type": "linear", "factor": 2.0}}],
)  # fmt: skip
def test_other_variants_are_left_to_transformers(
    tmp_path: Path, changes: dict[str, object]
) -> None:
    assert not is_plain_llama(tiny_models.tiny_llama(tmp_path, **changes))


def test_an_exaone_with_sliding_windows_writes_as_generate_does(exaone: Path) -> None:
    network = TransformersNetwork(exaone)
    assert greedy(network, PROMPT, 24) == generated(network, PROMPT, 24)


@pytest.mark.parametrize("kind", [LlamaNetwork, TransformersNetwork])
def test_what_two_prompts_share_is_read_once(llama: Path, kind: type) -> None:
    network = kind(llama)
    reader = Reader(network)
    read = []
    original = network.read

    def watched(tokens: list[int], **images: object) -> torch.Tensor:
        read.append(len(tokens))
        return original(tokens, **images)

    network.read = watched
    prompt = [token % 200 + 10 for token in range(600)]
    reader.after(prompt)
    reader.after(prompt, [7])
    reader.after(prompt, [7, 8])
    reader.after([*prompt[:560], 9, 9])
    reader.after([*prompt[:560], 9, 9])
    reader.after(prompt[:100])
    assert read == [256, 256, 87, 1, 1, 1, 49, 1, 1, 99, 1]


@given(st.lists(st.lists(st.integers(10, 12), min_size=1, max_size=6), min_size=1, max_size=5))
@settings(max_examples=15)
def test_a_reply_depends_on_its_prompt_alone(
    plain_network: LlamaNetwork, questions: list[list[int]]
) -> None:
    start = [token % 200 + 10 for token in range(300)]
    reader = Reader(plain_network)
    told = [start + question for question in questions]
    mixed = [reader.after(prompt).clone() for prompt in told]
    for prompt, scores in zip(told, mixed, strict=True):
        reader.forget()
        assert torch.equal(reader.after(prompt), scores)
        assert torch.equal(reader.after(prompt), scores)


@pytest.fixture(scope="module")
def plain_network(llama: Path) -> LlamaNetwork:
    return LlamaNetwork(llama)


def test_a_cache_that_cannot_go_back_is_begun_anew(exaone: Path) -> None:
    network = TransformersNetwork(exaone)
    reader = Reader(network)
    scores = reader.after(PROMPT).clone()
    network.rewind(50)
    assert network.held == []
    assert torch.equal(reader.after(PROMPT), scores)
    assert torch.equal(
        reader.after(PROMPT, [5]), Reader(TransformersNetwork(exaone)).after(PROMPT, [5])
    )


def test_the_reading_of_a_long_prompt_stops_when_told(llama: Path) -> None:
    network = LlamaNetwork(llama)
    asked = []

    def stopped() -> bool:
        asked.append(len(network.held))
        return len(asked) > 1

    with pytest.raises(InterruptedError):
        Reader(network).after([5] * 1500, (), stopped)
    assert asked == [0, 256]
    assert greedy(network, PROMPT, 3) == greedy(LlamaNetwork(llama), PROMPT, 3)


def test_adapters_are_switched_by_name_and_taken_off_without_a_trace(
    llama: Path, tmp_path: Path
) -> None:
    folders = {
        name: tiny_models.tiny_adapter(tmp_path / name, llama, seed, ("q_proj", "down_proj"))
        for seed, name in enumerate(("polymers", "alloys"))
    }
    seen: dict[str, list[torch.Tensor]] = {}
    for kind in (LlamaNetwork, TransformersNetwork):
        network = kind(llama)
        adapters = Adapters(network)
        for name, folder in folders.items():
            adapters.add(name, folder)
        bare = scores_after(network, PROMPT)
        for name in folders:
            adapters.use(name)
            seen.setdefault(name, []).append(scores_after(network, PROMPT))
            assert not torch.allclose(seen[name][-1], bare, atol=0.05)
        adapters.use(None)
        assert torch.equal(scores_after(network, PROMPT), bare)
    for ours, theirs in seen.values():
        assert torch.allclose(ours, theirs, atol=0.03 * float(theirs.abs().max()) + 0.01)


def test_an_adapter_of_another_model_is_refused(llama: Path, tmp_path: Path) -> None:
    other = tiny_models.tiny_llama(tmp_path / "other", intermediate_size=96)
    folder = tiny_models.tiny_adapter(tmp_path / "adapter", other, 0, ("down_proj",))
    for kind in (LlamaNetwork, TransformersNetwork):
        network = kind(llama)
        adapters = Adapters(network)
        adapters.add("wrong", folder)
        with pytest.raises(BadSetting, match="does not fit"):
            adapters.use("wrong")
        assert adapters.used is None


def test_what_is_no_model_is_refused_with_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text('{"model_type": "no-such-model"}')
    with pytest.raises(BadSetting, match="no language model that can be loaded"):
        TransformersNetwork(tmp_path)
