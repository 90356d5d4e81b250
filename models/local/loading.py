"""Finding and loading the parts of a model in a folder."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from labwright.core.errors import BadSetting, MissingFile
from labwright.models.local.adapters import Adapters
from labwright.models.local.grammar import Grammars
from labwright.models.local.llama import LlamaNetwork, is_plain_llama
from labwright.models.local.network import Network, TransformersNetwork
from labwright.models.local.reading import Reader
from labwright.models.local.template import ChatTemplate
from labwright.models.local.turn import Turn
from labwright.models.local.vocabulary import Vocabulary
from labwright.models.local.writing import Writer


@dataclass(frozen=True)
class LoadedModel:
    """A model with all that goes with it.

    Args:
        folder: Where it came from.
        network: Scores tokens.
        reader: Reads prompts for it.
        vocabulary: Text to tokens and back.
        template: Messages to text.
        grammars: Schemas to constraints.
        writer: Writes replies.
        adapters: LoRA adapters.
        turn: Whoever has it may let the network compute.
        processor: Reads images; None for a model without eyes.
    """

    folder: Path
    network: Network
    reader: Reader
    vocabulary: Vocabulary
    template: ChatTemplate
    grammars: Grammars
    writer: Writer
    adapters: Adapters
    turn: Turn
    processor: Any = None


def load(folder: Path, device: str = "", plain: bool = False) -> LoadedModel:
    """Load a model.

    Args:
        folder: Folder with ``config.json``, safetensors and tokenizer.
        device: ``cpu``, ``cuda`` or ``mps``; empty means the best there is.
        plain: Whether transformers must run it even where our own network could.

    Returns:
        The model.

    Raises:
        MissingFile: If there is no such folder.
        BadSetting: If it holds no model that can be loaded.
    """
    check(folder)
    vocabulary = Vocabulary(folder)
    eyes = has_eyes(folder)
    network: Network
    if is_plain_llama(folder) and not plain:
        network = LlamaNetwork(folder, device)
    else:
        network = TransformersNetwork(folder, device, images=eyes)
    reader, turn = Reader(network), Turn()
    return LoadedModel(
        folder=folder,
        network=network,
        reader=reader,
        vocabulary=vocabulary,
        template=ChatTemplate(vocabulary),
        grammars=Grammars(vocabulary, network.vocabulary),
        writer=Writer(reader, vocabulary),
        adapters=Adapters(network, turn),
        turn=turn,
        processor=_processor(folder) if eyes else None,
    )


def check(folder: Path) -> dict[str, Any]:
    """Return the configuration of the model in a folder.

    Raises:
        MissingFile: If there is no such folder.
        BadSetting: If it holds no configuration.
    """
    if not folder.is_dir():
        raise MissingFile(f"There is no folder {folder}.", "Give a folder with a model.")
    try:
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BadSetting(
            f"{folder} holds no model: its config.json cannot be read ({error}).",
            "A model's folder holds config.json, *.safetensors and tokenizer.json.",
        ) from error
    if not isinstance(config, dict) or "model_type" not in config:
        raise BadSetting(
            f"{folder}/config.json does not say which model it is.", "Expected: a model_type."
        )
    return config


def has_eyes(folder: Path) -> bool:
    """Tell whether a model reads images."""
    return "vision_config" in check(folder)


def _processor(folder: Path) -> Any:
    from labwright.models.quiet import quietly

    with quietly():
        from transformers import AutoProcessor

        try:
            return AutoProcessor.from_pretrained(str(folder), local_files_only=True)
        except Exception as error:  # it raises whatever its parts raise
            raise BadSetting(
                f"{folder} has no image processor that can be loaded: {error}.",
                "A vision model needs preprocessor_config.json, torchvision and pillow.",
            ) from error
