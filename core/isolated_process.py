"""The other side of ``isolation``: calls functions until its input ends."""

import importlib
import os
import pickle
import signal
import sys
from functools import reduce
from typing import Any

from labwright.core.errors import LabwrightError
from labwright.core.isolation import read, write

_MEMORY = 8 * 2**30
"""Bytes of address space: a process that wants more fails by itself, not with the machine."""


def main() -> None:
    """Answer calls from standard input; what libraries print goes nowhere."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that started this one
    _limit_memory()
    replies = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    replies.write(b"!")
    replies.flush()
    while call := read(sys.stdin.buffer):
        write(replies, _answer(call))


def _answer(call: bytes) -> bytes:
    try:
        module, name, arguments, options = pickle.loads(call)  # noqa: S301 - from our own process
        function: Any = reduce(getattr, name.split("."), importlib.import_module(module))
        return pickle.dumps((True, function(*arguments, **options)))
    except LabwrightError as error:
        return pickle.dumps((False, error))
    except Exception as error:
        return pickle.dumps((False, f"{type(error).__name__}: {error}"))


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:  # not on Windows
        return
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    wanted = _MEMORY if hard == resource.RLIM_INFINITY else min(_MEMORY, hard)
    resource.setrlimit(resource.RLIMIT_AS, (wanted, hard))


if __name__ == "__main__":
    main()
