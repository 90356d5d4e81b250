"""One-time conversion of a GGUF file into a folder that loads in a second."""

from pathlib import Path


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
