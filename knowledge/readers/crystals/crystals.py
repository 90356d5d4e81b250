"""Files of crystal structures and of atoms in space: CIF, POSCAR, XYZ."""

import re
from pathlib import Path

from labwright.core.errors import UnreadableDocument
from labwright.knowledge.document import Document, Metadata
from labwright.knowledge.readers.crystals.cif import CifBlock, read_blocks
from labwright.knowledge.readers.crystals.cif_report import Report, is_crystal, report
from labwright.knowledge.readers.crystals.cif_words import citation, publication_of
from labwright.knowledge.readers.crystals.crystal import materials
from labwright.knowledge.readers.crystals.macromolecules import is_macromolecule, report_header
from labwright.knowledge.readers.crystals.poscar import read_poscar_lines
from labwright.knowledge.readers.crystals.poscar_report import known_symbols, report_poscar
from labwright.knowledge.readers.crystals.xyz_report import report_frames
from labwright.knowledge.readers.decoding import decode, read_bytes, refuse_other_kinds
from labwright.knowledge.readers.pages import Pages
from labwright.knowledge.readers.stray_bytes import mended

_MOST_BLOCKS = 2_000
_HEAD = 4096
_MOST_NOTES = 20
_MAC_DASH = re.compile(r"(?<=\d)[ÐÑ](?=\d)")  # what a dash of Mac Roman is in Windows-1252


def read_cif(path: Path) -> Document:
    """Read the structures of a CIF, or the header of a macromolecule.

    Args:
        path: The file; letters that are not UTF-8 do not matter.

    Returns:
        The document: for each data block formula, cell, density, space group as declared and as
        found, sites and what else it declares, and a record with the same as fields.

    Raises:
        UnreadableDocument: If it is damaged, or describes no structure; says where.
    """
    text, notes = _characters(path)
    blocks, passed_over = read_blocks(text)
    title, metadata = publication_of(blocks)
    pages = Pages()
    source = citation(title, metadata)
    found = [block for block in blocks if is_crystal(block) and not is_macromolecule(block)]
    large = [block for block in blocks if is_macromolecule(block)]
    for block in large:
        title = title or report_header(pages, block)
    reports, faults = _reports(pages, found[:_MOST_BLOCKS])
    if pages.empty:
        _refuse(blocks, faults)
    pages.paragraph(source)
    said = [
        *notes,
        *passed_over,
        *(note for one in reports for note in one.notes),
        *map(str, faults),
    ]
    if (more := len(said) - _MOST_NOTES) > 0:
        said = [*said[:_MOST_NOTES], f"and {more:,} more notes"]
    if len(found) > _MOST_BLOCKS:
        said.append(f"only the first {_MOST_BLOCKS:,} of {len(found):,} data blocks are read")
    return pages.document(title or _title(reports) or path.stem, metadata, said)


def _reports(pages: Pages, blocks: list[CifBlock]) -> tuple[list[Report], list[UnreadableDocument]]:
    made: list[Report] = []
    faults: list[UnreadableDocument] = []
    for block in blocks:
        try:
            with materials():
                made.append(report(pages, block))
        except UnreadableDocument as fault:
            faults.append(fault)
    return made, faults


def _refuse(blocks: list[CifBlock], faults: list[UnreadableDocument]) -> None:
    """Raise what tells why nothing could be written."""
    if faults:
        raise faults[0]
    names = ", ".join(f"“{block.name}”" for block in blocks[:3])
    raise UnreadableDocument(
        f"It describes no crystal structure: data block {names} has neither cell nor atoms.",
        "If it holds only reflections or a powder pattern, add the CIF of the structure.",
    )


def _title(reports: list[Report]) -> str:
    first = reports[0] if reports else Report("", "")
    return ", ".join(dict.fromkeys(part for part in (first.formula, first.name) if part))


def _characters(path: Path) -> tuple[str, tuple[str, ...]]:
    """Decode a CIF; some programs write one stray byte into a file of ASCII."""
    data = read_bytes(path, "a CIF")
    text, notes = decode(data)
    raw = data.decode("utf-8", "surrogateescape") if "\ufffd" in text else ""
    if raw != (whole := mended(raw)):
        text = whole.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
        notes = ("letters that are not UTF-8 are read as Windows-1252",)
    return _MAC_DASH.sub("–", text), notes


def read_poscar(path: Path) -> Document:
    """Read a VASP structure.

    Args:
        path: The file.

    Returns:
        The document: formula, cell, density, space group as found, and a record of the same.

    Raises:
        UnreadableDocument: If it is damaged or something else; says where.
    """
    text, notes = decode(read_bytes(path, "a POSCAR"))
    with materials():
        found = read_poscar_lines(text, known_symbols())
        pages = Pages()
        formula, seen = report_poscar(pages, found)
    title = ", ".join(dict.fromkeys(filter(None, (formula, found.comment)))) or path.stem
    return pages.document(title, Metadata(kind="structure"), (*notes, *found.notes, *seen))


def read_xyz(path: Path) -> Document:
    """Read atoms in space: one geometry, or the first and the last of a trajectory.

    Args:
        path: The file.

    Returns:
        The document: formula, comment lines and coordinates.

    Raises:
        UnreadableDocument: If its first frame is damaged, or it is something else.
    """
    with path.open("rb") as stream:
        head = stream.read(_HEAD)
    if not head.strip():
        raise UnreadableDocument("The file is empty.", "Add it again when it has atoms.")
    refuse_other_kinds(head, "XYZ")
    pages = Pages()
    notes = report_frames(pages, path)
    return pages.document(path.stem, Metadata(kind="structure"), notes)
