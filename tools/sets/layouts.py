"""How a file of molecules is laid out: its columns, and which of them holds the molecules."""

import re
from collections import Counter
from dataclasses import replace
from itertools import islice
from pathlib import Path

from labwright.core.errors import BadArgument, UnreadableDocument
from labwright.knowledge.readers.molecules.smiles_lines import (
    Layout,
    header_of,
    is_comment,
    layout_of,
)
from labwright.knowledge.readers.stray_bytes import mended
from labwright.knowledge.readers.tables.columns import is_smiles, lay_out
from labwright.knowledge.readers.tables.delimited import (
    Line,
    find_sign,
    lines_of,
    split_rows,
    told_sign,
)
from labwright.tools.sets.molecule_file import (
    Kind,
    MoleculeFile,
    Notation,
    Place,
    existing,
    opened,
    unpacked,
)

_KINDS: dict[str, Kind] = {
    ".csv": "table", ".tsv": "table", ".tab": "table", ".smi": "smiles", ".smiles": "smiles",
    ".ism": "smiles", ".txt": "smiles", ".sdf": "sdf", ".sd": "sdf", ".mol": "sdf",
}  # fmt: skip
_SAMPLE = 100
_BLOCK = 1 << 20
_MOST_TAGS = 500
_TAG = re.compile(rb"^>[^\n<]*<([^\n>]{1,200})>", re.M)
_OTHERS = ((b"PK\x03\x04", "a workbook or a ZIP archive"), (b"%PDF", "a PDF"),
           (b"PAR1", "Parquet"), (b"\xd0\xcf\x11\xe0", "an old workbook"))  # fmt: skip


def open_molecules(file: str, column: str = "") -> MoleculeFile:
    """Find out how a file of molecules is laid out.

    Args:
        file: CSV, TSV, SMILES or SDF, also compressed by gzip.
        column: Name of the column with the structures, where it shall not be looked for.

    Returns:
        The file; its records are read later.

    Raises:
        MissingFile: If there is none.
        BadArgument: If it is of another kind, or no column holds molecules.
        UnreadableDocument: If it is empty or cannot be unpacked.
    """
    from rdkit import rdBase

    path = existing(file)
    endings = [ending.lower() for ending in path.suffixes if ending.lower() != ".gz"]
    kind = _KINDS.get(endings[-1] if endings else "")
    if kind is None:
        raise BadArgument(
            f"“{path.name}” has no ending of a file of molecules.",
            f"Known endings: {', '.join(_KINDS)}, each also with .gz.",
        )
    try:
        if kind == "sdf":
            return _sd_file(path, column)
        with opened(path, Place()) as stream:
            head = list(islice(lines_of(stream), _SAMPLE))
    except (OSError, EOFError, UnicodeError) as error:
        raise UnreadableDocument(f"“{path}” cannot be read: {error}.", "Check the file.") from error
    _refuse_odd(path, head)
    stray = any("\udc80" <= sign <= "\udcff" for line in head for sign in line.text)
    notes = ("Bytes that are not UTF-8 are read as Windows-1252.",) if stray else ()
    with rdBase.BlockLogs():
        found = _smiles_file(path, head) if kind == "smiles" else _table_file(path, head, column)
    if column and kind == "smiles":
        found = replace(found, structure=_at(found, column))
    return replace(found, notes=(*found.notes, *notes))


def _refuse_odd(path: Path, head: list[Line]) -> None:
    if not any(line.text.strip() for line in head):
        raise UnreadableDocument(f"“{path}” is empty.", "Give a file with molecules.")
    start = head[0].text.encode("utf-8", "surrogateescape")
    for signature, name in _OTHERS:
        if start.startswith(signature):
            raise BadArgument(f"“{path}” is {name}.", "Save it as CSV and give that.")


