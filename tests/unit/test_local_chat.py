"""The chat model in this process, over networks with random weights."""

import asyncio
import base64
import io
import json
import threading
import time
from pathlib import Path
from typing import Any, Literal

import pytest
from langchain_core.messages import AIMessage, HumanMessage, SystemMessage, ToolMessage
from pydantic import BaseModel, Field

from labwright.core.errors import BadArgument, BadSetting, MissingFile, PromptTooLong
from labwright.models.local.chat import LocalChatModel
from labwright.models.local.profile import unmeasured
from labwright.models.local.template import ChatTemplate
from labwright.models.local.vocabulary import Vocabulary


class Verdict(BaseModel):
    """A verdict."""

    soluble: bool
    solvent: Literal["water", "ethanol"]
    why: str = Field(max_length=30)


def weigh(molecule: str) -> float:
    """Molecular mass of a molecule."""
    return 0.0


def draw(molecule: str, size: int = 300) -> str:
    """Draw a molecule."""
    return ""


def model_of(folder: Path, **options: Any) -> LocalChatModel:
    abilities = unmeasured(folder, "tiny")
    return LocalChatModel(**{"folder": folder, "abilities": abilities, "max_tokens": 24} | options)


@pytest.fixture(scope="module", params=["llama", "exaone"])
def model(request: pytest.FixtureRequest) -> LocalChatModel:
    return model_of(request.getfixturevalue(request.param))


def test_a_reply_says_what_it_cost_and_why_it_ended(model: LocalChatModel) -> None:
    reply = model.invoke("Hello")
    usage = reply.usage_metadata
    assert usage is not None
    assert usage["total_tokens"] == usage["input_tokens"] + usage["output_tokens"]
    assert usage["input_tokens"] == model.get_num_tokens_from_messages([HumanMessage("Hello")])
    assert reply.response_metadata["finish_reason"] in ("stop", "length")


def test_a_stream_adds_up_to_the_whole(model: LocalChatModel) -> None:
    chunks = list(model.stream("Hello", seed=5, temperature=1.0))
    whole = chunks[0]
    for chunk in chunks[1:]:
        whole = whole + chunk
    assert whole.text.strip() == model.invoke("Hello", seed=5, temperature=1.0).text
    assert whole.usage_metadata
    assert len(chunks) > 2


def test_a_schema_is_followed_by_a_network_that_knows_nothing(model: LocalChatModel) -> None:
    asked = model.with_structured_output(Verdict)
    for seed in range(5):
        assert isinstance(asked.invoke("Soluble?", temperature=1.0, seed=seed), Verdict)


def test_a_required_call_is_made_and_a_named_one_is_that_one(model: LocalChatModel) -> None:
    required = model.bind_tools([weigh, draw], tool_choice="any").invoke("x", temperature=1.0)
    assert required.tool_calls[0]["name"] in ("weigh", "draw")
    named = model.bind_tools([weigh, draw], tool_choice="draw").invoke("x", temperature=1.0)
    assert [c["name"] for c in named.tool_calls] == ["draw"]
    assert not named.invalid_tool_calls
    assert named.response_metadata["finish_reason"] == "tool_calls"
    assert named.text == ""


def test_a_streamed_call_comes_whole(model: LocalChatModel) -> None:
    chunks = list(model.bind_tools([draw], tool_choice="draw").stream("x", temperature=1.0, seed=3))
    whole = chunks[0]
    for chunk in chunks[1:]:
        whole = whole + chunk
    assert [c["name"] for c in whole.tool_calls] == ["draw"]


def test_a_call_that_breaks_off_is_invalid_and_no_exception(model: LocalChatModel) -> None:
    reply = model.bind_tools([weigh], tool_choice="weigh").invoke("x", max_tokens=4)
    assert not reply.tool_calls
    assert reply.invalid_tool_calls[0]["error"]


def test_no_tool_may_be_called_where_none_is_wanted(model: LocalChatModel) -> None:
    reply = model.bind_tools([weigh], tool_choice="none").invoke("x")
    assert not reply.tool_calls
    assert not reply.invalid_tool_calls


def test_a_schema_and_tools_at_once_are_refused(model: LocalChatModel) -> None:
    form = {"type": "json_schema", "json_schema": {"schema": Verdict.model_json_schema()}}
    with pytest.raises(BadArgument, match="cannot both"):
        model.bind_tools([weigh]).invoke("x", response_format=form)


