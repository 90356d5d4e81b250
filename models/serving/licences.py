"""Which licence a model is under, and whether its user accepted it."""

import json
from datetime import UTC, datetime
from pathlib import Path

from labwright.core.errors import BadUsage
from labwright.models.serving.presets import Licence, licences


def licence_of(name: str = "", folder: Path | None = None) -> Licence | None:
    """Return the licence of a model that is known by name or by its files.

    Args:
        name: Its name as served, or the name of its repository.
        folder: Its folder.

    Returns:
        The licence; None if nothing is known, which is no leave to do anything.

    Example:
        >>> licence_of("LGAI-EXAONE/EXAONE-4.5-33B").key
        'exaone-nc'
    """
    kind = _model_type(folder) if folder else ""
    for licence in licences().values():
        if kind and kind in licence.types:
            return licence
    short = name.replace("\\", "/").rsplit("/", 1)[-1].lower()
    for licence in licences().values():
        if any(short.startswith(start) for start in licence.names):
            return licence
    return None


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


def _model_type(folder: Path) -> str:
    try:
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return ""
    return str(config.get("model_type", "")) if isinstance(config, dict) else ""


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
