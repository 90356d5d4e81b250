"""What is known of a model in this process before it was measured."""

import json
from pathlib import Path

from labwright.models.profile import ModelProfile
from labwright.models.serving.licences import licence_of


def unmeasured(folder: Path, name: str) -> ModelProfile:
    """Return the abilities that a model has by the way it is run here, whatever it is.

    Schemas, required and named calls are enforced by grammar, and labels are scored by ourselves;
    whether it calls a tool of its own accord, or plans well, must be measured.

    Args:
        folder: The model's folder.
        name: Name to show.

    Returns:
        Its profile.
    """
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    text = config.get("text_config") or config
    licence = licence_of(name, folder)
    return ModelProfile(
        name=name,
        licence=licence.name if licence else "",
        context=int(text.get("max_position_embeddings") or 2048),
        tools=("required", "named", "none"),
        schema_by="grammar",
        streams=True,
        streams_tools=True,
        chooses=True,
        images="vision_config" in config,
        phrases=True,
        measured="not measured: labwright doctor --probe",
    )
