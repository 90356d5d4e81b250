"""The prompt as a model was trained to see it."""

import json
import re
from collections.abc import Sequence
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from langchain_core.messages import (
    AIMessage,
    BaseMessage,
    ChatMessage,
    FunctionMessage,
    HumanMessage,
    SystemMessage,
    ToolMessage,
)

from labwright.core.errors import BadArgument, BadSetting
from labwright.models.local.vocabulary import JOINT, Vocabulary, parted
from labwright.models.parsing.described_tools import with_tools_described

if TYPE_CHECKING:
    from jinja2 import Template

Turn = dict[str, Any]
IMAGES = ("image", "image_url")
"""Types of the blocks that are images."""

# By class and not by its name: the pieces of a stream add up to classes of their own.
_ROLES = (
    (HumanMessage, "user"), (AIMessage, "assistant"), (SystemMessage, "system"),
    (ToolMessage, "tool"), (FunctionMessage, "tool"),
)  # fmt: skip
_NAMED_ROLES = {
    "user": "user", "human": "user", "assistant": "assistant", "ai": "assistant",
    "system": "system", "developer": "system", "tool": "tool", "function": "tool",
}  # fmt: skip
_SAID_ELSEWHERE = (
    "reasoning", "thinking", "redacted_thinking", "tool_use", "tool_call", "tool_call_chunk",
    "invalid_tool_call", "function_call",
)  # fmt: skip
"""Blocks of a reply that templates write from its calls, or leave out."""
# Marks for training that say nothing at answering.
_TRAINING_MARKS = re.compile(r"\{%-?\s*(?:end)?generation\s*-?%\}")
_PLAIN = "{% for m in messages %}{{ m.role }}: {{ m.content }}\n{% endfor %}assistant:"


class ChatTemplate:
    """A model's chat template, run in Jinja's sandbox: it is data from outside.

    Args:
        vocabulary: The tokenizer, whose folder holds the template.
    """

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._sources = _sources(vocabulary)

    @property
    def knows_tools(self) -> bool:
        """Whether the template itself describes tools to the model."""
        return "tools" in self._sources.get("tool_use", self._sources["default"])

    @cached_property
    def _compiled(self) -> "dict[str, Template]":
        from jinja2 import TemplateError

        try:
            environment = _environment()
            return {name: environment.from_string(text) for name, text in self._sources.items()}
        except TemplateError as error:
            raise self._unusable(error) from error

    def prompt(
        self, messages: Sequence[BaseMessage], tools: Sequence[dict[str, Any]], thinking: bool
    ) -> str:
        """Render messages.

        Args:
            messages: The conversation.
            tools: Tools in the form of the OpenAI API.
            thinking: Whether a model that can think aloud shall do so.

        Returns:
            The prompt up to where the reply begins.

        Raises:
            BadSetting: If the template refuses the conversation.
        """
        if tools and not self.knows_tools:
            messages, tools = with_tools_described(messages, tools), ()
        turns = [self.as_data(turn_of(message)) for message in messages]
        tools = self.as_data(list(tools))
        try:
            return self._rendered(turns, tools, thinking)
        except _template_error() as first:
            # Some templates take no system turn, some no two turns of one role in a row.
            try:
                return self._rendered(_alternating(turns), tools, thinking)
            except _template_error():
                raise self._unusable(first) from first

    def as_data(self, value: Any, joint: str = JOINT) -> Any:
        """Return a value in whose texts no token is spelled out that the template writes itself."""
        if isinstance(value, str):
            return parted(value, self._controls, joint)
        if isinstance(value, dict):
            return {self.as_data(k, joint): self.as_data(v, joint) for k, v in value.items()}
        return [self.as_data(v, joint) for v in value] if isinstance(value, list) else value

    @cached_property
    def _controls(self) -> frozenset[str]:
        sources = "".join(self._sources.values())
        written = {text for text in self._vocabulary.added if text.strip() and text in sources}
        return self._vocabulary.controls | written

    def _rendered(self, turns: list[Turn], tools: Sequence[dict[str, Any]], thinking: bool) -> str:
        name = "tool_use" if tools and "tool_use" in self._compiled else "default"
        return self._compiled[name].render(
            messages=turns,
            tools=list(tools) or None,
            add_generation_prompt=True,
            enable_thinking=thinking,
            **self._vocabulary.special,
        )

    def _unusable(self, error: Exception) -> BadSetting:
        return BadSetting(
            f"The chat template in {self._vocabulary.folder} fails: {error}.",
            "Use an instruction-tuned model with its own chat_template.jinja.",
        )


