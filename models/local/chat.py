"""The embedded language model as a LangChain chat model."""

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatResult

from labwright.models.profile import EMBEDDED, ModelProfile

_ROLES = {"human": "user", "ai": "assistant", "system": "system"}


class LocalChatModel(BaseChatModel):
    """A model in this process, by transformers, greedy and in bfloat16.

    Args:
        folder: Folder with safetensors and tokenizer; None means the embedded weights.
        max_new_tokens: Most tokens a reply may take.

    Example:
        >>> LocalChatModel()._llm_type
        'labwright-local'
    """

    folder: Path | None = None
    max_new_tokens: int = 96
    profile: Any = EMBEDDED

    @property
    def _llm_type(self) -> str:
        return "labwright-local"

    @property
    def labwright_profile(self) -> ModelProfile:
        """What this model can do."""
        return EMBEDDED

    @cached_property
    def _loaded(self) -> tuple[Any, Any]:
        import torch
        from transformers import AutoModelForCausalLM, AutoTokenizer

        from labwright.models.quiet import quietly
        from labwright.models.weights import located

        folder = str(self.folder or located("language"))
        with quietly():
            tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
            model = AutoModelForCausalLM.from_pretrained(
                folder, local_files_only=True, dtype=torch.bfloat16
            )
        return tokenizer, model.eval()

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        import torch

        tokenizer, model = self._loaded
        turns = [{"role": _ROLES.get(m.type, "user"), "content": str(m.text)} for m in messages]
        prompt = tokenizer.apply_chat_template(
            turns, add_generation_prompt=True, return_tensors="pt", return_dict=True
        )
        with torch.inference_mode():
            output = model.generate(
                **prompt,
                max_new_tokens=kwargs.get("max_new_tokens", self.max_new_tokens),
                do_sample=False,
                pad_token_id=tokenizer.eos_token_id,
            )
        read = prompt["input_ids"].shape[1]
        text = tokenizer.decode(output[0, read:], skip_special_tokens=True)
        for mark in stop or []:
            text = text.split(mark)[0]
        written = int(output.shape[1]) - read
        usage = {"input_tokens": read, "output_tokens": written, "total_tokens": read + written}
        message = AIMessage(content=text.strip(), usage_metadata=usage)
        return ChatResult(generations=[ChatGeneration(message=message)])

    def choose(self, messages: Sequence[BaseMessage], labels: Sequence[str]) -> list[float]:
        """Score labels as replies.

        Args:
            messages: The prompt.
            labels: Possible replies.

        Returns:
            Mean log-probability of a label's tokens, one number a label.
        """
        import torch

        tokenizer, model = self._loaded
        turns = [{"role": _ROLES.get(m.type, "user"), "content": str(m.text)} for m in messages]
        text = tokenizer.apply_chat_template(turns, add_generation_prompt=True, tokenize=False)
        prompt = tokenizer(text, add_special_tokens=False)["input_ids"]
        scores = []
        for label in labels:
            reply = tokenizer(label, add_special_tokens=False)["input_ids"]
            ids = torch.tensor([prompt + reply])
            with torch.inference_mode():
                logits = model(ids).logits[0, len(prompt) - 1 : -1].float().log_softmax(-1)
            picked = logits[torch.arange(len(reply)), torch.tensor(reply)]
            scores.append(float(picked.mean()))
        return scores
