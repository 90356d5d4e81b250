"""What went wrong once with models in this process, each by its own test."""

import asyncio
import io
import json
import shutil
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from itertools import zip_longest
from pathlib import Path
from typing import Any

import pytest
import tiny_models
import torch
from langchain_core.caches import InMemoryCache
from langchain_core.messages import (
    AIMessage,
    AIMessageChunk,
    BaseMessage,
    ChatMessage,
    HumanMessage,
    ToolMessageChunk,
)

from labwright.core.errors import BadArgument, BadSetting, LabwrightError, MissingFile
from labwright.models.conversion import converted
from labwright.models.local.adapters import Adapters
from labwright.models.local.chat import LocalChatModel
from labwright.models.local.choice import probabilities
from labwright.models.local.images import inputs_with_images
from labwright.models.local.llama import LlamaNetwork, is_plain_llama
from labwright.models.local.network import TransformersNetwork
from labwright.models.local.reading import Line, Reader
from labwright.models.local.template import ChatTemplate, role_of
from labwright.models.local.vocabulary import JOINT, Vocabulary
from labwright.models.local.writing import Sampling

LONG = [token % 200 + 10 for token in range(1100)]
OTHER = [token % 190 + 20 for token in range(700)]


def model_of(folder: Path, **options: Any) -> LocalChatModel:
    return LocalChatModel(**{"folder": folder, "max_tokens": 12} | options)


def copy_of(folder: Path, into: Path, **config: Any) -> Path:
    shutil.copytree(folder, into)
    if config:
        known = json.loads((into / "config.json").read_text()) | config
        kept = {key: value for key, value in known.items() if value is not None}
        (into / "config.json").write_text(json.dumps(kept))
    return into


def counted(reader: Reader) -> list[int]:
    read: list[int] = []
    original = reader.network.read

    def watched(tokens: Sequence[int], **images: Any) -> torch.Tensor:
        read.append(len(tokens))
        return original(tokens, **images)

    reader.network.read = watched  # type: ignore[method-assign]
    return read


# Reading


@pytest.mark.parametrize("kind", [LlamaNetwork, TransformersNetwork])
def test_after_a_cancelled_prompt_the_next_one_is_read_alone(llama: Path, kind: type) -> None:
    fresh = Reader(kind(llama)).after([7] * 1200)
    reader = Reader(kind(llama))
    reader.after(LONG)
    asked: list[int] = []
    with pytest.raises(InterruptedError):
        reader.after([7] * 1200, (), lambda: bool(asked.append(1)) or len(asked) > 2)
    assert len(reader.network.held) >= 256
    assert torch.equal(reader.after([7] * 1200), fresh)
    reader.network.rewind(-256)
    assert reader.network.held == []


def test_a_cancelled_call_leaves_nothing_of_its_prompt_in_the_next(llama: Path) -> None:
    model = model_of(llama)
    alone = model.invoke("Hello").text
    long = [HumanMessage("The sample was weighed. " * 60)]
    asked: list[int] = []
    model._answered(long, None, {}, lambda: bool(asked.append(1)) or len(asked) > 3)
    assert model.invoke("Hello").text == alone


@pytest.mark.parametrize("kind", [LlamaNetwork, TransformersNetwork])
def test_replies_written_by_turns_read_nothing_twice(llama: Path, kind: type) -> None:
    prompts = (LONG, OTHER)
    alone = []
    for prompt in prompts:
        reader, line = Reader(kind(llama)), Line()
        alone.append([reader.after(prompt, list(range(20, 20 + n)), line=line) for n in range(6)])
    reader = Reader(kind(llama))
    read = counted(reader)
    lines = [Line(), Line()]
    for n in range(6):
        for prompt, line, scores in zip(prompts, lines, alone, strict=True):
            got = reader.after(prompt, list(range(20, 20 + n)), line=line)
            assert torch.equal(got, scores[n])
    assert sum(read) == len(LONG) + len(OTHER) + 2 * 5


def test_a_reply_whose_memory_went_to_others_is_read_again_as_it_was_written(llama: Path) -> None:
    pieces = ([], [5], [5, 6, 7], [5, 6, 7, 8])
    alone, line = Reader(LlamaNetwork(llama)), Line()
    scores = [alone.after(LONG, written, line=line) for written in pieces]
    reader, line = Reader(LlamaNetwork(llama)), Line()
    others = [Line() for _ in range(6)]
    for number, written in enumerate(pieces):
        assert torch.equal(reader.after(LONG, written, line=line), scores[number])
        for other in others:
            reader.after(OTHER[:50], [9] * number, line=other)
    with pytest.raises(InterruptedError):
        reader.after(LONG, [5, 6, 7, 8, 9], lambda: True, line=line)