def turn_of(message: BaseMessage) -> Turn:
    """Return a message as chat templates see it.

    Args:
        message: Any message.

    Returns:
        A dictionary with ``role`` and ``content`` and, where there are some, ``tool_calls``.

    Raises:
        BadArgument: If it is nobody's, or holds what is neither text nor an image.
    """
    blocks_of(message)
    turn: Turn = {"role": role_of(message), "content": str(message.text)}
    calls = getattr(message, "tool_calls", None)
    if calls:
        turn["tool_calls"] = [
            {
                "type": "function",
                "id": call["id"],
                "function": {"name": call["name"], "arguments": call["args"]},
            }
            for call in calls
        ]
    if turn["role"] == "tool":
        turn["name"] = message.name or ""
        turn["tool_call_id"] = getattr(message, "tool_call_id", "")
    return turn


def role_of(message: BaseMessage) -> str:
    """Return whose message it is, as chat templates name them.

    Raises:
        BadArgument: If it is nobody's that a template knows.
    """
    if isinstance(message, ChatMessage):
        found = _NAMED_ROLES.get(message.role.lower())
    else:
        found = next((role for kind, role in _ROLES if isinstance(message, kind)), None)
    if found is None:
        said = getattr(message, "role", type(message).__name__)
        raise BadArgument(
            f"A message of “{said}” has no place in a prompt.",
            f"Expected: {', '.join(sorted(set(_NAMED_ROLES.values())))}.",
        )
    return found


def blocks_of(message: BaseMessage) -> list[dict[str, Any]]:
    """Return the texts and images of a message.

    Raises:
        BadArgument: If it holds anything else that somebody would have to read.
    """
    content = message.content
    blocks = [content] if isinstance(content, str) else content
    made: list[dict[str, Any]] = [
        {"type": "text", "text": block} if isinstance(block, str) else block for block in blocks
    ]
    for block in made:
        if block.get("type") not in ("text", *IMAGES, *_SAID_ELSEWHERE):
            raise BadArgument(
                f"A message holds a block of the type {block.get('type')!r}, which is not read.",
                "Give text, or images of the type image_url or image.",
            )
    return [block for block in made if block["type"] not in _SAID_ELSEWHERE]


def _alternating(turns: list[Turn]) -> list[Turn]:
    """Put system turns into the user's, and join turns of one role."""
    made: list[Turn] = []
    for turn in turns:
        role = "user" if turn["role"] == "system" else turn["role"]
        joined = made and made[-1]["role"] == role and not made[-1].get("tool_calls")
        if joined and role != "tool":
            made[-1] = turn | {
                "role": role,
                "content": f"{made[-1]['content']}\n\n{turn['content']}",
            }
        else:
            made.append(turn | {"role": role})
    return made


def _sources(vocabulary: Vocabulary) -> dict[str, str]:
    folder: Path = vocabulary.folder
    given = vocabulary.settings.get("chat_template")
    found = {"default": given} if isinstance(given, str) else {}
    if isinstance(given, list):
        found = {str(t["name"]): str(t["template"]) for t in given}
    for file in (*folder.glob("additional_chat_templates/*.jinja"), folder / "chat_template.jinja"):
        if file.exists():
            name = "default" if file.name == "chat_template.jinja" else file.stem
            found[name] = file.read_text(encoding="utf-8")
    if not found:
        return {"default": _PLAIN}
    found.setdefault("default", next(iter(found.values())))
    return {name: _TRAINING_MARKS.sub("", text) for name, text in found.items()}


def _environment() -> Any:
    """Return the environment that chat templates are written for: that of transformers."""
    from jinja2 import TemplateError
    from jinja2.ext import loopcontrols
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    def refuse(message: str) -> None:
        raise TemplateError(message)

    def as_json(value: Any, indent: int | None = None, **_: Any) -> str:
        return json.dumps(value, ensure_ascii=False, indent=indent)

    environment = ImmutableSandboxedEnvironment(
        trim_blocks=True, lstrip_blocks=True, extensions=[loopcontrols]
    )
    environment.filters["tojson"] = as_json
    environment.globals["raise_exception"] = refuse
    environment.globals["strftime_now"] = lambda form: datetime.now().strftime(form)
    return environment


def _template_error() -> tuple[type[Exception], ...]:
    from jinja2 import TemplateError

    # Templates index and add what a conversation may lack.
    return TemplateError, TypeError, KeyError, IndexError
