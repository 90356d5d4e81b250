"""Where a model runs best, and in which numbers."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import torch


def best_device() -> str:
    """Return ``cuda`` or ``mps`` where there is one, else ``cpu``."""
    import torch

    if torch.cuda.is_available():
        return "cuda"
    return "mps" if torch.backends.mps.is_available() else "cpu"


def best_dtype(device: str) -> "torch.dtype":
    """Return bfloat16 where the device computes in it, else float32.

    A processor without bfloat16 instructions emulates them, which is slower than float32.

    Args:
        device: ``cpu``, ``cuda`` or ``mps``.

    Returns:
        The number format.
    """
    import torch

    if device == "cuda":
        return torch.bfloat16 if torch.cuda.is_bf16_supported() else torch.float16
    if device == "mps":
        return torch.float16
    able = torch.cpu.get_capabilities()
    # Arm names its bfloat16 instructions "bf16", Intel and AMD "avx512_bf16" and "amx_bf16".
    has = any(able.get(name) for name in ("avx512_bf16", "amx_bf16", "bf16", "sve_bf16"))
    return torch.bfloat16 if has else torch.float32