def test_a_schema_that_cannot_be_enforced_is_refused_with_its_reason(model: LocalChatModel) -> None:
    schema = {"type": "object", "properties": {"a": {"not": {"type": "string"}}}}
    with pytest.raises(BadSetting, match="cannot be enforced"):
        model.with_structured_output(schema).invoke("x")


def test_a_prompt_longer_than_the_context_is_refused_and_never_cut(model: LocalChatModel) -> None:
    with pytest.raises(PromptTooLong) as told:
        model.invoke("word " * 2000)
    assert told.value.context == 2048
    assert told.value.tokens > 2048
    with pytest.raises(PromptTooLong):
        model.choose([HumanMessage("word " * 2000)], ["yes", "no"])


def test_a_choice_is_a_distribution(model: LocalChatModel) -> None:
    found = model.choose([HumanMessage("Is water wet?")], ["yes", "no", "yes and no"])
    assert sum(found) == pytest.approx(1.0)
    for labels in ([], ["a", "a"]):
        with pytest.raises(BadArgument):
            model.choose([HumanMessage("x")], labels)


def test_the_event_loop_goes_on_while_the_model_writes(model: LocalChatModel) -> None:
    async def run() -> int:
        ticks = 0

        async def tick() -> None:
            nonlocal ticks
            while True:
                await asyncio.sleep(0.005)
                ticks += 1

        ticking = asyncio.create_task(tick())
        await model.ainvoke("Hello", max_tokens=60)
        parts = [chunk.text async for chunk in model.astream("Hello", max_tokens=20)]
        assert len(parts) > 2
        ticking.cancel()
        return ticks

    assert asyncio.run(run()) > 5


def test_a_cancelled_call_frees_the_model(llama: Path) -> None:
    model = model_of(llama, max_tokens=1900)
    model._loaded.vocabulary.__dict__["ends"] = (-1,)  # it must not end by chance before that

    async def run() -> None:
        task = asyncio.create_task(model.ainvoke("Hello", temperature=1.0))
        await asyncio.sleep(0.1)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(run())
    start = time.monotonic()
    model.invoke("Hello", max_tokens=1)
    assert time.monotonic() - start < 1.0


def test_a_stream_that_is_left_unread_blocks_nobody(model: LocalChatModel) -> None:
    alone = model.invoke("Goodbye", max_tokens=5).text
    stream = model.stream("Hello")
    next(stream)
    assert model.invoke("Goodbye", max_tokens=5).text == alone
    assert list(stream)


