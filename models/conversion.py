"""One-time conversion of a GGUF file into a folder that loads in a second."""

import hashlib
import tempfile
from collections.abc import Callable
from pathlib import Path

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
        BadSetting: If it cannot be converted.
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
    folder.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(folder.with_suffix(".lock")):
        if folder.exists():
            return folder
        report(f"{file.name}: converting once to safetensors")
        with tempfile.TemporaryDirectory(dir=folder.parent) as scratch:
            try:
                convert_gguf(file, Path(scratch) / "model")
            except Exception as error:  # the reader raises whatever a damaged file makes it meet
                raise BadSetting(
                    f"{file} cannot be converted: {error or type(error).__name__}.",
                    "Serve it instead: labwright serve, with llama-server installed.",
                ) from error
            (Path(scratch) / "model").replace(folder)
    return folder


def convert_gguf(file: Path, folder: Path) -> Path:
    """Convert a GGUF file to safetensors in bfloat16, with its tokenizer.

    Args:
        file: The GGUF file.
        folder: Where the converted model goes; made if missing.

    Returns:
        The folder.
    """
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
    absent, unknown = model.load_state_dict(read["tensors"], strict=False)
    if unknown or set(absent) - {"lm_head.weight"}:
        raise ValueError(f"{file.name}: weights do not fit: {absent or unknown}")
    model.tie_weights()
    folder.mkdir(parents=True, exist_ok=True)
    with quietly():
        model.to(torch.bfloat16).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder
