"""LoRA adapters: added by name, used one at a time.

Source of the method: E. Hu et al., arXiv:2106.09685 (2021); with a root of the rank as in
D. Kalajdzievski, arXiv:2312.03732 (2023).
"""

import json
import math
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from labwright.core.errors import BadArgument, BadSetting, MissingFile
from labwright.models.local.turn import Turn

if TYPE_CHECKING:
    from torch import Tensor

    from labwright.models.local.network import Network

_CONFIG, _WEIGHTS = "adapter_config.json", "adapter_model.safetensors"
_PART = re.compile(r"(?:base_model\.model\.)?(.+)\.lora_([AB])(?:\.default)?\.weight")
_BEYOND = (
    "use_dora", "modules_to_save", "rank_pattern", "alpha_pattern", "layer_replication",
    "fan_in_fan_out", "lora_bias", "trainable_token_indices", "alora_invocation_tokens",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Adapter:
    """An adapter as it was added; one added later under the same name is another.

    Args:
        name: What it is called.
        folder: Where it lies.
    """

    name: str
    folder: Path


class Adapters:
    """The adapters of a model.

    Args:
        network: The model.
        turn: The turn at it: an adapter is never changed under a token that is being computed.
    """

    def __init__(self, network: "Network", turn: Turn | None = None) -> None:
        self._network = network
        self._turn = turn or Turn()
        self._added: dict[str, Adapter] = {}
        self._used: Adapter | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the adapters that were added."""
        return tuple(self._added)

    @property
    def folders(self) -> dict[str, Path]:
        """Folders of the adapters by name."""
        return {name: adapter.folder for name, adapter in self._added.items()}

    @property
    def used(self) -> str | None:
        """Name of the adapter that calls get which name none."""
        return self._used.name if self._used else None

    def add(self, name: str, folder: str | Path) -> None:
        """Add an adapter, or replace the one of that name; one in use is replaced at once.

        Args:
            name: What it shall be called.
            folder: Folder as PEFT writes it, with ``adapter_config.json``.

        Raises:
            MissingFile: If the folder holds no adapter.
            BadSetting: If it is no LoRA.
        """
        path = Path(folder)
        kind = read_config(path).get("peft_type")
        if kind != "LORA":
            raise BadSetting(
                f"The adapter in {path} is of the kind {kind!r}.", "Only LoRA adapters can be used."
            )
        adapter = Adapter(name, path)
        if name == self.used:
            self._use(adapter)
        self._added[name] = adapter

    def use(self, name: str | None) -> None:
        """Use an adapter for calls to come, or with None the model as it came.

        A reply that is being written keeps the adapter with which it was begun.

        Raises:
            BadArgument: If no adapter has that name.
            BadSetting: If it does not fit the model.
        """
        self._use(self.named(name))

    def named(self, name: str | None) -> Adapter | None:
        """Return an adapter; None for the model as it came.

        Raises:
            BadArgument: If no adapter has that name.
        """
        if name is not None and name not in self._added:
            raise BadArgument(
                f"There is no adapter “{name}”.",
                f"Added are: {', '.join(self.names) or 'none'}.",
            )
        return None if name is None else self._added[name]

    def current(self) -> Adapter | None:
        """Return the adapter that calls get which name none."""
        return self._used

    def apply(self, adapter: Adapter | None) -> None:
        """Make the network compute with an adapter; for whoever has the turn.

        Raises:
            BadSetting: If it does not fit the model.
        """
        if adapter is not self._network.adapter:
            self._network.adapt(adapter)

    def _use(self, adapter: Adapter | None) -> None:
        with self._turn.taken():
            self.apply(adapter)
            self._used = adapter


def read_config(folder: Path) -> dict[str, Any]:
    """Return the configuration of an adapter.

    Raises:
        MissingFile: If the folder holds none that can be read.
    """
    try:
        config = json.loads((folder / _CONFIG).read_text(encoding="utf-8"))
        if not isinstance(config, dict):
            raise ValueError(f"it is a {type(config).__name__}")
    except (OSError, ValueError) as error:
        raise MissingFile(
            f"{folder} holds no adapter: {_CONFIG} cannot be read ({error}).",
            f"Give the folder with {_CONFIG} and {_WEIGHTS}.",
        ) from error
    return config


def read_weights(folder: Path) -> "dict[str, Tensor]":
    """Return the tensors of an adapter.

    Raises:
        MissingFile: If there is no such file.
        BadSetting: If it is damaged, holds nothing, or nothing that would change a model.
    """
    from safetensors import SafetensorError
    from safetensors.torch import load_file

    file = folder / _WEIGHTS
    if not file.is_file():
        raise MissingFile(
            f"{folder} holds no weights of an adapter.", f"Expected beside {_CONFIG}: {_WEIGHTS}."
        )
    try:
        parts = load_file(str(file))
    except (SafetensorError, OSError, ValueError) as error:
        raise BadSetting(f"{file} cannot be read: {error}.", "Copy it anew.") from error
    if not any("lora_" in name and bool(part.any()) for name, part in parts.items()):
        raise BadSetting(
            f"The adapter in {folder} would change nothing: its weights are missing or zero.",
            "Use an adapter that was trained.",
        )
    return parts


def add_to_weights(weights: "dict[str, Tensor]", folder: Path) -> None:
    """Add a LoRA adapter to a model's weights.

    Args:
        weights: Weights by name, changed in place.
        folder: The adapter's folder.

    Raises:
        BadSetting: If the adapter does not fit, or holds anything beside plain LoRA.
    """
    scale = _scale(folder)
    pairs: dict[str, dict[str, Tensor]] = {}
    for name, part in read_weights(folder).items():
        found = _PART.fullmatch(name)
        if not found:
            raise BadSetting(
                f"The adapter in {folder} holds {name}, which is beyond plain LoRA.",
                "Train a plain LoRA adapter.",
            )
        pairs.setdefault(f"{found[1]}.weight", {})[found[2]] = part
    for target, pair in pairs.items():
        base, down, up = weights.get(target), pair.get("A"), pair.get("B")
        fits = (
            base is not None and down is not None and up is not None
            and base.shape == (up.shape[0], down.shape[1]) and up.shape[1] == down.shape[0]
        )  # fmt: skip
        if not fits or base is None or down is None or up is None:
            raise BadSetting(
                f"The adapter in {folder} does not fit the model: {target} is "
                f"{'missing' if base is None else 'of another shape, or half of it is missing'}.",
                "Use it with the model it was trained on.",
            )
        change = (up.float() @ down.float()) * scale
        weights[target] = (base.float() + change.to(base.device)).to(base.dtype)


def _scale(folder: Path) -> float:
    config = read_config(folder)
    beyond = [key for key in _BEYOND if config.get(key)]
    if config.get("bias", "none") != "none":
        beyond.append("bias")
    if beyond:
        raise BadSetting(
            f"The adapter in {folder} uses {', '.join(beyond)}.", "Train a plain LoRA adapter."
        )
    try:
        rank, alpha = int(config["r"]), float(config["lora_alpha"])
        return alpha / (math.sqrt(rank) if config.get("use_rslora") else rank)
    except (KeyError, TypeError, ValueError, ZeroDivisionError) as error:
        raise BadSetting(
            f"{folder / _CONFIG} gives no rank and scale that can be used ({error!r}).",
            "Expected: the numbers r and lora_alpha.",
        ) from error


class PeftAdapters:
    """The adapters of a model of transformers, by PEFT.

    Args:
        model: The model.
    """

    def __init__(self, model: Any) -> None:
        self._model = model
        # PEFT makes parts of the model of the name, which not every text can be.
        self._loaded: dict[Adapter, str] = {}

    def switch(self, adapter: Adapter | None) -> None:
        """Let the model compute with an adapter, or with None as it came.

        Raises:
            BadSetting: If the adapter does not fit; the model is then as it came.
        """
        if adapter is None:
            if self._loaded:
                self._model.disable_adapters()
            return
        if adapter not in self._loaded:
            name = f"adapter{len(self._loaded)}"
            self._load(name, adapter.folder)
            self._loaded[adapter] = name
        self._model.set_adapter(self._loaded[adapter])
        self._model.enable_adapters()

    def _load(self, name: str, folder: Path) -> None:
        from labwright.models.quiet import quietly

        _scale_or_pattern(folder)
        read_weights(folder)
        try:
            with quietly():
                info = self._model.load_adapter(
                    str(folder), adapter_name=name, adapter_kwargs={"local_files_only": True}
                )
            missing = (key for key in info.missing_keys if name in key.split("."))
            odd = sorted({*info.unexpected_keys, *missing})
            if odd:
                raise ValueError(f"{odd[0]} is missing on one side.")
        except Exception as error:  # PEFT raises whatever its parts raise
            self._take_off(name)
            raise BadSetting(
                f"The adapter in {folder} does not fit the model: {first_line(error)}",
                "Use it with the model it was trained on.",
            ) from error

    def _take_off(self, name: str) -> None:
        if name in getattr(self._model, "peft_config", {}):
            self._model.delete_adapter(name)
        if getattr(self._model, "peft_config", {}):
            self._model.disable_adapters()


def _scale_or_pattern(folder: Path) -> None:
    config = read_config(folder)
    if not {"r", "lora_alpha"} <= set(config):
        _scale(folder)


def first_line(error: Exception) -> str:
    """Return what a library says of its fault, without the pages that follow."""
    lines = str(error).strip().splitlines() or [type(error).__name__]
    return lines[0][:300]
