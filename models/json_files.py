"""The small JSON files that lie beside a model."""

import json
from pathlib import Path
from typing import Any


def json_object(file: Path) -> dict[str, Any]:
    """Return the object in a file; empty if there is no such file, or something else in it."""
    try:
        read = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return read if isinstance(read, dict) else {}
