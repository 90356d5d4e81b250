"""Models of transformers from a folder, whole or not at all."""

from pathlib import Path
from typing import Any

from labwright.core.errors import BadSetting


def whole_model(kind: str, folder: Path, what: str, may_lack: str = "") -> Any:
    """Load a model in float32, from its folder alone.

    Args:
        kind: Name of the class of transformers that loads it, such as ``AutoModel``.
        folder: Its folder.
        what: What it should be, for the error.
        may_lack: A part of the names of weights that are not used.

    Returns:
        The model, ready to compute.

    Raises:
        BadSetting: If it cannot be loaded, or lacks weights: they would be made up by chance.
    """
    from labwright.models.quiet import quietly

    try:
        with quietly():
            import torch
            import transformers

            model, told = getattr(transformers, kind).from_pretrained(
                str(folder), local_files_only=True, dtype=torch.float32, output_loading_info=True
            )
        missing = sorted(k for k in told["missing_keys"] if not may_lack or may_lack not in k)
        if missing:
            raise ValueError(f"its weights lack {missing[0]}")
    except (OSError, ValueError, KeyError, RuntimeError, ImportError) as error:
        raise BadSetting(
            f"{folder} holds no {what} that can be loaded: {error}.",
            "Expected: config.json of a model that transformers knows, and *.safetensors.",
        ) from error
    return model.eval()
