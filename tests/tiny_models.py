"""Models with random weights, made in a second: real networks that know nothing."""

import json
from pathlib import Path
from typing import Any

SPECIAL = ("<pad>", "[BOS]", "[|endofturn|]")
MARKS = ("<tool_call>", "</tool_call>", "<think>", "</think>")
TEMPLATE = (
    "{% for m in messages %}[|{{ m.role }}|]{{ m.content }}[|endofturn|]\n{% endfor %}"
    "{% if add_generation_prompt %}[|assistant|]{% endif %}"
)
TEMPLATE_WITH_IMAGES = (
    "{% for m in messages %}[|{{ m.role }}|]{% if m.content is string %}{{ m.content }}"
    "{% else %}{% for c in m.content %}{% if c.type == 'image' %}<image>{% else %}{{ c.text }}"
    "{% endif %}{% endfor %}{% endif %}[|endofturn|]\n{% endfor %}"
    "{% if add_generation_prompt %}[|assistant|]{% endif %}"
)


def byte_tokenizer() -> Any:
    """Return a tokenizer with a token a byte: every text can be written, none is easy."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers

    pieces = [*SPECIAL, *MARKS, *sorted(pre_tokenizers.ByteLevel.alphabet())]
    tokenizer = Tokenizer(models.BPE(vocab={p: i for i, p in enumerate(pieces)}, merges=[]))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.add_special_tokens(list(SPECIAL))
    tokenizer.add_tokens(list(MARKS))
    return tokenizer


def tiny_exaone(folder: Path, seed: int = 0, context: int = 2048) -> Path:
    """Make a random EXAONE 4 with sliding windows."""
    import torch
    from transformers import Exaone4Config, Exaone4ForCausalLM

    torch.manual_seed(seed)
    config = Exaone4Config(
        vocab_size=byte_tokenizer().get_vocab_size(),
        hidden_size=64, intermediate_size=128, num_hidden_layers=4, num_attention_heads=4,
        num_key_value_heads=2, max_position_embeddings=context, sliding_window=64,
        sliding_window_pattern=4, bos_token_id=1, eos_token_id=2, pad_token_id=0,
    )  # fmt: skip
    return _saved(Exaone4ForCausalLM(config), folder)


def tiny_llama(folder: Path, seed: int = 0, context: int = 2048, **changes: Any) -> Path:
    """Make a random plain Llama."""
    import torch
    from transformers import LlamaConfig, LlamaForCausalLM

    torch.manual_seed(seed)
    return _saved(LlamaForCausalLM(LlamaConfig(**_llama(context) | changes)), folder)


def tiny_eyes(folder: Path, seed: int = 0) -> Path:
    """Make a random LLaVA, which reads images of 28 by 28 pixels."""
    import torch
    from transformers import (
        CLIPVisionConfig,
        LlamaConfig,
        LlavaConfig,
        LlavaForConditionalGeneration,
        LlavaProcessor,
        PreTrainedTokenizerFast,
    )
    from transformers.models.clip.image_processing_pil_clip import CLIPImageProcessorPil

    torch.manual_seed(seed)
    tokenizer = byte_tokenizer()
    tokenizer.add_special_tokens(["<image>"])
    size = tokenizer.get_vocab_size()
    eyes = CLIPVisionConfig(
        hidden_size=32, intermediate_size=64, num_hidden_layers=2, num_attention_heads=2,
        image_size=28, patch_size=14, projection_dim=32,
    )  # fmt: skip
    text = LlamaConfig(**_llama(1024) | {"vocab_size": size})
    config = LlavaConfig(
        vision_config=eyes, text_config=text, image_token_index=size - 1, vision_feature_layer=-1
    )
    model = LlavaForConditionalGeneration(config)
    model.generation_config.eos_token_id = 2
    model.save_pretrained(folder)
    LlavaProcessor(
        image_processor=CLIPImageProcessorPil(
            size={"shortest_edge": 28}, crop_size={"height": 28, "width": 28}
        ),
        tokenizer=PreTrainedTokenizerFast(
            tokenizer_object=tokenizer, bos_token="[BOS]", eos_token="[|endofturn|]",
            pad_token="<pad>", extra_special_tokens={"image_token": "<image>"},
        ),
        patch_size=14, vision_feature_select_strategy="default", num_additional_image_tokens=1,
        chat_template=TEMPLATE_WITH_IMAGES,
    ).save_pretrained(folder)  # fmt: skip
    return folder


def tiny_adapter(folder: Path, model: Path, seed: int, targets: tuple[str, ...]) -> Path:
    """Make a random LoRA adapter for a model."""
    import torch
    from peft import LoraConfig, get_peft_model
    from transformers import AutoModelForCausalLM

    torch.manual_seed(seed)
    base = AutoModelForCausalLM.from_pretrained(model)
    config = LoraConfig(
        r=4, lora_alpha=8, target_modules=list(targets), init_lora_weights=False,
        task_type="CAUSAL_LM",
    )  # fmt: skip
    get_peft_model(base, config).save_pretrained(folder)
    return folder


def _llama(context: int) -> dict[str, Any]:
    return {
        "vocab_size": byte_tokenizer().get_vocab_size(), "hidden_size": 64,
        "intermediate_size": 128, "num_hidden_layers": 3, "num_attention_heads": 4,
        "num_key_value_heads": 2, "max_position_embeddings": context, "bos_token_id": 1,
        "eos_token_id": 2, "pad_token_id": 0,
    }  # fmt: skip


def _saved(model: Any, folder: Path) -> Path:
    model.save_pretrained(folder)
    byte_tokenizer().save(str(folder / "tokenizer.json"))
    roles = {"bos_token": "[BOS]", "eos_token": "[|endofturn|]", "pad_token": "<pad>"}
    kind = {"tokenizer_class": "PreTrainedTokenizerFast"}
    (folder / "tokenizer_config.json").write_text(json.dumps(kind | roles))
    (folder / "chat_template.jinja").write_text(TEMPLATE)
    return folder
