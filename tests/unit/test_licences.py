"""A licence that binds is found by whatever a model is called; a free one is not guessed."""

import json
import struct
from pathlib import Path
from typing import Any

import pytest

from labwright.core.settings import Settings
from labwright.models.local.profile import unmeasured
from labwright.models.selection import choose_model, profile_of
from labwright.models.serving.licences import accepted, licence_of
from labwright.models.serving.marks import marks_of


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("exaone3.5:7.8b", "exaone-3"),
        ("exaone3.5", "exaone-3"),
        ("exaone-deep:7.8b", "exaone-3"),
        ("LGAI-EXAONE_EXAONE-4.0-1.2B-Q4_K_M.gguf", "exaone-nc"),
        ("hf.co/LGAI-EXAONE/EXAONE-4.0-1.2B-GGUF:Q4_K_M", "exaone-nc"),
        ("EXAONE4.0-32b", "exaone-nc"),
        ("exaone_4.0", "exaone-nc"),
        ("ingu627/exaone4.0:32b", "exaone-nc"),
        ("tk/EXAONE-4.0-32B", "exaone-nc"),
        ("/models/EXAONE-4.0-32B/snapshots/abc123", "exaone-nc"),
        (r"C:\models\EXAONE-4.0-32B\abc123", "exaone-nc"),
        ("LGAI-EXAONE/EXAONE-4.0-32B/", "exaone-nc"),
        ("bartowski/LGAI-EXAONE_K-EXAONE-236B", "k-exaone"),
        ("K_EXAONE", "k-exaone"),
        ("LGAI-EXAONE/EXAONE-5.0-8B", "exaone-unknown"),
        ("LGAI-EXAONE/EXAONE-Path-2.0", "exaone-unknown"),
        ("qwen3-8b-exaone-distill-nc", "exaone-unknown"),
        ("Qwen3-8B-CC-BY-NC-finetune", None),
        ("someone/Qwen3-8B", None),
        ("Qwen3.5-397B", None),
        ("Qwen/Qwen3-8B", "apache"),
        ("qwen3-8b", "apache"),
        ("SmolLM2-135M-Instruct", "apache"),
    ],
)
def test_a_name_of_any_form_is_read(name: str, key: str | None) -> None:
    found = licence_of(name)
    assert (found.key if found else None) == key
    if found and key != "apache":
        assert found.binds
        assert not accepted(found)


def config(folder: Path, **more: Any) -> Path:
    folder.mkdir()
    (folder / "config.json").write_text(json.dumps({"model_type": "qwen3", **more}))
    return folder


@pytest.mark.parametrize(
    ("more", "key"),
    [
        ({"model_type": "exaone4"}, "exaone-nc"),
        ({"model_type": "exaone_moe"}, "k-exaone"),
        ({"model_type": "exaone6"}, "exaone-unknown"),
        ({"model_type": "vlm", "text_config": {"model_type": "exaone4"}}, "exaone-nc"),
        ({"_name_or_path": "LGAI-EXAONE/EXAONE-3.5-7.8B-Instruct"}, "exaone-3"),
        ({"architectures": ["ExaoneForCausalLM"], "model_type": "custom"}, "exaone-unknown"),
    ],
)
def test_its_own_files_bind_a_model_whatever_it_is_called(
    tmp_path: Path, more: dict[str, Any], key: str
) -> None:
    found = licence_of("Qwen3-8B", config(tmp_path / "m", **more))
    assert found is not None
    assert found.key == key


def test_the_whole_path_of_a_folder_counts(tmp_path: Path) -> None:
    (tmp_path / "models--LGAI-EXAONE--EXAONE-4.0-32B").mkdir()
    folder = config(tmp_path / "models--LGAI-EXAONE--EXAONE-4.0-32B" / "abc123")
    found = licence_of("abc123", folder)
    assert found is not None
    assert found.key == "exaone-nc"
    assert "1.2 - NC" in unmeasured(folder, "abc123").licence


def gguf(file: Path, **fields: Any) -> Path:
    """Write the head of a GGUF file, a list of words before what is looked for."""

    def text(value: str) -> bytes:
        return struct.pack("<Q", len(value.encode())) + value.encode()

    words = struct.pack("<IIQ", 9, 8, 3) + text("a") + text("b") + text("c")
    body = text("tokenizer.ggml.tokens") + words
    body += text("n") + struct.pack("<If", 6, 0.5)
    for key, value in fields.items():
        body += text(f"general.{key}") + struct.pack("<I", 8) + text(value)
    file.write_bytes(b"GGUF" + struct.pack("<IQQ", 3, 0, 2 + len(fields)) + body)
    return file


@pytest.mark.parametrize(
    ("fields", "key"),
    [
        ({"architecture": "exaone4", "license": "apache-2.0"}, "exaone-nc"),
        ({"architecture": "exaone-moe"}, "k-exaone"),
        ({"architecture": "qwen3", "license": "apache-2.0"}, "apache"),
        ({"architecture": "qwen3", "license": "mit"}, "mit"),
        ({"architecture": "qwen3", "license": "cc-by-nc-4.0"}, "declared-cc-by-nc-4.0"),
        ({"architecture": "llama", "license": "other", "name": "Exaone 4.0 distilled"}, "exaone-nc"),
        ({"architecture": "llama"}, None),
    ],
)  # fmt: skip
def test_a_gguf_file_tells_its_licence(
    tmp_path: Path, fields: dict[str, str], key: str | None
) -> None:
    found = licence_of("model", gguf(tmp_path / "model.gguf", **fields))
    assert (found.key if found else None) == key
    assert found is None or bool(found.binds) == (key not in ("apache", "mit"))


def test_a_damaged_gguf_file_says_what_it_still_says(tmp_path: Path) -> None:
    file = gguf(tmp_path / "model.gguf", architecture="exaone4", license="exaone")
    whole = file.read_bytes()
    for size in range(0, len(whole), 7):
        file.write_bytes(whole[:size])
        assert set(marks_of(file).types) <= {"exaone4"}
    file.write_bytes(whole[:-3])
    assert marks_of(file).types == ("exaone4",)


def test_a_converted_model_keeps_the_licence_of_its_file(
    tmp_path: Path, llama: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = gguf(tmp_path / "chemist.gguf", architecture="llama", license="exaone")
    monkeypatch.setattr("labwright.models.conversion.converted", lambda path: llama)
    assert "EXAONE" in profile_of(choose_model(Settings(model=str(file)))).licence
