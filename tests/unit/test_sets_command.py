"""The command that runs over files of molecules."""

import json
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from labwright.cli.sets import screen
from labwright.core.errors import BadUsage, MissingFile


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "set.csv").write_text("id,smiles\n1,CCO\n2,C1CC\n3,CC(=O)O\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str) -> click.testing.Result:
    return CliRunner().invoke(screen, arguments, catch_exceptions=True)


def test_results_and_bad_records_are_told(folder):
    done = run("set.csv", "--compute", "logp,tpsa", "-o", "out.csv", "--engine", "serial")
    assert done.exit_code == 0
    assert "out.csv  3 records, 1 without result" in done.output
    assert "record 2 (line 3): “C1CC” is no valid SMILES" in done.output
    assert (folder / "out.csv").read_text().startswith("id,smiles,logp,tpsa,problem\n")


def test_json_is_one_object(folder):
    done = run("set.csv", "--tool", "substructure", "--set", "pattern=carboxylic acid", "--json",
               "--engine", "serial")  # fmt: skip
    told = json.loads(done.stdout)
    assert (told["records"], told["bad"]) == (3, 1)
    assert told["bad_records"][0]["line"] == 3
    assert Path(told["output"]).exists()


def test_words_of_arguments_become_what_the_tool_takes(folder):
    done = run("set.csv", "--tool", "descriptors", "--set", "properties=logp,tpsa", "--json",
               "--engine", "serial")  # fmt: skip
    assert set(json.loads(done.stdout)["columns"]) == {"logp", "tpsa", "other_results"}


@pytest.mark.parametrize(
    ("arguments", "error", "says"),
    [(("set.csv", "--compute", "beauty"), BadUsage, "beauty"),
     (("set.csv", "--tool", "x", "--compute", "logp"), BadUsage, "do not go together"),
     (("set.csv", "--set", "a=b"), BadUsage, "for a tool"),
     (("set.csv", "--tool", "substructure", "--set", "pattern"), BadUsage, "KEY=VALUE"),
     (("set.csv", "--tool", "nonsense"), BadUsage, "neither"),
     (("missing.csv",), MissingFile, r"missing\.csv")],
)  # fmt: skip
def test_wrong_usage_is_told(folder, arguments, error, says):
    done = run(*arguments)
    assert isinstance(done.exception, error)
    assert done.exception.message
    assert __import__("re").search(says, done.exception.message)


def test_ctrl_c_says_that_the_same_command_goes_on(folder, monkeypatch):
    def stop(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("labwright.cli.screening.map_tool", stop)
    done = run("set.csv")
    assert done.exit_code == 130
    assert "goes on" in done.stderr
