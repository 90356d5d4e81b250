"""LoRA adapters: added by name, used one at a time.

Source of the method: E. Hu et al., arXiv:2106.09685 (2021); with a root of the rank as in
D. Kalajdzievski, arXiv:2312.03732 (2023).
"""

import json
import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

from labwright.core.errors import BadArgument, BadSetting, MissingFile

if TYPE_CHECKING:
    from torch import Tensor

    from labwright.models.local.network import Network

_CONFIG, _WEIGHTS = "adapter_config.json", "adapter_model.safetensors"
_PREFIX = "base_model.model."
_BEYOND = ("use_dora", "modules_to_save", "rank_pattern", "alpha_pattern", "layer_replication")


class Adapters:
    """The adapters of a model.

    Args:
        network: The model.
    """

    def __init__(self, network: "Network") -> None:
        self._network = network
        self._folders: dict[str, Path] = {}
        self.used: str | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the adapters that were added."""
        return tuple(self._folders)

    def add(self, name: str, folder: str | Path) -> None:
        """Add an adapter; it is not used yet.

        Args:
            name: What it shall be called.
            folder: Folder as PEFT writes it, with ``adapter_config.json``.

        Raises:
            MissingFile: If the folder holds no adapter.
            BadSetting: If it is no LoRA.
        """
        path = Path(folder)
        config = read_config(path)
        if config.get("peft_type") != "LORA":
            raise BadSetting(
                f"The adapter in {path} is of the kind {config.get('peft_type')!r}.",
                "Only LoRA adapters can be used.",
            )
        self._folders[name] = path

    def use(self, name: str | None) -> None:
        """Use an adapter, or with None the model as it came.

        Raises:
            BadArgument: If no adapter has that name.
            BadSetting: If it does not fit the model.
        """
        if name == self.used:
            return
        if name is not None and name not in self._folders:
            raise BadArgument(
                f"There is no adapter “{name}”.",
                f"Added are: {', '.join(self.names) or 'none'}.",
            )
        self._network.adapt(name, self._folders[name] if name else None)
        self.used = name


def read_config(folder: Path) -> dict[str, Any]:
    """Return the configuration of an adapter.

    Raises:
        MissingFile: If the folder holds none that can be read.
    """
    try:
        config = json.loads((folder / _CONFIG).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise MissingFile(
            f"{folder} holds no adapter: {_CONFIG} cannot be read ({error}).",
            f"Give the folder with {_CONFIG} and {_WEIGHTS}.",
        ) from error
    return dict(config)


def add_to_weights(weights: "dict[str, Tensor]", folder: Path) -> None:
    """Add a LoRA adapter to a model's weights.

    Args:
        weights: Weights by name, changed in place.
        folder: The adapter's folder.

    Raises:
        BadSetting: If the adapter does not fit.
    """
    from safetensors.torch import load_file

    config = read_config(folder)
    beyond = [key for key in _BEYOND if config.get(key)]
    if beyond:
        raise BadSetting(
            f"The adapter in {folder} uses {', '.join(beyond)}.", "Train a plain LoRA adapter."
        )
    rank = int(config["r"])
    scale = config["lora_alpha"] / (math.sqrt(rank) if config.get("use_rslora") else rank)
    parts = load_file(str(folder / _WEIGHTS))
    for name, down in parts.items():
        if not name.endswith(".lora_A.weight"):
            continue
        target = name.removeprefix(_PREFIX).replace(".lora_A.weight", ".weight")
        up = parts[name.replace("lora_A", "lora_B")]
        base = weights.get(target)
        if base is None or base.shape != (up.shape[0], down.shape[1]):
            raise BadSetting(
                f"The adapter in {folder} does not fit the model: {target} is "
                f"{'missing' if base is None else 'of another shape'}.",
                "Use it with the model it was trained on.",
            )
        change = (up.float() @ down.float()) * scale
        weights[target] = (base.float() + change.to(base.device)).to(base.dtype)
