"""Server-sent events: how a reply comes in pieces."""

import json
import re
from collections.abc import Iterator
from typing import Any

from labwright.models.endpoint import faults
from labwright.models.endpoint.servers import dug_out

_LINE_END = re.compile(rb"\r\n|\n|\r")


class ServerEvents:
    """The events of one streamed reply.

    Args:
        address: Where they come from.
    """

    def __init__(self, address: str) -> None:
        self._address = address
        self.ended = False
        self._reason = ""
        self._begun: list[bytes] = []
        self._returned = False

    def read(self, data: bytes) -> Iterator[dict[str, Any]]:
        """Read what came and yield the pieces of the reply in it.

        Lines end where the format says, and not at the other characters that Python takes for
        the end of one: those may stand in a text.

        Raises:
            ServerFault: If it is nothing that a model server sends.
        """
        if self._returned and data.startswith(b"\n"):
            data = data[1:]
        self._returned = data.endswith(b"\r")
        first, *others = _LINE_END.split(data)
        self._begun.append(first)
        for line in others:
            yield from self._line()
            self._begun = [line]

    def rest(self) -> Iterator[dict[str, Any]]:
        """Yield what stands in a last line without an end.

        Raises:
            ServerFault: If the reply ended without a word of its end.
        """
        yield from self._line()
        if not self.ended and not self._reason:
            raise faults.broken_off(self._address)

    def _line(self) -> Iterator[dict[str, Any]]:
        line = b"".join(self._begun).decode("utf-8", "replace")
        self._begun = []
        if self.ended:
            return
        if not line.startswith("data:"):
            if line.lstrip().startswith("<"):
                raise faults.not_a_reply(line, self._address)
            return
        data = line[5:].strip()
        if data == "[DONE]":
            self.ended = True
            return
        try:
            piece = json.loads(data)
        except (ValueError, RecursionError) as error:
            raise faults.not_a_reply(data, self._address) from error
        if not isinstance(piece, dict):
            raise faults.not_a_reply(data, self._address)
        if piece.get("error"):
            raise faults.of_status(500, faults.said_in(piece), self._address, "")
        # Not every server says [DONE], but each says why its reply ended.
        self._reason = str(dug_out(piece, "choices.0.finish_reason") or self._reason)
        yield piece
