"""Addresses of model servers: which are this machine's own, and which may be used."""

import ipaddress
import re
from typing import TYPE_CHECKING

from labwright.core.errors import BadSetting

if TYPE_CHECKING:
    import httpx

_NAME = re.compile(r"[a-z0-9_]([a-z0-9._-]*[a-z0-9_])?")
_HIGHEST_PORT = 65535


def is_address(setting: str) -> bool:
    """Tell whether a setting is the address of a server.

    Example:
        >>> is_address("http://127.0.0.1:8000/v1"), is_address("models/qwen")
        (True, False)
    """
    return setting.strip().lower().startswith(("http://", "https://"))


def is_loopback(address: str) -> bool:
    """Tell whether an address stays on this machine.

    Only ``localhost`` and literal loopback addresses count: any other name could be resolved to
    another machine at any time.

    Example:
        >>> is_loopback("http://[::1]:11434/v1"), is_loopback("http://10.0.0.7:8000/v1")
        (True, False)
    """
    try:
        host = _host(_parsed(address))
    except BadSetting:
        return False
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def same_server(one: str, other: str) -> bool:
    """Tell whether two addresses lead to the same server: what is one's secret is the other's.

    Example:
        >>> same_server("http://127.0.0.1:80/v1", "http://127.0.0.1/v1#name")
        True
        >>> same_server("http://127.0.0.1:8000/v1", "http://127.0.0.1:8001/v1")
        False
    """
    try:
        first, second = _parsed(one.partition("#")[0]), _parsed(other.partition("#")[0])
        return _origin(first) == _origin(second)
    except BadSetting:
        return False


def checked_address(address: str, allow_remote: bool) -> str:
    """Return an address in the form used here, without a slash at its end.

    What is returned is built from the parts that the HTTP library reads, so that the host that is
    judged here is the host that is asked.

    Args:
        address: As the user wrote it; ``/v1`` is added where no path is given.
        allow_remote: The setting that lets a model run on another machine.

    Returns:
        The address.

    Raises:
        BadSetting: If it is no address, or another machine's without leave.

    Example:
        >>> checked_address("http://localhost:8000", allow_remote=False)
        'http://localhost:8000/v1'
    """
    url = _parsed(address)
    scheme, host, _ = _origin(url)
    port = f":{url.port}" if url.port is not None else ""
    path = url.raw_path.decode("ascii").rstrip("/") or "/v1"
    rebuilt = f"{scheme}://{f'[{host}]' if ':' in host else host}{port}{path}"
    if not allow_remote and not is_loopback(rebuilt):
        raise BadSetting(
            f"“{rebuilt}” is on another machine, and labwright keeps to this one.",
            "If your questions and passages may go there, set allow_remote = true.",
        )
    return rebuilt


def split_name(setting: str, allow_remote: bool) -> tuple[str, str]:
    """Split a setting into a checked address and the model's name behind ``#``, if one is given.

    Raises:
        BadSetting: If the address cannot be used.

    Example:
        >>> split_name("http://127.0.0.1:8000/v1#qwen3-4b", allow_remote=False)
        ('http://127.0.0.1:8000/v1', 'qwen3-4b')
    """
    address, _, name = setting.partition("#")
    return checked_address(address, allow_remote), name


def _parsed(address: str) -> "httpx.URL":
    import httpx

    address = address.strip()
    rest = address.partition("://")[2]
    if "@" in re.split(r"[/?#]", rest, maxsplit=1)[0]:
        # It is not shown: there may be a password in it.
        raise BadSetting(
            "The address of a server may hold no user name and no password.",
            "Give its key as LABWRIGHT_API_KEY.",
        )
    shown = "".join(c if c.isprintable() else "�" for c in address.partition("?")[0])
    try:
        url = httpx.URL(address)
    except httpx.InvalidURL as error:
        raise BadSetting(
            f"“{shown}” is not an address: {str(error).rstrip('.')}.", _EXPECTED
        ) from error
    port = _HIGHEST_PORT if url.port is None else url.port
    if url.scheme not in ("http", "https") or not _host(url) or not 0 < port <= _HIGHEST_PORT:
        raise BadSetting(f"“{shown}” is not the address of a server.", _EXPECTED)
    if url.query or "\\" in address:
        raise BadSetting(f"“{shown}” goes on with what is no path.", _EXPECTED)
    return url


def _host(url: "httpx.URL") -> str:
    """Return the host if it is a plain name or a whole IP address, else nothing."""
    host = url.raw_host.decode("ascii").lower()
    if _NAME.fullmatch(host):
        return host
    try:
        return "" if "%" in host else str(ipaddress.IPv6Address(host))
    except ValueError:
        return ""


def _origin(url: "httpx.URL") -> tuple[str, str, int]:
    return url.scheme, _host(url), url.port or (443 if url.scheme == "https" else 80)


_EXPECTED = "Write for example http://127.0.0.1:8000/v1."
