"""Telling what went wrong, to a tired researcher or to a program."""

import json
import sqlite3
import sys

from labwright.core.errors import LabwrightError
from labwright.core.workspace import database_fault


def report(error: Exception, code: int) -> int:
    """Print an error.

    Args:
        error: What went wrong.
        code: The exit code that belongs to it.

    Returns:
        The exit code.
    """
    if isinstance(error, sqlite3.OperationalError) or type(error) is sqlite3.DatabaseError:
        error = database_fault(error)  # raised by a library, which opens the files itself
    if isinstance(error, LabwrightError):
        message, remedy = error.message, error.remedy
    else:
        message = f"labwright broke: {type(error).__name__}: {error}"
        remedy = "Set LABWRIGHT_DEBUG=1 to see where, and please report it."
    if "--json" in sys.argv:
        kind = type(error).__name__
        print(json.dumps({"error": {"type": kind, "message": message, "remedy": remedy}}))
    print(message, file=sys.stderr)
    if remedy:
        print(remedy.strip(), file=sys.stderr)
    return code
