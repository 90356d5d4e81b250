"""One molecule of a set: what its record says, and its structure or why there is none."""

from dataclasses import dataclass
from typing import Any

from labwright.core.errors import BadStructure, LabwrightError
from labwright.knowledge.readers.molecules.molecular import BrokenMolecule, of_table
from labwright.knowledge.readers.molecules.sd_records import sd_record
from labwright.knowledge.readers.molecules.smiles_lines import Layout, row_of
from labwright.knowledge.readers.stray_bytes import mended
from labwright.tools.chemistry.structures import LONGEST, read_inchi, read_smiles
from labwright.tools.sets.molecule_file import MoleculeFile, Raw


class BadRecord(Exception):
    """A record that gives no result; its text says why."""


@dataclass
class Member:
    """A molecule of a set.

    Args:
        number: Number of its record, counted from 1.
        line: Line of the file where the record begins.
        cells: The columns of its record, as many as the file has.
        text: The structure as written.
        fault: Why the record cannot be used; empty if it can.
    """

    number: int
    line: int
    cells: list[str]
    text: str
    fault: str = ""


def member_of(raw: Raw, file: MoleculeFile) -> Member:
    """Read the columns of a record; its structure is read later.

    Args:
        raw: The record.
        file: The file it comes from.

    Returns:
        The member of the set.
    """
    if file.kind == "sdf":
        return _of_tags(raw, file)
    if file.kind == "table":
        return _of_cells(raw, [mended(cell) for cell in raw.cells], file)
    row = _split(mended(raw.text), file)
    return _of_cells(raw, row, file)


def _split(line: str, file: MoleculeFile) -> list[str]:
    if file.separator and '"' not in line:
        return [cell.strip() for cell in line.split(file.separator)]
    header = file.columns if file.headed or file.separator else ()
    row = row_of(line, Layout(file.separator, file.structure, header))
    rest = list(row.rest.values())
    cells = [*rest[: file.structure], row.smiles, *rest[file.structure :]]
    width = len(file.columns)
    if not file.separator and len(cells) > width:
        cells = [*cells[: width - 1], " ".join(cells[width - 1 :])]
    return cells


def _of_cells(raw: Raw, cells: list[str], file: MoleculeFile) -> Member:
    width = len(file.columns)
    fault = ""
    while len(cells) > width and not cells[-1]:
        cells.pop()
    if raw.torn:
        fault = "a quotation mark is not closed"
    elif len(cells) > width:
        fault = f"has {len(cells)} columns instead of {width}"
    text = cells[file.structure] if file.structure < len(cells) else ""
    if not fault and not text:
        fault = "has no structure"
    if len(cells) > width:  # nothing of it is lost
        cells = [*cells[: width - 1], (file.separator or " ").join(cells[width - 1 :])]
    cells += [""] * (width - len(cells))
    return Member(raw.number, raw.line, cells, text, fault)


def _of_tags(raw: Raw, file: MoleculeFile) -> Member:
    width = len(file.columns)
    if raw.torn:
        return Member(raw.number, raw.line, [""] * width, "", "is too long for a molecule")
    record = sd_record(mended(raw.text).split("\n"))
    cells = [record.name, "", *(record.tags.get(tag, "") for tag in file.columns[2:])]
    return Member(raw.number, raw.line, cells, record.table)


def read_structure(member: Member, file: MoleculeFile) -> Any:
    """Read the structure of a member.

    Args:
        member: The member; the SMILES is entered among its cells where the file has none.
        file: The file it comes from.

    Returns:
        The sanitised molecule.

    Raises:
        BadRecord: If there is none to be read, saying why.
    """
    from rdkit import Chem

    if member.fault:
        raise BadRecord(member.fault)
    if file.notation == "smiles":
        mol = Chem.MolFromSmiles(member.text) if len(member.text) <= LONGEST else None
        return mol if mol is not None and mol.GetNumAtoms() else _refused(member.text)
    if file.notation == "table":
        mol = _of_table(member.text)
        member.cells[1] = Chem.MolToSmiles(mol)
        return mol
    return _by_name(member.text, file)


def _refused(text: str) -> Any:
    try:
        return read_smiles(text)
    except BadStructure as error:
        where = "" if error.position is None else f" at character {error.position + 1}"
        shown = text if len(text) <= 60 else text[:57] + "…"  # noqa: PLR2004
        raise BadRecord(f"“{shown}” is no valid SMILES: {error.reason}{where}") from error


def _of_table(text: str) -> Any:
    from rdkit import Chem

    mol = Chem.MolFromMolBlock(text) if text.strip() else None
    if mol is None:
        try:
            of_table(text)
        except BrokenMolecule as error:
            raise BadRecord(f"the structure {error}") from error
    if mol is None or not mol.GetNumAtoms():
        raise BadRecord("has no structure")
    return mol


def _by_name(text: str, file: MoleculeFile) -> Any:
    from labwright.tools.chemistry.molecules import read_molecule

    try:
        return read_inchi(text) if file.notation == "inchi" else read_molecule(text).mol
    except LabwrightError as error:
        raise BadRecord(error.message) from error
