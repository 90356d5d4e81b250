"""Hostile inputs over all tools: each call must end in a finding or a typed error, in time.

Example:
    $ python benchmarks/fuzz.py --count 20000
"""

import argparse
import inspect
import random
import sys
import tempfile
import time
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from labwright.agents.figures import choices
from labwright.core.errors import LabwrightError, LibraryFailed
from labwright.tools.contract import Parameter, Tool
from labwright.tools.toolbox import Toolbox

_LATE = 2.0
"""Seconds from which a call is counted as slow."""

_LISTS: dict[str, list[str]] = tomllib.loads(
    (Path(__file__).parent / "data" / "hostile.toml").read_text(encoding="utf-8")
)
MOLECULES = (
    *_LISTS["molecules"], "\x00", "C" * 300, "C" * 5000, "c1ccccc1" * 40, "C(" * 200 + ")" * 200,
    "N" * 10_000, "x" * 10_000, "(1R)-" * 500,
)  # fmt: skip
FORMULAE = (*_LISTS["formulae"], "C" * 400)
QUANTITIES = (*_LISTS["quantities"], "9" * 500)
REACTIONS = (*_LISTS["reactions"], "x" * 5000, "C" * 300 + " -> " + "C" * 300)
QUESTIONS = (*_LISTS["questions"], "(" * 3000 + "1" + ")" * 3000, "x" * 20_000)
NUMBERS: tuple[Any, ...] = (0, -1, 1, 2, 10**9, 3, -(10**9), 5, 1.5)
WORDS = ("", "nothing", "x" * 300, "🧪", "none", "PAINS", "water", "all")
_OPTIONS: tuple[Any, ...] = ("", "x", 0, -1, 10**6, 0.5, True, "a" * 300, ".", "0")


def files(folder: Path) -> list[str]:
    """Write bad files and return their names.

    Args:
        folder: Where they go.

    Returns:
        Paths, some of which do not exist or are folders.
    """
    written = {
        "good.smi": b"CCO ethanol\nc1ccccc1 benzene\nC1CC broken\n\nCC(=O)O acetic acid\n",
        "empty.smi": b"",
        "binary.smi": bytes(range(256)) * 20,
        "bad.csv": b'smiles,name\nCCO,a\nC1CC,b\n,c\n"un,closed\n',
        "latin.csv": "smiles,é\nCCO,ü\n".encode("latin-1"),
        "nohead.csv": b"1,2,3\n4,5,6\n",
        "broken.sdf": b"x\n\n\n  1  0\nM  END\n$$$$\ngarbage\n$$$$\n",
        "empty.sdf": b"",
        "empty.cif": b"",
        "text.cif": b"not a crystal",
        "half.cif": b"data_x\n_cell_length_a 5\n",
        "one.xyz": b"1\n\nH 0 0 0\n",
        "bad.xyz": b"5\n\nH 0 0\n",
        "same.xyz": b"2\n\nH 0 0 0\nH 0 0 0\n",
        "POSCAR": b"x\n1\n1 0 0\n0 1 0\n",
        "zero.vasp": b"x\n1\n0 0 0\n0 0 0\n0 0 0\nH\n1\nDirect\n0 0 0\n",
        "fake.csv.gz": b"not gzip",
    }
    for name, body in written.items():
        (folder / name).write_bytes(body)
    return [str(folder / name) for name in written] + [
        str(folder),
        "missing.csv",
        "",
        "/dev/null/x.smi",
    ]


def hostile(tool: Tool, chance: random.Random, paths: list[str]) -> dict[str, Any]:
    """Return arguments for a tool that nobody should give.

    Args:
        tool: The tool.
        chance: Chooses.
        paths: Bad files.

    Returns:
        Arguments; optional ones are given half of the time.
    """
    arguments: dict[str, Any] = {}
    for parameter in tool.parameters:
        if parameter.required or chance.random() < 0.5:
            arguments[parameter.name] = _value(tool, parameter, chance, paths)
    return arguments


def _value(tool: Tool, parameter: Parameter, chance: random.Random, paths: list[str]) -> Any:
    kind = parameter.kind
    pools: dict[str, tuple[Any, ...]] = {
        "molecule": MOLECULES, "formula": (*FORMULAE, *MOLECULES),
        "pattern": (*MOLECULES, "[#6]~", "[!C;R", "ester"),
        "element": ("C", "Zz", "", "H", "X" * 3), "quantity": QUANTITIES, "number": NUMBERS,
        "reaction": REACTIONS, "question": (*QUESTIONS, *REACTIONS), "file": tuple(paths),
        "query": QUESTIONS,
    }  # fmt: skip
    if kind == "molecules":
        return [chance.choice(MOLECULES) for _ in range(chance.choice((0, 1, 2, 3, 8)))]
    if kind == "property":
        return [chance.choice((*[y.key for y in tool.declaration.yields], "nothing"))]
    if kind == "choice":
        return chance.choice((*choices(parameter), *WORDS))
    if kind in pools:
        return chance.choice(pools[kind])
    default = inspect.signature(tool.function).parameters[parameter.name].default
    return chance.choice(_OPTIONS) if default is inspect.Parameter.empty else default


def calls(
    toolbox: Toolbox, count: int, seed: int, paths: list[str]
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield calls, the tools in turn.

    Args:
        toolbox: The tools.
        count: How many.
        seed: Of the random choices.
        paths: Bad files.

    Yields:
        Names and arguments.
    """
    chance = random.Random(seed)
    names = [name for name in toolbox.names if not toolbox.get(name).services]
    for number in range(count):
        name = names[number % len(names)]
        yield name, hostile(toolbox.get(name), chance, paths)


def outcome(toolbox: Toolbox, name: str, arguments: dict[str, Any]) -> tuple[str, str]:
    """Call a tool.

    Args:
        toolbox: The tools.
        name: Name of one.
        arguments: Its arguments.

    Returns:
        Kind of outcome (``found``, the kind of the typed error, or ``UNTYPED``), and its words.
    """
    try:
        finding = toolbox.run(name, arguments).finding
        return "found", finding.sentence()
    except LibraryFailed as error:  # typed by the toolbox; what it wraps was not
        cause = error.__cause__
        own = cause is None or isinstance(cause, LabwrightError)
        return ("LibraryFailed" if own else "UNTYPED"), str(error)
    except LabwrightError as error:
        return type(error).__name__, str(error)


def main() -> int:
    """Call, count, and print what went wrong; return 1 if anything did."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--count", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--tools", nargs="+", help="only these")
    asked = parser.parse_args()
    toolbox = Toolbox()
    counted: Counter[str] = Counter()
    slow: Counter[str] = Counter()
    bad = 0
    with tempfile.TemporaryDirectory() as folder:
        for number, (name, arguments) in enumerate(
            calls(toolbox, asked.count, asked.seed, files(Path(folder)))
        ):
            if asked.tools and name not in asked.tools:
                continue
            began = time.perf_counter()
            kind, words = outcome(toolbox, name, arguments)
            spent = time.perf_counter() - began
            counted[kind] += 1
            slow[name] += spent > _LATE
            if kind == "UNTYPED" or spent > 10 * _LATE:
                bad += 1
                print(
                    f"{kind} {name}({str(arguments)[:300]}) {spent:.1f} s: {words[:200]}",
                    flush=True,
                )
            if number % 1000 == 999:
                print(
                    f"{number + 1} of {asked.count}: {dict(counted)}", file=sys.stderr, flush=True
                )
    print(dict(counted))
    print("over 2 s:", {name: n for name, n in slow.most_common() if n})
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
