"""Pictures of molecules as files."""

from collections.abc import Sequence
from pathlib import Path

from labwright.core.errors import BadArgument, MissingFile
from labwright.core.isolation import isolated
from labwright.tools.sets.alignment import drawn
from labwright.tools.sets.drawing_styles import Format, Style

_SECONDS = 20.0
PLAIN = Style()


def write_picture(
    path: Path, smiles: Sequence[str], legends: Sequence[str] = (), style: Style = PLAIN
) -> None:
    """Draw molecules into a file, whole or not at all.

    Args:
        path: Ends in .png or .svg; a picture that is there is replaced.
        smiles: The molecules.
        legends: What stands below each.
        style: How it looks.

    Raises:
        BadArgument: If the ending is another one.
        MissingFile: If it cannot be written.

    Example:
        >>> write_picture(Path("a.png"), ["CCO"], ["ethanol"])    # doctest: +SKIP
    """
    kind = path.suffix.lower().removeprefix(".")
    if kind not in ("png", "svg"):
        raise BadArgument(f"“{path.name}” is no picture.", "End it in .png or .svg.")
    chosen: Format = "png" if kind == "png" else "svg"
    texts = list(legends) or [""] * len(smiles)
    made, _ = isolated(drawn, list(smiles), texts, style, chosen, (), seconds=_SECONDS)
    aside = path.with_name(path.name + ".new")
    try:
        aside.write_bytes(made if isinstance(made, bytes) else str(made).encode())
        aside.replace(path)
    except OSError as error:
        raise MissingFile(
            f"{path} cannot be written: {error.strerror or error}.", "Give another output."
        ) from error


def write_png(
    path: Path, smiles: Sequence[str], legends: Sequence[str] = (), style: Style = PLAIN
) -> None:
    """Draw molecules into a PNG file; as ``write_picture``, whatever the ending.

    Args:
        path: Where to; gets the ending .png if it has another one.
        smiles: The molecules.
        legends: What stands below each.
        style: How it looks.

    Raises:
        MissingFile: If it cannot be written.
    """
    write_picture(path.with_suffix(".png"), smiles, legends, style)
