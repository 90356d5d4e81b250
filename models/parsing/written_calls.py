"""Finding the tool calls in a text, in any of the ways in which models write them.

The text is read once from its beginning, and what stands inside a value or an argument is never
looked at for a call: a quotation must not choose a tool. For the same reason whatever breaks off
takes the rest of the text with it, as an invalid call.
"""

import re
from collections.abc import Callable, Collection
from typing import Any, NamedTuple

from labwright.core.errors import BadReply
from labwright.models.parsing.json_text import json_end, like_json, whole_json
from labwright.models.parsing.python_calls import BrokenOff, python_calls

_NAME = ("name", "tool", "tool_name", "function_name", "function", "action")
_ARGUMENTS = ("arguments", "args", "parameters", "params", "input", "tool_input", "action_input")
_BESIDE = {"id", "type", "index"}
# A mark in quotation marks is spoken of, not used.
_OPENING = re.compile(
    r"(?<![`\"'“‘«])(?:<(?P<tag>tool_call|function_call|tool)>"
    r"|(?P<sign>\[TOOL_CALLS\]|<\|python_tag\|>|<\|tool_call\|>)|(?P<xml><function=[\w.-]+>))"
    r"|```(?P<fence>[\w-]*)[ \t]*\n|(?P<bracket>[\[{])"
)
_CALL_FENCES = ("", "json", "tool_call", "tool")
_BEGUN = re.compile(
    r'[\s\[]*\{\s*(?:"type"\s*:\s*"function"\s*,\s*)?(?:"function"\s*:\s*\{\s*)?'
    rf'"(?:{"|".join(_NAME)})"\s*:\s*"(?P<name>[^"]*)(?P<whole>"?)'
)
_XML_PARAMETER = re.compile(r"\s*<parameter=([\w.-]+)>\n?(.*?)\n?</parameter>", re.DOTALL)
_XML_END = re.compile(r"\s*</function>")
_SPACE = re.compile(r"\s*")
_BROKEN = "The call breaks off."


class Written(NamedTuple):
    """A call as it was written.

    Args:
        name: The tool; empty if none is named.
        arguments: Its arguments, an object or JSON.
        fault: Why it is no call, if that is known already.
        id: What the caller calls it.
    """

    name: str
    arguments: Any
    fault: str = ""
    id: str = ""


class CallFinder:
    """Reads one text from its beginning to its end.

    Args:
        text: The text.
        names: Names of the tools.
        takes_text: Tells whether an argument of a tool may be a given text.
    """

    def __init__(
        self, text: str, names: Collection[str], takes_text: Callable[[str, str, str], bool]
    ) -> None:
        self._text = text
        self._names = names
        self._takes_text = takes_text
        self._at = 0
        self.found: list[Written] = []
        self.rest = ""

    def run(self) -> "CallFinder":
        """Fill ``found`` with the calls and ``rest`` with the text around them."""
        kept = self._part(self._bare)
        while opening := _OPENING.search(self._text, self._at):
            kept += self._text[self._at : opening.start()]
            self._at = opening.start()
            kept += self._part(lambda opening=opening: self._take(opening))  # type: ignore[misc]
        self.rest = kept + self._text[self._at :]
        return self

    def _part(self, take: Callable[[], None]) -> str:
        """Let something be taken, and return it if it was no call."""
        start, before = self._at, len(self.found)
        take()
        return self._text[start : self._at] if len(self.found) == before else ""

    def _bare(self) -> None:
        """Take calls without any mark, with which a reply begins."""
        at = self._after_space(0)
        if self._text[at : at + 1] in ("{", "["):
            self._json(at, self._names)
        if not self.found:
            try:
                calls, end = python_calls(self._text, self._names)
            except BrokenOff as error:
                self._break_off(error.name, 0)
                return
            if calls and not self._text[end:].strip():
                self._add([Written(*call) for call in calls], end)

    def _take(self, opening: re.Match[str]) -> None:
        if opening["xml"]:
            self._functions(opening.start())
        elif opening["bracket"]:
            self._skip_json(opening.start())
        elif opening["fence"] is not None:
            self._fence(opening)
        else:
            self._marked(opening)

    def _skip_json(self, at: int) -> None:
        if not like_json(self._text, at):
            self._at = at + 1
            return
        self._at = json_end(self._text, at) or len(self._text)

    def _fence(self, opening: re.Match[str]) -> None:
        at = self._after_space(opening.end())
        before = len(self.found)
        if opening["fence"] in _CALL_FENCES and self._text[at : at + 1] in ("{", "["):
            self._json(at, self._names)
            at = json_end(self._text, at) or len(self._text)
        if len(self.found) > before and self._at == len(self._text):
            return
        closed = self._text.find("```", at if len(self.found) == before else self._at)
        self._at = len(self._text) if closed < 0 else closed + 3

    def _marked(self, opening: re.Match[str]) -> None:
        at, before = self._after_space(opening.end()), len(self.found)
        if self._text.startswith("<function=", at):
            self._functions(at)
        elif self._text[at : at + 1] in ("{", "["):
            self._json(at, None)
        if len(self.found) == before:
            self._words(at)
        closing = re.compile(rf"\s*</{opening['tag']}>").match(self._text, self._at)
        if closing:
            self._at = closing.end()

    def _words(self, at: int) -> None:
        """Take what is marked as a call, and so is no answer either."""
        try:
            calls, end = python_calls(self._text[at:], self._names)
        except BrokenOff as error:
            self._break_off(error.name, at)
            return
        if calls:
            self._add([Written(*call) for call in calls], at + end)
            return
        ends = [self._text.find(mark, at) for mark in ("</", "<tool", "<function", "[TOOL_CALLS]")]
        end = min((e for e in ends if e >= 0), default=len(self._text))
        self._add([Written("", self._text[at:end].strip())], end)

    def _json(self, at: int, names: Collection[str] | None) -> None:
        """Take objects and lists that are calls, one behind the other.

        With ``names`` only those that name one of these tools are calls.
        """
        while self._text[at : at + 1] in ("{", "["):
            end = json_end(self._text, at)
            body = self._text[at:end]
            try:
                if end is None:
                    raise BadReply(_BROKEN)
                calls = _calls_in(whole_json(body), names)
            except BadReply as error:
                name = _begun(body, self._names)
                if name or (names is None and like_json(body, 0)):
                    self._break_off(name, at, error.message)
                return
            if not calls or end is None:
                return
            self._add(calls, end)
            at = self._after_space(end)

    def _functions(self, at: int) -> None:
        """Take calls in the form ``<function=name><parameter=key>value</parameter></function>``."""
        while self._text.startswith("<function=", at):
            close = self._text.find(">", at)
            name = self._text[at + len("<function=") : close]
            read = self._parameters(name, close + 1) if close >= 0 else None
            if read is None:
                self._break_off(name if close >= 0 else "", at)
                return
            arguments, end = read
            self._add([Written(name, arguments)], end)
            at = self._after_space(end)

    def _parameters(self, name: str, at: int) -> tuple[Any, int] | None:
        """Return the arguments and where the call ends; None if it is not whole."""
        values: dict[str, Any] = {}
        start = self._after_space(at)
        if self._text.startswith("{", start):
            at = json_end(self._text, start) or len(self._text)
        body = self._text[start:at].strip()
        while found := _XML_PARAMETER.match(self._text, at):
            key, value = found.groups()
            # Where the value holds marks of its own, nobody can tell where it ends.
            if key in values or "<parameter=" in value or "<function=" in value:
                return None
            values[key] = value if self._takes_text(name, key, value) else _scalar(value)
            at = found.end()
        end = _XML_END.match(self._text, at)
        return (body or values, end.end()) if end else None

    def _add(self, calls: list[Written], end: int) -> None:
        self.found += calls
        self._at = end

    def _break_off(self, name: str, at: int, fault: str = _BROKEN) -> None:
        self._add([Written(name, self._text[at:].strip(), fault)], len(self._text))

    def _after_space(self, at: int) -> int:
        found = _SPACE.match(self._text, at)
        return found.end() if found else at


