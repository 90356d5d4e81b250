"""Which licence a model is under, and whether its user accepted it."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path

from labwright.core.errors import BadUsage
from labwright.models.serving.marks import Marks, marks_of
from labwright.models.serving.presets import Licence, licences


def licence_of(name: str = "", folder: Path | None = None) -> Licence | None:
    """Return the licence of a model that is known by name or by its files.

    Args:
        name: Its name as served, the name of its repository, or its path.
        folder: Its folder or GGUF file.

    Returns:
        The licence; one that binds comes before one that does not. None if nothing is known,
        which is no leave to do anything.

    Example:
        >>> licence_of("LGAI-EXAONE/EXAONE-4.5-33B").key
        'exaone-nc'
        >>> licence_of("exaone3.5:7.8b").key, licence_of("qwen3-8b-exaone-distill").key
        ('exaone-3', 'exaone-unknown')
    """
    marks = marks_of(folder) if folder else Marks()
    called = [name, str(folder or ""), *marks.types, *marks.names, marks.licence]
    for licence in licences().values():
        if licence.binds and set(marks.types) & set(licence.types):
            return licence
    for licence in licences().values():
        if licence.binds and any(_mentions(text, licence.names) for text in called):
            return licence
    if marks.licence:
        return _declared(marks.licence)
    free = (licence for licence in licences().values() if not licence.binds)
    return next((licence for licence in free if _is_one_of(name, licence.names)), None)


def _mentions(text: str, names: tuple[str, ...]) -> bool:
    return any(re.search(_pattern(name), text, re.IGNORECASE) for name in names)


def _pattern(name: str) -> str:
    """Return a pattern that finds a name however its parts are joined: EXAONE-4, exaone4, …."""
    letters = [sign for sign in name if sign.isalnum()]
    # The K of K-EXAONE must be a word's first letter: an owner's name may end in one.
    start = r"(?<![^\W_])" if name[1] == "-" else ""
    return start + r"[\W_]*".join(map(re.escape, letters))


def _is_one_of(name: str, repositories: tuple[str, ...]) -> bool:
    """Tell whether a name is that of a repository, with its owner or without any."""
    both = {form for full in repositories for form in (full.lower(), full.split("/")[-1].lower())}
    return name.lower() in both


def _declared(named: str) -> Licence:
    """Return the licence that a file states; one that is not known here is to be read first."""
    for licence in licences().values():
        if licence.name.lower() == named.lower():
            return licence
    return Licence(
        key=f"declared-{named.lower()}",
        name=named,
        text="the model's own card.",
        binds="Its file states this licence, and what it asks is not known here.",
    )


def accepted(licence: Licence) -> bool:
    """Tell whether a licence was accepted; one that binds nobody need not be."""
    return not licence.binds or licence.key in _kept()


def accept(licence: Licence, model: str) -> None:
    """Write down that a licence was accepted.

    Args:
        licence: The licence.
        model: The model for which it was shown.
    """
    kept = _kept()
    kept[licence.key] = {
        "name": licence.name,
        "text": licence.text,
        "model": model,
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    file = _file()
    file.parent.mkdir(parents=True, exist_ok=True)
    half = file.with_suffix(".part")
    half.write_text(json.dumps(kept, indent=2, ensure_ascii=False), encoding="utf-8")
    half.replace(file)


def demand(licence: Licence | None, model: str) -> None:
    """Raise if a licence binds and was not accepted.

    Raises:
        BadUsage: With what it binds and how to accept it.
    """
    if licence is None or accepted(licence):
        return
    raise BadUsage(
        f"{model} is under the “{licence.name}”. {licence.binds} Read it at {licence.text}",
        "If you accept it, add --accept-licence, once.",
    )


def _kept() -> dict[str, dict[str, str]]:
    try:
        read = json.loads(_file().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return read if isinstance(read, dict) else {}


def _file() -> Path:
    import os

    from platformdirs import user_config_path

    chosen = os.environ.get("LABWRIGHT_CONFIG")
    return (Path(chosen) if chosen else user_config_path("labwright")) / "licences.json"
