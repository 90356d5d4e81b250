"""The tool calls of one reply, put together from what a server sends of them."""

import json
from dataclasses import dataclass, field
from typing import Any


@dataclass
class ServedCall:
    """A tool call as a server sends it.

    Args:
        name: Name of the tool.
        id: Its id.
        arguments: JSON as far as it has come, or an object.
    """

    name: str = ""
    id: str = ""
    arguments: Any = ""

    @property
    def whole(self) -> bool:
        """Whether the arguments need nothing more."""
        return not isinstance(self.arguments, str) or _ends_at(self.arguments) is not None

    @property
    def fault(self) -> str:
        """Why the arguments are not one object; what is not JSON at all is said elsewhere."""
        if not isinstance(self.arguments, str):
            return ""
        end = _ends_at(self.arguments)
        more = end is not None and self.arguments[end:].strip()
        return f"Its arguments go on after character {end}: {more[:40]}" if more else ""


@dataclass
class ServedCalls:
    """All tool calls of one reply."""

    _calls: list[ServedCall] = field(default_factory=list)
    _open: dict[int, ServedCall] = field(default_factory=dict)

    def add(self, sent: dict[str, Any], whole: bool) -> None:
        """Add a call, or a piece of one.

        Args:
            sent: What the server sent.
            whole: Whether it is a call of a whole reply, where each stands for itself.
        """
        function = sent.get("function")
        function = function if isinstance(function, dict) else {}
        piece = ServedCall(
            name=_word(function.get("name")), id=_word(sent.get("id")),
            arguments="" if function.get("arguments") is None else function["arguments"],
        )  # fmt: skip
        index = sent.get("index")
        number = index if type(index) is int else None
        begun = None if whole else self._begun(number)
        if begun is None or _begins(piece, begun):
            begun = ServedCall()
            self._calls.append(begun)
        if number is not None:
            self._open[number] = begun
        begun.name = begun.name or piece.name
        begun.id = begun.id or piece.id
        if isinstance(piece.arguments, str) and isinstance(begun.arguments, str):
            begun.arguments += piece.arguments
        elif piece.arguments != "":
            begun.arguments = piece.arguments  # some servers send the object itself

    def all(self) -> list[ServedCall]:
        """Return the calls, each with an id of its own."""
        seen: set[str] = set()
        for number, call in enumerate(self._calls, start=1):
            if not call.id or call.id in seen:
                call.id = f"{call.id or 'call'}_{number}"
            seen.add(call.id)
        return self._calls

    def _begun(self, index: int | None) -> ServedCall | None:
        """Return the call that a piece may go on with: that of its index, else the last one."""
        if index is not None:
            return self._open.get(index)
        return self._calls[-1] if self._calls else None


def _begins(piece: ServedCall, begun: ServedCall) -> bool:
    """Tell whether a piece begins a call of its own under the index of another.

    Servers that repeat id and name with every piece do so while the arguments are incomplete.
    """
    other_id = bool(piece.id and begun.id and piece.id != begun.id)
    other_name = bool(piece.name and begun.name and piece.name != begun.name)
    again = bool(piece.name and begun.name and piece.arguments != "" and begun.whole)
    return other_id or other_name or again


def _word(value: Any) -> str:
    return str(value) if isinstance(value, str | int) else ""


def _ends_at(text: str) -> int | None:
    """Return where the first value of JSON in a text ends; None if there is no whole one."""
    start = len(text) - len(text.lstrip())
    try:
        return json.JSONDecoder(strict=False).raw_decode(text, start)[1]
    except (ValueError, RecursionError):
        return None
