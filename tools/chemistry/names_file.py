"""The file of names that labwright knows beside the embedded table."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def own_tables() -> dict[str, Any]:
    """Return the tables of ``names.toml``.

    Names, names read by their exact case, Korean names, names of several, and materials.
    """
    text = (files("labwright.tools.chemistry") / "names.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