def _table_file(path: Path, head: list[Line], column: str) -> MoleculeFile:
    preferred = "\t" if ".tsv" in path.suffixes or ".tab" in path.suffixes else ","
    told = told_sign(head[0].text)
    sign = told or find_sign(head, preferred)
    body = head[1:] if told else head
    rows = [[mended(cell) for cell in row.cells] for row in split_rows(iter(body), sign)
            if row.raw.strip()]  # fmt: skip
    if len(head) == _SAMPLE:
        rows = rows[:-1]  # the last may go on behind the sample
    width = Counter(map(len, rows)).most_common(1)[0][0]  # a row may have a sign too many
    layout = lay_out(rows, width)
    found = MoleculeFile(
        path, "table", layout.names, headed=layout.headed, separator=sign, structure=layout.smiles
    )
    if column:
        found = replace(found, structure=_at(found, column))
    cells = [
        [r[at] for r in rows[layout.headed :] if at < len(r)] for at in range(len(found.columns))
    ]
    if found.structure >= 0:
        return replace(found, notation=_notation(cells[found.structure]))
    for at, values in enumerate(cells):
        if _notation(values) == "inchi":
            return replace(found, structure=at, notation="inchi")
    if layout.label < 0:
        raise BadArgument(
            f"No column of “{path.name}” holds molecules; it has: {', '.join(found.columns)}.",
            "Name the column with SMILES, InChI or names of compounds (column=…).",
        )
    note = f"Molecules are found by the names in “{found.columns[layout.label]}”, one by one."
    return replace(found, structure=layout.label, notation="name", notes=(note,))


def _notation(values: list[str]) -> Notation:
    filled = [value for value in values if value]
    if sum(value.startswith("InChI=") for value in filled) * 2 > len(filled):
        return "inchi"
    return "smiles" if any(map(is_smiles, filled)) or not filled else "name"


def _smiles_file(path: Path, head: list[Line]) -> MoleculeFile:
    data = [line.text for line in head if not is_comment(line.text)]
    if not data:
        raise UnreadableDocument(f"“{path}” holds only comments.", "Give SMILES, one a line.")
    named_in = _headings(head)
    headed = named_in is not None and not is_comment(named_in[0])
    layout = named_in[1] if named_in else layout_of(data)
    width = max(len(layout.header), layout.smiles + 1, 2 if not layout.separator else 0)
    if layout.separator and not layout.header:
        width = max(width, *(line.count(layout.separator) + 1 for line in data))
    named = dict(enumerate(layout.header)) or {layout.smiles: "smiles", layout.name: "name"}
    columns = tuple(named.get(at) or f"column {at + 1}" for at in range(width))
    if not layout.separator and not layout.header:
        columns = ("smiles", "name") if layout.smiles == 0 else columns
    return MoleculeFile(path, "smiles", columns, headed, layout.separator, layout.smiles)


def _headings(head: list[Line]) -> tuple[str, Layout] | None:
    """Return the line that names the columns; it may begin with # as a comment does."""
    for line in head:
        if line.text.strip() and (layout := header_of(mended(line.text))) is not None:
            return line.text, layout
        if not is_comment(line.text):
            return None
    return None


def _at(file: MoleculeFile, column: str) -> int:
    if (at := file.column(column)) < 0:
        raise BadArgument(
            f"“{file.path.name}” has no column “{column}”.", f"It has: {', '.join(file.columns)}."
        )
    return at


def _sd_file(path: Path, column: str) -> MoleculeFile:
    """Look through the whole file for the tags of its records: a table needs them beforehand."""
    if column:
        raise BadArgument(
            f"“{path.name}” is an SD file: its molecules are no column.", "Leave the column out."
        )
    tags: dict[str, None] = {}
    text = rest = b""
    with path.open("rb") as bare, unpacked(bare) as stream:
        while block := stream.read(_BLOCK):
            text, _, rest = (
                (rest + block).rpartition(b"\n") if b"\n" in block else (block, b"", b"")
            )
            for name in dict.fromkeys(_TAG.findall(text)):
                if len(tags) < _MOST_TAGS:
                    tags[_decoded(name).strip() or "unnamed"] = None
        for name in _TAG.findall(rest):
            tags[_decoded(name).strip()] = None
    if not text.strip() and not rest.strip():
        raise UnreadableDocument(f"“{path}” is empty.", "Give a file with molecules.")
    taken = {tag.lower() for tag in tags}
    own = [
        name if name not in taken else f"{name} (from the structure)"
        for name in ("title", "smiles")
    ]
    notes = (f"Only the first {_MOST_TAGS} tags are kept.",) if len(tags) == _MOST_TAGS else ()
    return MoleculeFile(
        path, "sdf", (*own, *tags), headed=True, structure=1, notation="table", notes=notes
    )


def _decoded(name: bytes) -> str:
    try:
        return name.decode()
    except UnicodeDecodeError:
        return name.decode("cp1252", "replace")
