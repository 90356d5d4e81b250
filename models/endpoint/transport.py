"""Requests to a model server: nothing in between, nothing in the environment heeded."""

import asyncio
import json
import random
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, aclosing
from functools import cache
from typing import Any, TypeVar

from labwright.core.errors import LabwrightError, ServerFault
from labwright.core.settings import checked_key
from labwright.models.endpoint import background, faults
from labwright.models.endpoint.events import ServerEvents

_CHAT = "/chat/completions"
_WAIT, _LONGEST_WAIT = 0.3, 10.0
_ASIDE = 10.0
"""Seconds for what is asked beside a reply: who serves, how long a text is."""
_LARGEST = 32_000_000
_MISSING = 404
Body = dict[str, Any]
T = TypeVar("T")


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
        total: Seconds for a whole reply, however steadily it drips.
        largest: Bytes of a whole reply.

    Raises:
        BadSetting: If the key cannot be sent.
    """

    def __init__(
        self, address: str, key: str, connect: float, read: float, tries: int = 3,
        total: float = 600.0, largest: int = _LARGEST,
    ) -> None:  # fmt: skip
        self.address = address
        self._key = checked_key(key)
        self._connect = connect
        self._read = read
        self._tries = tries
        self._total = total
        self._largest = largest

    def root(self, path: str) -> str:
        """Return the address of a path beside ``/v1``."""
        return self.address.removesuffix("/v1") + path

    def get(self, path: str) -> Any:
        """Return the JSON at a path or address; None if there is none."""
        return self._aside("GET", path)

    def post(self, path: str, body: Body) -> Any:
        """Return the JSON that a path or address gives for a body; None if it gives none."""
        return self._aside("POST", path, body)

    def healthy(self) -> bool:
        """Tell whether the server says that it is ready; one that says nothing is taken to be."""
        try:
            status, _ = self.look(self.root("/health"))
        except ServerFault:
            return False
        return _succeeded(status) or status == _MISSING

    def look(self, path: str) -> tuple[int, Any]:
        """Return the status of a path or address and its JSON; None if it gives none.

        Raises:
            ServerFault: If there is no connection.
        """
        return background.run(self._look("GET", path))

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
        return background.run(self._send(path, body))

    async def ask_async(self, body: Body) -> Body:
        """Ask for a whole reply without blocking the event loop; see ``send``."""
        return await self._send(_CHAT, body)

    def pieces(self, body: Body) -> Iterator[Body]:
        """Ask for a reply in pieces; see ``pieces_async``."""
        return background.iterate(self.pieces_async(body))

    async def pieces_async(self, body: Body) -> AsyncGenerator[Body, None]:
        """Ask for a reply in pieces.

        Args:
            body: The request.

        Yields:
            The pieces as they come.

        Raises:
            ServerFault: If it breaks off; what came before was yielded.
            PromptTooLong: If the server says so.
        """
        until = _from_now(self._total)

        async def opened() -> tuple[AsyncExitStack, Any]:
            async with AsyncExitStack() as stack:
                reply = await self._begin(stack, "POST", _CHAT, body, until)
                if not reply.is_success:
                    raise self._refusal(reply, await self._data(reply, until), body)
                return stack.pop_all(), reply

        stack, reply = await self._again(opened, self._tries)
        events = ServerEvents(self.address)
        async with stack, aclosing(self._chunks(reply, until)) as chunks:
            async for data in chunks:
                for piece in events.read(data):
                    yield piece
                if events.ended:
                    return
        for piece in events.rest():
            yield piece

    async def _send(self, path: str, body: Body) -> Body:
        until = _from_now(self._total)

        async def once() -> Body:
            async with AsyncExitStack() as stack:
                reply = await self._begin(stack, "POST", path, body, until)
                data = await self._data(reply, until)
            if not reply.is_success:
                raise self._refusal(reply, data, body)
            value = _json(data)
            if not isinstance(value, dict):
                raise faults.not_a_reply(self._said(data) or "an empty body", self.address)
            return value

        return await self._again(once, self._tries)

    def _aside(self, method: str, path: str, body: Body | None = None) -> Any:
        try:
            status, value = background.run(self._look(method, path, body))
        except ServerFault:
            return None
        return value if _succeeded(status) else None

    async def _look(self, method: str, path: str, body: Body | None = None) -> tuple[int, Any]:
        until = _from_now(min(_ASIDE, self._total))

        async def once() -> tuple[int, Any]:
            async with AsyncExitStack() as stack:
                reply = await self._begin(stack, method, path, body, until)
                return reply.status_code, _json(await self._data(reply, until))

        return await self._again(once, 1)

    def _options(self) -> dict[str, Any]:
        import httpx

        return {
            "headers": {"Accept-Encoding": "identity"}
            | ({"Authorization": f"Bearer {self._key}"} if self._key else {}),
            "timeout": httpx.Timeout(self._read, connect=self._connect),
            "verify": _authorities() if self.address.startswith("https") else False,
            "trust_env": False,
            "follow_redirects": False,
        }

    async def _begin(
        self, stack: AsyncExitStack, method: str, path: str, body: Body | None, until: float
    ) -> Any:
        """Send a request and return the reply, of which no more than its head has come."""
        import httpx

        sent: dict[str, Any] = {}
        if body is not None:
            # Half of a character, from a damaged document, must not end the request.
            sent["content"] = json.dumps(body, ensure_ascii=False).encode("utf-8", "replace")
            sent["headers"] = {"Content-Type": "application/json"}
        url = path if path.startswith("http") else self.address + path
        client = await stack.enter_async_context(httpx.AsyncClient(**self._options()))
        try:
            async with asyncio.timeout_at(until):
                return await stack.enter_async_context(client.stream(method, url, **sent))
        except TimeoutError as error:
            raise faults.too_slow(self.address, self._total) from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            fault = faults.of_transport(error, self.address, self._read)
            if faults.nothing_came(error):
                raise _Passing(fault, 0.0) from error
            raise fault from error

    async def _chunks(self, reply: Any, until: float) -> AsyncGenerator[bytes, None]:
        """Yield what comes of a reply, up to the deadline and the largest size."""
        import httpx

        size = 0
        parts: AsyncIterator[bytes] = reply.aiter_bytes()
        while True:
            try:
                async with asyncio.timeout_at(until):
                    part = await anext(parts, None)
            except TimeoutError as error:
                raise faults.too_slow(self.address, self._total) from error
            except httpx.HTTPError as error:
                raise faults.of_transport(error, self.address, self._read) from error
            if part is None:
                return
            size += len(part)
            if size > self._largest:
                raise faults.too_large(self.address, self._largest)
            yield part

    async def _data(self, reply: Any, until: float) -> bytes:
        return b"".join([part async for part in self._chunks(reply, until)])

    async def _again(self, once: Callable[[], Awaitable[T]], tries: int) -> T:
        """Do something again where that helps: a busy server, a gateway without an answer."""
        for number in range(tries):
            try:
                return await once()
            except _Passing as fault:
                if number == tries - 1 or fault.wait > _LONGEST_WAIT:
                    raise fault.error from fault
                wait = _WAIT * 2**number * (1 + random.random() / 4)  # noqa: S311
                await asyncio.sleep(max(wait, fault.wait))
        raise AssertionError("the last try returns or raises")

    def _refusal(self, reply: Any, data: bytes, body: Body) -> Exception:
        """Return what to raise for a reply that is no success."""
        status = reply.status_code
        error = faults.of_status(status, self._said(data), self.address, str(body.get("model")))
        if status in faults.WORTH_ASKING_AGAIN:
            return _Passing(error, _seconds(reply.headers.get("retry-after")))
        return error

    def _said(self, data: bytes) -> str:
        """Return the words of a server, without the key that some of them repeat."""
        value = _json(data)
        said = data.decode("utf-8", "replace") if value is None else faults.said_in(value)
        return said.replace(self._key, "…") if self._key else said


@cache
def _authorities() -> Any:
    import httpx

    return httpx.create_ssl_context(trust_env=False)


def _from_now(seconds: float) -> float:
    return asyncio.get_running_loop().time() + seconds


def _succeeded(status: int) -> bool:
    return 200 <= status < 300  # noqa: PLR2004


def _json(data: bytes) -> Any:
    """Return the value in a body; None if it holds none."""
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        return None


def _seconds(header: str | None) -> float:
    try:
        return float(header or 0)
    except ValueError:
        return _LONGEST_WAIT + 1