def test_a_memory_is_free_again_when_its_reply_is_done(llama: Path) -> None:
    reader = Reader(LlamaNetwork(llama))
    for _ in range(9):
        reader.after(LONG[:40], line=Line())
    assert len(reader._memories) == 1


def test_streams_by_turns_say_what_they_say_alone(llama: Path) -> None:
    model = model_of(llama, max_tokens=30)
    alone = ["".join(c.text for c in model.stream(text)) for text in ("one", "two")]
    read = counted(model._loaded.reader)
    both = list(zip_longest(*(model.stream(text) for text in ("one", "two"))))
    assert ["".join(pair[n].text for pair in both if pair[n]) for n in (0, 1)] == alone
    assert len(read) < 80


@pytest.mark.parametrize(
    "rope",
    [{"type": "linear", "factor": 4.0}, {"rope_type": "default", "new": 1}, {"type": "yarn"}],
)
def test_a_rotation_of_another_kind_is_left_to_transformers(
    llama: Path, tmp_path: Path, rope: dict[str, Any]
) -> None:
    plain = {"rope_parameters": None, "rope_theta": 1e4}
    assert is_plain_llama(copy_of(llama, tmp_path / "plain", **plain))
    assert not is_plain_llama(copy_of(llama, tmp_path / "other", **plain, rope_scaling=rope))


# Images


def picture(colour: str) -> HumanMessage:
    import base64

    from PIL import Image

    buffer = io.BytesIO()
    Image.new("RGB", (40, 40), colour).save(buffer, "PNG")
    data = base64.b64encode(buffer.getvalue()).decode()
    return HumanMessage(
        [
            {"type": "text", "text": "Which colour?"},
            {"type": "image", "mime_type": "image/png", "base64": data},
        ]
    )


def test_a_stream_goes_on_over_its_own_picture(eyes: Path) -> None:
    model = model_of(eyes)
    loaded = model._loaded
    red, blue = (inputs_with_images(loaded.processor, [picture(c)]) for c in ("red", "blue"))
    scores = [Reader(loaded.network).after(t, [50], images=i) for t, i in (red, blue)]
    assert not torch.equal(*scores)
    reader, lines = Reader(loaded.network), [Line(), Line()]
    for written in ([], [50]):
        got = [
            reader.after(tokens, written, images=images, line=line)
            for (tokens, images), line in zip((red, blue), lines, strict=True)
        ]
        reader.after(LONG[:30])
    assert torch.equal(got[0], scores[0])
    assert torch.equal(got[1], scores[1])


def test_tools_and_choices_reach_a_model_with_eyes(eyes: Path) -> None:
    def weigh(molecule: str) -> float:
        """Molar mass of a molecule."""
        return 0.0

    model = model_of(eyes)
    alone = model.get_num_tokens_from_messages([picture("red")])
    assert model.get_num_tokens_from_messages([picture("red")], tools=[weigh]) > alone + 50
    red, blue = (model.choose([picture(c)], ["yes", "no"]) for c in ("red", "blue"))
    assert red != blue
    assert sum(red) == pytest.approx(1.0)


@pytest.mark.parametrize("kind", ["file", "input_image", "audio", "video", "text-plain"])
def test_what_is_not_read_is_refused(llama: Path, eyes: Path, kind: str) -> None:
    message = HumanMessage([{"type": "text", "text": "See"}, {"type": kind, "base64": "AAAA"}])
    for folder in (llama, eyes):
        with pytest.raises(BadArgument, match=kind):
            model_of(folder).invoke([message])


def test_damaged_and_huge_pictures_are_refused(eyes: Path) -> None:
    import base64
    import struct
    import zlib

    def png(side: int, cut: bool = False) -> str:
        def chunk(kind: bytes, data: bytes) -> bytes:
            check = 0 if cut else zlib.crc32(kind + data)
            return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", check)

        head = chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0))
        body = chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")
        return base64.b64encode(b"\x89PNG\r\n\x1a\n" + head + body).decode()

    block = {"type": "image", "mime_type": "image/png"}
    for data in (png(20_000), png(9_000), png(60_000), png(30, cut=True)):
        with pytest.raises(BadArgument, match="cannot be read"):
            model_of(eyes).invoke([HumanMessage([block | {"base64": data}])])


