"""Options that every command takes."""

from collections.abc import Callable
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])


def common(command: Command) -> Command:
    """Add ``--workspace`` and ``--json`` to a command."""
    command = click.option(
        "--json", "as_json", is_flag=True, help="Print one JSON object instead of text."
    )(command)
    return click.option(
        "--workspace", metavar="DIR", help="Workspace folder (default: .labwright here)."
    )(command)
