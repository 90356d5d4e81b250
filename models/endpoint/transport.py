"""Requests to a model server: nothing in between, nothing in the environment heeded."""

import asyncio
import random
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, ExitStack
from functools import cached_property
from typing import Any

from labwright.core.errors import LabwrightError
from labwright.models.endpoint import faults
from labwright.models.endpoint.events import ServerEvents

_CHAT = "/chat/completions"
_WAIT, _LONGEST_WAIT = 0.3, 10.0
Body = dict[str, Any]


class _Passing(Exception):
    """A fault that may be gone when the server is asked again.

    Args:
        error: What to raise if it is not.
        wait: Seconds the server wants to be left alone.
    """

    def __init__(self, error: LabwrightError, wait: float) -> None:
        super().__init__(error.message)
        self.error = error
        self.wait = wait


class Transport:
    """A connection to one server.

    Proxies, keys and addresses in the environment have no effect, and no redirect is followed: a
    question goes to the address that the user set, and nowhere else.

    Args:
        address: Its address, with ``/v1``.
        key: Its key; empty for none.
        connect: Seconds until the connection must stand.
        read: Seconds between two pieces of a reply.
        tries: How often a server is asked that may answer later.
    """

    def __init__(self, address: str, key: str, connect: float, read: float, tries: int = 3) -> None:
        self.address = address
        self._key = key
        self._connect = connect
        self._read = read
        self._tries = tries

    def _options(self) -> dict[str, Any]:
        import httpx

        return {
            "base_url": self.address,
            "headers": {"Authorization": f"Bearer {self._key}"} if self._key else {},
            "timeout": httpx.Timeout(self._read, connect=self._connect),
            "trust_env": False,
            "follow_redirects": False,
        }

    @cached_property
    def _client(self) -> Any:
        import httpx

        return httpx.Client(**self._options())

    def root(self, path: str) -> str:
        """Return the address of a path beside ``/v1``."""
        return self.address.removesuffix("/v1") + path

    def get(self, path: str) -> Any:
        """Return the JSON at a path; None if there is none."""
        import httpx

        try:
            reply = self._client.get(path if path.startswith("http") else self.address + path)
            return reply.json() if reply.is_success else None
        except (httpx.HTTPError, ValueError):
            return None

    def healthy(self) -> bool:
        """Tell whether the server says that it is ready; one that says nothing is taken to be."""
        import httpx

        try:
            reply = self._client.get(self.root("/health"))
        except httpx.HTTPError:
            return False
        return bool(reply.is_success) or reply.status_code == 404  # noqa: PLR2004

    def look(self, path: str) -> tuple[int, Any]:
        """Return the status of a path and its JSON; None if it gives none.

        Raises:
            ServerFault: If there is no connection.
        """
        import httpx

        try:
            reply = self._client.get(self.address + path)
        except httpx.HTTPError as error:
            raise faults.of_transport(error, self.address, self._read) from error
        if reply.status_code in (401, 403):
            raise faults.of_status(reply.status_code, "", self.address, "")
        try:
            return reply.status_code, reply.json()
        except ValueError:
            return reply.status_code, None

    def post(self, path: str, body: Body) -> Any:
        """Return the JSON that a path gives for a body; None if it gives none."""
        import httpx

        try:
            reply = self._client.post(path, json=body)
            return reply.json() if reply.is_success else None
        except (httpx.HTTPError, ValueError):
            return None

    def ask(self, body: Body) -> Body:
        """Ask for a whole reply of the chat; see ``send``."""
        return self.send(_CHAT, body)

    def send(self, path: str, body: Body) -> Body:
        """Ask for a whole reply.

        Args:
            path: Path under the address.
            body: The request.

        Returns:
            The reply.

        Raises:
            ServerFault: If there is none.
            PromptTooLong: If the server says so.
        """
        import httpx

        def once() -> Body:
            try:
                reply = self._client.post(self.address + path, json=body)
            except httpx.HTTPError as error:
                raise self._not_begun(error) from error
            return self._read_reply(reply, body)

        reply: Body = self._again(once)
        return reply

    def pieces(self, body: Body) -> Iterator[Body]:
        """Ask for a reply in pieces.

        Args:
            body: The request.

        Yields:
            The pieces as they come.

        Raises:
            ServerFault: If it breaks off; what came before was yielded.
            PromptTooLong: If the server says so.
        """
        import httpx

        def open_stream() -> tuple[ExitStack, Any]:
            with ExitStack() as stack:
                try:
                    reply = stack.enter_context(
                        self._client.stream("POST", self.address + _CHAT, json=body)
                    )
                    if not reply.is_success:
                        reply.read()
                except httpx.HTTPError as error:
                    raise self._not_begun(error) from error
                self._check(reply, body)
                return stack.pop_all(), reply

        stack, reply = self._again(open_stream)
        with stack:
            events = ServerEvents(self.address)
            try:
                for line in reply.iter_lines():
                    yield from events.read(line)
                    if events.ended:
                        return
            except httpx.HTTPError as error:
                raise faults.of_transport(error, self.address, self._read) from error
            events.check_end()

    async def ask_async(self, body: Body) -> Body:
        """Ask for a whole reply without blocking the event loop; see ``ask``."""
        import httpx

        async with httpx.AsyncClient(**self._options()) as client:
            for wait in self._waits():
                try:
                    try:
                        reply = await client.post(self.address + _CHAT, json=body)
                    except httpx.HTTPError as error:
                        raise self._not_begun(error) from error
                    return self._read_reply(reply, body)
                except _Passing as fault:
                    await asyncio.sleep(_pause(fault, wait))
        raise AssertionError("the last try returns or raises")

    async def pieces_async(self, body: Body) -> AsyncIterator[Body]:
        """Ask for a reply in pieces without blocking the event loop; see ``pieces``."""
        import httpx

        async with AsyncExitStack() as stack:
            client = await stack.enter_async_context(httpx.AsyncClient(**self._options()))
            for wait in self._waits():
                try:
                    try:
                        reply = await stack.enter_async_context(
                            client.stream("POST", self.address + _CHAT, json=body)
                        )
                        if not reply.is_success:
                            await reply.aread()
                    except httpx.HTTPError as error:
                        raise self._not_begun(error) from error
                    self._check(reply, body)
                    break
                except _Passing as fault:
                    await asyncio.sleep(_pause(fault, wait))
            events = ServerEvents(self.address)
            try:
                async for line in reply.aiter_lines():
                    for piece in events.read(line):
                        yield piece
                    if events.ended:
                        return
            except httpx.HTTPError as error:
                raise faults.of_transport(error, self.address, self._read) from error
            events.check_end()

    def _waits(self) -> Iterator[float]:
        """Yield, for each try, the seconds to wait after it; negative after the last."""
        for number in range(self._tries - 1):
            yield _WAIT * 2**number * (1 + random.random() / 4)  # noqa: S311
        yield -1.0

    def _again(self, once: Callable[[], Any]) -> Any:
        """Do something again where that helps: a busy server, a gateway without an answer."""
        for wait in self._waits():
            try:
                return once()
            except _Passing as fault:
                time.sleep(_pause(fault, wait))
        raise AssertionError("the last try returns or raises")

    def _check(self, reply: Any, body: Body) -> None:
        if reply.is_success:
            return
        try:
            said = faults.said_in(reply.json())
        except ValueError:
            said = reply.text
        error = faults.of_status(reply.status_code, said, self.address, str(body.get("model")))
        if reply.status_code in faults.WORTH_ASKING_AGAIN:
            raise _Passing(error, _seconds(reply.headers.get("retry-after")))
        raise error

    def _not_begun(self, error: Exception) -> Exception:
        """Return what to raise for a connection that failed before a reply began."""
        fault = faults.of_transport(error, self.address, self._read)
        # A server closes idle connections without a word; the next one will do.
        return _Passing(fault, 0.0) if "RemoteProtocol" in type(error).__name__ else fault

    def _read_reply(self, reply: Any, body: Body) -> Body:
        self._check(reply, body)
        try:
            value = reply.json()
        except ValueError as error:
            raise faults.not_a_reply(reply.text or "an empty body", self.address) from error
        if not isinstance(value, dict):
            raise faults.not_a_reply(str(value), self.address)
        return value


def _pause(fault: _Passing, wait: float) -> float:
    """Return the seconds to wait, or raise the error if there was asked often enough."""
    if wait < 0 or fault.wait > _LONGEST_WAIT:
        raise fault.error from fault
    return max(wait, fault.wait)


def _seconds(header: str | None) -> float:
    try:
        return float(header or 0)
    except ValueError:
        return _LONGEST_WAIT + 1