def call_in(text: str, names: Collection[str]) -> Written:
    """Read a text that is one call as JSON and nothing else.

    Args:
        text: The text.
        names: Names of the tools.

    Returns:
        The call, or what is wrong with it.
    """
    try:
        calls = _calls_in(whole_json(text), None)
    except BadReply as error:
        return Written(_begun(text, names), text, error.message)
    return calls[0] if len(calls) == 1 else Written("", text, "The reply is not one call.")


def _calls_in(value: Any, names: Collection[str] | None) -> list[Written]:
    items = value if isinstance(value, list) else [value]
    calls = [_call(item) for item in items]
    if names is None:
        return [call or Written("", item) for call, item in zip(calls, items, strict=True)]
    known = any(call and call.name in names for call in calls)
    return [call for call in calls if call] if known and all(calls) else []


def _call(item: Any) -> Written | None:
    """Return the call that an object is; None if it is none."""
    inner = item.get("function") if isinstance(item, dict) else None
    call = inner if isinstance(inner, dict) else item
    if not isinstance(call, dict):
        return None
    key = next((key for key in _NAME if isinstance(call.get(key), str)), "")
    given = next((key for key in _ARGUMENTS if key in call), "")
    arguments: Any = call.get(given)
    if not key or _defines(call, arguments):
        return None
    if more := sorted(call.keys() - {key, given} - _BESIDE):
        fault = f"The call has {', '.join(more)} beside its name; they belong into “arguments”."
        return Written(call[key], call, fault)
    return Written(call[key], {} if arguments is None else arguments)


def _defines(call: dict[str, Any], arguments: Any) -> bool:
    """Tell whether an object is the definition of a tool that the model repeats."""
    return "parameters" in call and isinstance(arguments, dict) and (
        "description" in call or (arguments.get("type") == "object" and "properties" in arguments)
    )  # fmt: skip


def _begun(text: str, names: Collection[str]) -> str:
    """Return the tool that broken JSON began to call; empty if it began nothing of the kind."""
    found = _BEGUN.match(text)
    if not found:
        return ""
    if found["whole"]:
        return found["name"] if found["name"] in names else ""
    return next((name for name in names if found["name"] and name.startswith(found["name"])), "")


def _scalar(text: str) -> Any:
    try:
        return whole_json(text)
    except BadReply:
        return text
