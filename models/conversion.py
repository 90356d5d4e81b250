"""One-time conversion of a GGUF file into a folder that loads in a second."""

import hashlib
import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from labwright.core.errors import BadSetting, MissingFile


def converted(file: Path, report: Callable[[str], None] = lambda message: None) -> Path:
    """Return the folder that a GGUF file was converted into, converting it the first time.

    Args:
        file: The GGUF file; one that was changed since is converted again.
        report: Told what happens, a line at a time.

    Returns:
        A folder in the cache.

    Raises:
        MissingFile: If there is no such file.
        BadSetting: If it cannot be converted, or the cache cannot be written.
    """
    from filelock import FileLock

    from labwright.models.weights import cache_folder

    if not file.is_file():
        raise MissingFile(f"There is no file {file}.", "Give a GGUF file.")
    with file.open("rb") as stream:
        if stream.read(4) != b"GGUF":
            raise BadSetting(f"{file} is not a GGUF file.", "Its first bytes should be “GGUF”.")
    state = file.stat()
    mark = f"{file.resolve()} {state.st_size} {state.st_mtime_ns}"
    name = f"{file.stem}-{hashlib.sha256(mark.encode()).hexdigest()[:12]}"
    folder = cache_folder() / "converted" / name
    half = folder.with_name(f"{name}.part")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(_lock(folder)):
            if not folder.exists():
                _sweep(folder.parent, but=half)
                report(f"{file.name}: converting once to safetensors")
                try:
                    shutil.rmtree(half, ignore_errors=True)
                    convert_gguf(file, half)
                    half.replace(folder)
                finally:
                    shutil.rmtree(half, ignore_errors=True)
    except OSError as error:
        raise BadSetting(
            f"{folder.parent} cannot be written: {error}.",
            "Make room there, or name another folder in LABWRIGHT_CACHE.",
        ) from error
    return folder


def _lock(folder: Path) -> Path:
    return folder.with_name(f"{folder.name}.lock")


def _sweep(parent: Path, but: Path) -> None:
    """Remove what conversions left behind that were killed: nobody holds their locks."""
    from filelock import FileLock, Timeout

    for half in set(parent.glob("*.part")) - {but}:
        with suppress(Timeout), FileLock(_lock(half.with_suffix("")), timeout=0):
            shutil.rmtree(half, ignore_errors=True)


def convert_gguf(file: Path, folder: Path) -> Path:
    """Convert a GGUF file to safetensors in bfloat16, with its tokenizer.

    Args:
        file: The GGUF file.
        folder: Where the converted model goes; made if missing.

    Returns:
        The folder.

    Raises:
        BadSetting: If the file is damaged, or of a kind that cannot be converted.
        OSError: If the folder cannot be written.
    """
    from labwright.models.quiet import quietly

    try:
        model, tokenizer = _read(file)
    except BadSetting:
        raise
    except Exception as error:  # the reader raises whatever a damaged file makes it meet
        raise BadSetting(
            f"{file} cannot be converted: {error or type(error).__name__}.",
            "Serve it instead: labwright serve, with llama-server installed.",
        ) from error
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with quietly():
            model.save_pretrained(folder)
        tokenizer.save_pretrained(folder)
    except Exception as error:  # a full disk is not always an OSError here
        raise OSError(str(error)) from error
    return folder


def _read(file: Path) -> tuple[Any, Any]:
    """Return model and tokenizer of a GGUF file."""
    import torch
    from transformers import AutoConfig, AutoModelForCausalLM, AutoTokenizer
    from transformers.modeling_gguf_pytorch_utils import load_gguf_checkpoint

    from labwright.models.quiet import quietly

    where = {"pretrained_model_name_or_path": str(file.parent), "gguf_file": file.name}
    tokenizer = AutoTokenizer.from_pretrained(**where, local_files_only=True)
    config = AutoConfig.from_pretrained(**where, local_files_only=True)
    if hasattr(config, "quantization_config"):
        del config.quantization_config
    # Through the reader itself and not from_pretrained: that would ask for accelerate, and the
    # model it makes refuses to be saved.
    model = AutoModelForCausalLM.from_config(config, dtype=torch.float32)
    with quietly():
        read = load_gguf_checkpoint(str(file), return_tensors=True, model_to_load=model)
    for name, tensor in read["tensors"].items():
        if not bool(torch.as_tensor(tensor).isfinite().all()):
            raise BadSetting(
                f"{file} is damaged: {name} holds what is no number.", "Copy or download it anew."
            )
    absent, unknown = model.load_state_dict(read["tensors"], strict=False)
    if unknown or set(absent) - {"lm_head.weight"}:
        raise ValueError(f"{file.name}: weights do not fit: {absent or unknown}")
    model.tie_weights()
    return model.to(torch.bfloat16), tokenizer