# Choices


def test_every_token_that_ends_a_reply_counts_as_its_end() -> None:
    class Scored:
        def after(self, prompt: Any, written: Sequence[int] = (), **_: Any) -> torch.Tensor:
            scores = torch.full((20,), -10.0)
            if written:
                scores[[1, 9, 3]] = torch.tensor([-3.0, 5.0, 0.0])
            return scores

    found = probabilities(Scored(), [0], [[2], [2, 3]], [1, 9])  # type: ignore[arg-type]
    assert found[0] == pytest.approx(float(torch.tensor([5.0, 0.0]).softmax(-1)[0]), abs=1e-3)


# Adapters


@pytest.fixture(scope="module")
def adapters(llama: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("adapters")
    targets = ("q_proj", "down_proj")
    return {
        name: tiny_models.tiny_adapter(folder / name, llama, seed, targets)
        for seed, name in enumerate(("one", "two"))
    }


def changed(adapter: Path, into: Path, config: Any = None, rename: str = "") -> Path:
    from safetensors.torch import load_file, save_file

    shutil.copytree(adapter, into)
    file = into / "adapter_model.safetensors"
    if config is not None:
        (into / "adapter_config.json").write_text(json.dumps(config))
    if rename == "cut":
        file.write_bytes(file.read_bytes()[:-100])
    elif rename == "gone":
        file.unlink()
    elif rename:
        old, _, new = rename.partition(">")
        weights = load_file(file)
        save_file({n.replace(old, new): weights[n].clone() for n in weights}, file)
    return into


@pytest.mark.parametrize("kind", [LlamaNetwork, TransformersNetwork])
@pytest.mark.parametrize(
    "rename",
    ["cut", "gone", "lora_A.weight>lora_embedding_A", "lora_B.weight>lora_B.bias", "layers.1>x"],
)
def test_an_adapter_that_cannot_be_used_whole_is_refused_and_leaves_no_trace(
    llama: Path, adapters: dict[str, Path], tmp_path: Path, kind: type, rename: str
) -> None:
    network = kind(llama)
    known = Adapters(network)
    bare = Reader(network).after(LONG[:50])
    known.add("x", changed(adapters["one"], tmp_path / "x", rename=rename))
    for _ in range(2):
        with pytest.raises((BadSetting, MissingFile)):
            known.use("x")
        assert known.used is None
        assert torch.equal(Reader(network).after(LONG[:50]), bare)


def test_an_adapter_with_an_odd_configuration_is_refused(
    llama: Path, adapters: dict[str, Path], tmp_path: Path
) -> None:
    known = Adapters(LlamaNetwork(llama))
    with pytest.raises(MissingFile, match="list"):
        known.add("x", changed(adapters["one"], tmp_path / "list", config=[1]))
    config = json.loads((adapters["one"] / "adapter_config.json").read_text())
    del config["lora_alpha"]
    known.add("x", changed(adapters["one"], tmp_path / "alpha", config=config))
    with pytest.raises(BadSetting, match="lora_alpha"):
        known.use("x")


@pytest.mark.parametrize("kind", [LlamaNetwork, TransformersNetwork])
def test_an_adapter_added_under_a_used_name_replaces_it(
    llama: Path, adapters: dict[str, Path], kind: type
) -> None:
    network = kind(llama)
    known, reader = Adapters(network), Reader(network)
    known.add("v1.0", adapters["one"])
    known.use("v1.0")
    first = reader.after(LONG[:50])
    known.add("v1.0", adapters["two"])
    second = reader.after(LONG[:50])
    known.use("v1.0")
    assert not torch.equal(first, second)
    assert torch.equal(reader.after(LONG[:50]), second)


def test_a_reply_keeps_the_adapter_with_which_it_was_begun(
    llama: Path, adapters: dict[str, Path]
) -> None:
    model = model_of(llama, max_tokens=20)
    model.adapters.add("x", adapters["one"])
    bare = model.invoke("Hello").text
    other = model.invoke("Hello", adapter="x").text
    assert bare != other
    assert model.invoke("Hello").text == bare
    stream = model.stream("Hello")
    begun = next(stream).text
    model.adapters.use("x")
    assert model.invoke("Hello").text == other
    assert model.invoke("Hello", adapter=None).text == bare
    assert (begun + "".join(chunk.text for chunk in stream)).strip() == bare
    with pytest.raises(BadArgument, match="no adapter"):
        model.invoke("Hello", adapter="y")


def test_a_cache_of_replies_tells_models_and_adapters_apart(
    llama: Path, exaone: Path, adapters: dict[str, Path]
) -> None:
    cache = InMemoryCache()
    one, two = (model_of(folder, cache=cache) for folder in (llama, exaone))
    first = one.invoke("Hello").text
    assert two.invoke("Hello").text == model_of(exaone).invoke("Hello").text != first
    one.adapters.add("x", adapters["one"])
    one.adapters.use("x")
    assert one.invoke("Hello").text == model_of(llama, adapter=adapters["one"]).invoke("Hello").text


# Prompts


def test_a_message_is_whose_it_is_whatever_its_class_is_called() -> None:
    for message in (AIMessageChunk(content="x"), ChatMessage(role="assistant", content="x")):
        assert role_of(message) == "assistant"
    assert role_of(ToolMessageChunk(content="x", tool_call_id="1")) == "tool"
    assert role_of(AIMessage("x")) == "assistant"
    for odd in (ChatMessage(role="critic", content="x"), BaseMessage(content="x", type="odd")):
        with pytest.raises(BadArgument, match="no place"):
            role_of(odd)


QWEN = (
    "{%- if tools %}<|im_start|>system {% if messages[0]['role'] == 'system' %}"
    "{{ messages[0]['content'] }}{% endif %}{{ tools | tojson }} <tool_call>{% endif %}"
    "{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content }}<|im_end|>\n{% endfor %}"
    "<|im_start|>assistant\n"
)


def test_a_required_call_works_with_a_template_that_looks_at_the_first_message(
    llama: Path, tmp_path: Path
) -> None:
    def weigh(molecule: str) -> float:
        """Molar mass."""
        return 0.0

    folder = copy_of(llama, tmp_path / "qwen")
    (folder / "chat_template.jinja").write_text(QWEN)
    for choice in ("any", "weigh"):
        model = model_of(folder, max_tokens=300).bind_tools([weigh], tool_choice=choice)
        assert model.invoke("x", temperature=1.0, seed=1).tool_calls


def test_no_text_of_a_message_becomes_a_control_token(llama: Path) -> None:
    vocabulary = Vocabulary(llama)
    template = ChatTemplate(vocabulary)
    end = vocabulary.ends[0]
    text = f"Paper: [|endofturn|] [BOS] {JOINT} SMILES [C@H]"
    tokens = vocabulary.encode(template.prompt([HumanMessage(text)], (), False))
    plain = vocabulary.encode(template.prompt([HumanMessage("x")], (), False))
    assert tokens.count(end) == plain.count(end)
    assert vocabulary.encode("[BOS]")[0] not in tokens
    assert "[BOS]" in vocabulary.decode(tokens)
    assert end not in vocabulary.data("[|endofturn|]")
    with pytest.raises(BadArgument, match="half a character"):
        vocabulary.encode("x\ud800")


# Limits


def test_nothing_is_a_limit_too(llama: Path) -> None:
    model = model_of(llama)
    assert model.invoke("Hello", max_tokens=0).usage_metadata["output_tokens"] == 0  # type: ignore[index]
    assert model.invoke("Hello", seconds=0).response_metadata["finish_reason"] == "time"
    assert model.invoke("Hello", stop=[""]).text == model.invoke("Hello").text
    assert model.invoke("Hello", max_tokens=None, temperature=None).text


def test_time_is_asked_while_a_prompt_is_read_and_while_one_waits(llama: Path) -> None:
    model = model_of(llama, max_tokens=1500)
    loaded = model._loaded
    read = loaded.network.read
    loaded.network.read = lambda t, **i: time.sleep(0.1) or read(t, **i)  # type: ignore[method-assign,func-returns-value]
    before = time.monotonic()
    reply = model.invoke("word " * 300, seconds=0.15)
    assert reply.response_metadata["finish_reason"] == "time"
    assert time.monotonic() - before < 2
    with loaded.turn.taken():
        found: list[Any] = []
        waiting = threading.Thread(target=lambda: found.append(model.invoke("x", seconds=0.2)))
        waiting.start()
        waiting.join(5)
    assert found[0].response_metadata["finish_reason"] == "time"


def test_the_pause_of_who_reads_a_stream_is_not_counted(llama: Path) -> None:
    model = model_of(llama, max_tokens=6)
    ended = model.invoke("Hello").response_metadata["finish_reason"]
    stream = model.stream("Hello", seconds=2.0)
    chunks = [next(stream)]
    time.sleep(2.1)
    chunks += list(stream)
    reasons = [said for c in chunks if (said := c.response_metadata.get("finish_reason"))]
    assert reasons == [ended] != ["time"]


def test_what_a_grammar_forces_keeps_to_the_limit(llama: Path) -> None:
    schema = {
        "title": "t", "type": "object", "properties": {"a": {"const": "x" * 200}},
        "required": ["a"], "additionalProperties": False,
    }  # fmt: skip
    form = {"type": "json_schema", "json_schema": {"schema": schema}}
    reply = model_of(llama).invoke("x", response_format=form, max_tokens=5)
    assert reply.usage_metadata["output_tokens"] == 5  # type: ignore[index]
    assert reply.response_metadata["finish_reason"] == "length"
    assert len(reply.text) <= 5


@pytest.mark.parametrize(
    "options",
    [
        {"max_tokens": -1}, {"max_tokens": "x"}, {"seconds": -1}, {"temperature": -1},
        {"temperature": float("nan")}, {"top_k": -2}, {"top_p": 2.0}, {"seed": "a"},
    ],
)  # fmt: skip
def test_options_that_mean_nothing_are_refused(llama: Path, options: dict[str, Any]) -> None:
    with pytest.raises(BadArgument):
        model_of(llama).invoke("x", **options)


@pytest.mark.parametrize("sampling", [Sampling(1e-40), Sampling(1.0, top_p=0.0), Sampling(5e-324)])
def test_the_coldest_draw_takes_the_likeliest(sampling: Sampling) -> None:
    scores = torch.tensor([1.0, 3.0, float("-inf"), 2.9])
    assert sampling.draw(scores, sampling.generator()) == 1
    with pytest.raises(BadSetting, match="damaged"):
        sampling.draw(torch.full((4,), float("nan")), sampling.generator())


# Waiting


def test_counting_tokens_waits_for_nobody(llama: Path) -> None:
    model = model_of(llama)
    model.get_num_tokens("x")
    held = threading.Event()
    done = threading.Event()

    def hold() -> None:
        with model._loaded.turn.taken():
            held.set()
            done.wait(10)

    holder = threading.Thread(target=hold)
    holder.start()
    held.wait(5)
    before = time.monotonic()
    model.get_num_tokens_from_messages([HumanMessage("x")])
    spent = time.monotonic() - before
    done.set()
    holder.join()
    assert spent < 2


def test_calls_that_wait_leave_the_shared_threads_to_others(llama: Path) -> None:
    model = model_of(llama)
    model.get_num_tokens("x")

    async def run() -> float:
        tasks = [asyncio.create_task(model.ainvoke("Hello")) for _ in range(40)]
        await asyncio.sleep(0.1)
        before = time.monotonic()
        await asyncio.to_thread(lambda: None)
        spent = time.monotonic() - before
        for task in tasks:
            task.cancel()
        with suppress(asyncio.CancelledError):
            await asyncio.gather(*tasks, return_exceptions=True)
        return spent

    with model._loaded.turn.taken():
        assert asyncio.run(run()) < 2


# Folders


def test_damaged_and_incomplete_folders_are_refused_with_a_sentence(
    llama: Path, exaone: Path, tmp_path: Path
) -> None:
    for base in (llama, exaone):
        folder = copy_of(base, tmp_path / base.name)
        file = folder / "model.safetensors"
        file.write_bytes(file.read_bytes()[:-1000])
        with pytest.raises(BadSetting, match="loaded"):
            model_of(folder).invoke("x")


def test_what_a_configuration_leaves_out_is_known_to_transformers(
    llama: Path, tmp_path: Path
) -> None:
    folder = copy_of(llama, tmp_path / "x", max_position_embeddings=None, rms_norm_eps=None)
    assert model_of(folder).invoke("x").text is not None


def test_a_folder_does_not_pass_for_the_embedded_model(llama: Path) -> None:
    profile = LocalChatModel(folder=llama).labwright_profile
    assert profile.context == 2048
    assert "SmolLM2" not in profile.name


# Conversion


def test_a_conversion_sweeps_what_a_killed_one_left_and_says_what_cannot_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from filelock import FileLock

    from labwright.models import conversion

    monkeypatch.setenv("LABWRIGHT_CACHE", str(tmp_path / "cache"))
    file = tmp_path / "model.Q4_K_M.gguf"
    file.write_bytes(b"GGUF" + bytes(100))
    monkeypatch.setattr(conversion, "convert_gguf", lambda file, folder: folder.mkdir())
    folder = converted(file)
    shutil.rmtree(folder)
    left, busy, own = (folder.parent / f"{n}.part" for n in ("left", "busy", folder.name))
    for half in (left, busy, own):
        half.mkdir()
        (half / "weights").write_text("half")
    with FileLock(folder.parent / "busy.lock"):
        assert converted(file) == folder
    assert folder.is_dir()
    assert not left.exists()
    assert busy.exists()
    assert not own.exists()

    def full(file: Path, folder: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(conversion, "convert_gguf", full)
    shutil.rmtree(folder)
    with pytest.raises(BadSetting, match="No space left.*LABWRIGHT_CACHE"):
        converted(file)
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("LABWRIGHT_CACHE", str(tmp_path / "file"))
    with pytest.raises(LabwrightError, match="LABWRIGHT_CACHE"):
        converted(file)


def gguf_of(file: Path, spoilt: bool) -> Path:
    """Write a tiny Llama of random weights over the embedded vocabulary."""
    import gguf
    import numpy as np

    from labwright.models.weights import located

    known = json.loads((located("language") / "tokenizer.json").read_text())
    special = {token["id"]: token["content"] for token in known["added_tokens"]}
    size = max(*known["model"]["vocab"].values(), *special) + 1
    texts = {i: text for text, i in known["model"]["vocab"].items()} | special
    merges = [m if isinstance(m, str) else " ".join(m) for m in known["model"]["merges"]]
    made = gguf.GGUFWriter(str(file), "llama")
    made.add_context_length(64)
    made.add_embedding_length(8)
    made.add_block_count(1)
    made.add_feed_forward_length(8)
    made.add_head_count(2)
    made.add_head_count_kv(2)
    made.add_layer_norm_rms_eps(1e-5)
    made.add_vocab_size(size)
    made.add_rope_dimension_count(4)
    made.add_tokenizer_model("gpt2")
    made.add_tokenizer_pre("smollm")
    made.add_token_list([texts.get(i, f"<{i}>") for i in range(size)])
    made.add_token_types([3 if i in special else 1 for i in range(size)])
    made.add_token_merges(merges)
    made.add_eos_token_id(2)
    names = ("attn_q", "attn_k", "attn_v", "attn_output", "ffn_gate", "ffn_up", "ffn_down")
    shapes = {f"blk.0.{name}.weight": (8, 8) for name in names}
    shapes |= {"token_embd.weight": (size, 8), "output_norm.weight": (8,)}
    shapes |= {f"blk.0.{name}.weight": (8,) for name in ("attn_norm", "ffn_norm")}
    for name, shape in shapes.items():
        tensor = np.full(shape, 0.1, dtype=np.float32)
        if spoilt and name == "blk.0.ffn_up.weight":
            tensor[3, 3] = np.nan
        made.add_tensor(name, tensor)
    made.write_header_to_file()
    made.write_kv_data_to_file()
    made.write_tensors_to_file()
    made.close()
    return file


def test_a_file_with_damaged_tensors_is_not_converted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    good, bad = (gguf_of(tmp_path / f"{n}.gguf", spoilt=bool(n)) for n in (0, 1))
    monkeypatch.setenv("LABWRIGHT_CACHE", str(tmp_path / "cache"))
    assert (converted(good) / "model.safetensors").exists()
    with pytest.raises(BadSetting, match=r"ffn_up|up_proj") as told:
        converted(bad)
    assert "anew" in told.value.remedy


def test_memories_are_told_apart_by_what_they_are_not_by_their_tensors(llama: Path) -> None:
    """Two memories that no reply needs any more hold tensors, which have no single truth."""
    model = LocalChatModel(folder=llama, abilities=None, max_tokens=4)
    streams = [model.stream(f"Question {number} of several") for number in range(2)]
    for stream in streams:
        next(stream, None)
    for stream in streams:
        stream.close()
    del streams
    assert isinstance(model.invoke("Another one").text, str)
    assert len(model.choose([HumanMessage("Wet?")], ["yes", "no"])) == 2
