"""What is known of a model in this process before it was measured."""

from pathlib import Path

from labwright.models.local.loading import check
from labwright.models.profile import ModelProfile
from labwright.models.serving.licences import licence_of

_CONTEXT = 2048
"""Tokens, where its own configuration says nothing."""


def unmeasured(folder: Path, name: str, source: Path | None = None) -> ModelProfile:
    """Return the abilities that a model has by the way it is run here, whatever it is.

    Schemas, required and named calls are enforced by grammar, and labels are scored by ourselves;
    whether it calls a tool of its own accord, or plans well, must be measured.

    Args:
        folder: The model's folder.
        name: Name to show.
        source: The GGUF file that it was converted from, which tells its licence.

    Returns:
        Its profile.

    Raises:
        MissingFile: If there is no such folder.
        BadSetting: If it holds no model.
    """
    config = check(folder)
    text = config.get("text_config")
    length = (text if isinstance(text, dict) else config).get("max_position_embeddings")
    licence = licence_of(name, source or folder)
    return ModelProfile(
        name=name,
        licence=licence.name if licence else "",
        context=length if isinstance(length, int) and length > 0 else _CONTEXT,
        tools=("required", "named", "none"),
        schema_by="grammar",
        streams=True,
        streams_tools=True,
        chooses=True,
        images="vision_config" in config,
        phrases=True,
        measured="not measured: labwright doctor --probe",
    )