def test_several_threads_all_get_their_replies(llama: Path) -> None:
    model = model_of(llama, temperature=1.0, seed=1)
    alone = {text: model.invoke(text).text for text in ("one", "two", "three")}
    found: dict[str, str] = {}
    threads = [
        threading.Thread(target=lambda t=text: found.update({t: model.invoke(t).text}))
        for text in alone
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(found) == set(alone)
    assert all(found.values())


def test_a_model_without_eyes_says_so(model: LocalChatModel) -> None:
    with pytest.raises(BadArgument, match="reads no images"):
        model.invoke([picture("red")])


def picture(colour: str) -> HumanMessage:
    from PIL import Image

    buffer = io.BytesIO()
    Image.new("RGB", (40, 40), colour).save(buffer, "PNG")
    data = base64.b64encode(buffer.getvalue()).decode()
    url = {"url": f"data:image/png;base64,{data}"}
    return HumanMessage(
        [{"type": "text", "text": "Which colour?"}, {"type": "image_url", "image_url": url}]
    )


def test_a_model_with_eyes_sees_what_is_shown(eyes: Path) -> None:
    import torch

    from labwright.models.local.images import inputs_with_images

    model = model_of(eyes)
    assert model.labwright_profile.images
    red, blue, again = (model.invoke([picture(c)]) for c in ("red", "blue", "red"))
    assert red.text == again.text != blue.text
    loaded = model._loaded
    tokens, tensors = inputs_with_images(loaded.processor, [picture("red")])
    assert model.get_num_tokens_from_messages([picture("red")]) == len(tokens)
    made = loaded.network.model.generate(  # type: ignore[attr-defined]
        input_ids=torch.tensor([tokens]), attention_mask=torch.ones(1, len(tokens), dtype=torch.long),
        max_new_tokens=24, do_sample=False, **tensors,
    )  # fmt: skip
    assert loaded.vocabulary.decode(made[0, len(tokens) :].tolist()).strip() == red.text
    assert isinstance(model.with_structured_output(Verdict).invoke([picture("red")]), Verdict)


@pytest.mark.parametrize(
    "url", ["https://example.org/a.png", "data:image/png;base64,AAAA", "file:///etc/passwd"]
)
def test_an_image_that_lies_elsewhere_or_is_none_is_refused(eyes: Path, url: str) -> None:
    block = {"type": "image_url", "image_url": {"url": url}}
    with pytest.raises(BadArgument):
        model_of(eyes).invoke([HumanMessage([block])])


def test_a_template_without_tools_gets_them_described(llama: Path) -> None:
    template = ChatTemplate(Vocabulary(llama))
    tools = [{"type": "function", "function": {"name": "weigh", "parameters": {}}}]
    call = {"name": "weigh", "args": {"molecule": "CCO"}, "id": "1"}
    conversation = [
        SystemMessage("Be brief."), HumanMessage("Mass?"), AIMessage("", tool_calls=[call]),
        ToolMessage("46.07", tool_call_id="1", name="weigh"),
    ]  # fmt: skip
    text = template.prompt(conversation, tools, thinking=False)
    for part in ("Be brief.", '"name": "weigh"', '"molecule": "CCO"', "46.07"):
        assert text.count(part) >= 1
    assert text.count("[|system|]") == 1


def with_template(folder: Path, template: str, tmp_path: Path) -> ChatTemplate:
    for name in ("tokenizer.json", "tokenizer_config.json", "config.json"):
        (tmp_path / name).write_bytes((folder / name).read_bytes())
    (tmp_path / "chat_template.jinja").write_text(template)
    return ChatTemplate(Vocabulary(tmp_path))


def test_a_template_that_takes_no_system_turn_still_gets_its_words(
    llama: Path, tmp_path: Path
) -> None:
    strict = (
        "{% for m in messages %}{% if m.role == 'system' %}{{ raise_exception('no system') }}"
        "{% endif %}{{ m.role }}:{{ m.content }}\n{% endfor %}"
    )
    template = with_template(llama, strict, tmp_path)
    text = template.prompt([SystemMessage("Be brief."), HumanMessage("Mass?")], (), False)
    assert text == "user:Be brief.\n\nMass?\n"


def test_a_broken_template_is_named(llama: Path, tmp_path: Path) -> None:
    for broken in ("{% for %}", "{{ messages.nothing.here }}", "{{ ''.__class__.__mro__ }}"):
        template = with_template(llama, broken, tmp_path)
        with pytest.raises(BadSetting, match="template"):
            template.prompt([HumanMessage("x")], (), False)


def test_templates_are_rendered_as_transformers_does(llama: Path, tmp_path: Path) -> None:
    from transformers import AutoTokenizer

    source = (
        "{{ bos_token }}{% for m in messages %}{% if loop.first and tools %}\n{{ tools | tojson }}\n"
        "{% endif %}<{{ m.role }}>\n    {{ m.content | trim }}\n{% if m.role == 'x' %}{% continue %}"
        "{% endif %}{% endfor %}{% if add_generation_prompt %}<assistant>{% endif %}"
    )
    template = with_template(llama, source, tmp_path)
    tools = [
        {"type": "function", "function": {"name": "가", "description": "Über", "parameters": {}}}
    ]
    theirs = AutoTokenizer.from_pretrained(tmp_path).apply_chat_template(
        [{"role": "user", "content": " Größe? "}],
        tools=tools,
        add_generation_prompt=True,
        tokenize=False,
    )
    assert template.prompt([HumanMessage(" Größe? ")], tools, False) == theirs


@pytest.mark.parametrize(
    ("files", "error"),
    [
        ({}, BadSetting),
        ({"config.json": "{"}, BadSetting),
        ({"config.json": "[]"}, BadSetting),
        ({"config.json": '{"model_type": "llama"}'}, BadSetting),
        ({"config.json": '{"model_type": "llama"}', "tokenizer.json": "{}"}, BadSetting),
    ],
)
def test_a_folder_that_holds_no_model_is_refused(
    tmp_path: Path, files: dict[str, str], error: type
) -> None:
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    with pytest.raises(error):
        LocalChatModel(folder=tmp_path).invoke("x")
    with pytest.raises(MissingFile):
        LocalChatModel(folder=tmp_path / "nowhere").invoke("x")


def test_a_model_that_names_no_end_of_a_reply_is_refused(llama: Path, tmp_path: Path) -> None:
    for file in llama.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    for name in ("config.json", "generation_config.json", "tokenizer_config.json"):
        kept = json.loads((tmp_path / name).read_text())
        (tmp_path / name).write_text(json.dumps({k: v for k, v in kept.items() if "eos" not in k}))
    with pytest.raises(BadSetting, match="ends a reply"):
        LocalChatModel(folder=tmp_path).invoke("x")
