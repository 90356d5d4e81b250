"""Server-sent events: how a reply comes in pieces."""

import json
from collections.abc import Iterator
from typing import Any

from labwright.models.endpoint import faults
from labwright.models.endpoint.servers import dug_out


class ServerEvents:
    """The events of one streamed reply.

    Args:
        address: Where they come from.
    """

    def __init__(self, address: str) -> None:
        self._address = address
        self.ended = False
        self._reason = ""

    def read(self, line: str) -> Iterator[dict[str, Any]]:
        """Read a line and yield the piece of the reply in it, if there is one.

        Raises:
            ServerFault: If it is nothing that a model server sends.
        """
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
        except ValueError as error:
            raise faults.not_a_reply(data, self._address) from error
        if not isinstance(piece, dict):
            raise faults.not_a_reply(data, self._address)
        if piece.get("error"):
            raise faults.of_status(500, faults.said_in(piece), self._address, "")
        # Not every server says [DONE], but each says why its reply ended.
        self._reason = str(dug_out(piece, "choices.0.finish_reason") or self._reason)
        yield piece

    def check_end(self) -> None:
        """Raise if the reply ended without a word of its end."""
        if not self.ended and not self._reason:
            raise faults.broken_off(self._address)
