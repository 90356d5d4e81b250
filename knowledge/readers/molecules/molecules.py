"""Files of molecules: SDF, MOL, SMILES, ChemDraw."""

from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path

from labwright.core.errors import UnreadableDocument
from labwright.knowledge.document import Document
from labwright.knowledge.readers.decoding import decode, read_bytes, refuse_other_kinds
from labwright.knowledge.readers.markup import local_name, parse_xml
from labwright.knowledge.readers.molecules.chemdraw import (
    Drawn,
    Reaction,
    captions,
    drawn_molecules,
    names_of,
    reactions,
)
from labwright.knowledge.readers.molecules.molecular import (
    BrokenMolecule,
    identity,
    is_smiles,
    of_smiles,
    of_table,
)
from labwright.knowledge.readers.molecules.molecule_pages import MoleculePages
from labwright.knowledge.readers.molecules.sd_records import SdRecord, sd_records
from labwright.knowledge.readers.molecules.smiles_lines import (
    SAMPLE,
    Layout,
    header_of,
    is_comment,
    layout_of,
    row_of,
)
from labwright.knowledge.readers.stray_bytes import mended, open_text

_HEAD = 4096
_LINE = 1 << 20
_ARROWS = 2


def read_sdf(path: Path) -> Document:
    """Read a structure-data file, one record a molecule.

    Args:
        path: The file.

    Returns:
        The document: name, SMILES, formula and all tags of each record, 200 records a page.
        Records that cannot be read are named in its notes.

    Raises:
        UnreadableDocument: If it is something else, or none of its records can be read.
    """
    return _read_tables(path, "an SD file", "dataset")


def read_mol(path: Path) -> Document:
    """Read a MOL file; one that holds several molecules is read as an SD file is.

    Args:
        path: The file.

    Returns:
        The document, titled by the name of its molecule.

    Raises:
        UnreadableDocument: If it is something else or cannot be read.
    """
    return _read_tables(path, "a MOL file", "structure")


def _read_tables(path: Path, what: str, kind: str) -> Document:
    from rdkit import rdBase

    _refuse(path, what)
    pages, name = MoleculePages(), ""
    with rdBase.BlockLogs():
        for record in sd_records(path):
            if not pages.has_room():
                break
            name = name or record.name
            _add_table(pages, record)
    _refuse_nothing(pages, what)
    single = kind == "structure" and pages.number == 1
    return pages.document(
        name if single and name else path.stem, kind=kind if single else "dataset"
    )


def _add_table(pages: MoleculePages, record: SdRecord) -> None:
    if not record.table:
        pages.skip("is too long for a molecule")
        return
    try:
        molecule = of_table(record.table)
        if not molecule.smiles and not record.tags:
            raise BrokenMolecule("has no atoms")
    except BrokenMolecule as fault:
        pages.skip(str(fault), shown=record.name)
        return
    name = record.name
    pages.add(molecule, identity(molecule, {"name": name}, "", record.tags), name)


def read_smiles(path: Path) -> Document:
    """Read a file of SMILES, one a line, with or without names, further columns and a header.

    Args:
        path: The file; columns are set apart by blanks, tabs, commas or semicolons. Lines that
            begin with ``#`` or ``//`` are comments.

    Returns:
        The document: name, SMILES as given, formula and further columns of each line, 200 a page.

    Raises:
        UnreadableDocument: If it is something else, or none of its lines can be read.
    """
    from rdkit import rdBase

    _refuse(path, "a file of SMILES")
    pages = MoleculePages()
    with rdBase.BlockLogs(), open_text(path) as stream:
        lines = enumerate(iter(lambda: stream.readline(_LINE), ""), 1)
        layout, data = _laid_out(lines)
        for number, line in data:
            if not pages.has_room():
                break
            _add_line(pages, line, number, layout)
    _refuse_nothing(pages, "a file of SMILES")
    return pages.document(path.stem)


def _laid_out(lines: Iterator[tuple[int, str]]) -> tuple[Layout, Iterator[tuple[int, str]]]:
    """Return the layout of a file and its lines of data."""
    layout, first = None, next(lines, None)
    if first is not None:
        layout = header_of(first[1])
        if layout is None:
            lines = chain([first], lines)
    data = ((number, mended(line)) for number, line in lines if not is_comment(line))
    if layout is not None:
        return layout, data
    sample = list(islice(data, SAMPLE))
    if sample and (layout := header_of(sample[0][1])) is not None:
        return layout, chain(sample[1:], data)
    return layout_of([line for _, line in sample]), chain(sample, data)


def _add_line(pages: MoleculePages, line: str, number: int, layout: Layout) -> None:
    row = row_of(line, layout)
    if row.smiles.count(">") == _ARROWS and is_smiles(row.smiles):
        pages.add_reaction({**row.before, "reaction": row.smiles, **row.rest}, row.name)
        return
    try:
        molecule = of_smiles(row.smiles)
    except BrokenMolecule as fault:
        pages.skip(str(fault), f"line {number}", row.smiles)
        return
    pages.add(molecule, identity(molecule, row.before, row.smiles, row.rest), row.name)


def _refuse(path: Path, what: str) -> None:
    """Raise if the beginning of a file tells that it is empty or something else."""
    with path.open("rb") as stream:
        head = stream.read(_HEAD)
    if not head.strip():
        raise UnreadableDocument("The file is empty.", "Add it again when it has molecules.")
    refuse_other_kinds(head, what)
    for mark, name, ending in (
        (b"$RXN", "a reaction file (RXN)", ""),
        (b"$RDFILE", "a reaction-data file (RDF)", ""),
        (b"<?xml", "XML", ".cdxml or .xml"),
        (b"<!DOCTYPE html", "HTML", ".html"),
        (b"@<TRIPOS>", "a MOL2 file", ""),
        (b"data_", "a CIF", ".cif"),
    ):
        if head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(mark):
            remedy = f"Give it the ending {ending}." if ending else "Save it as SDF or SMILES."
            raise UnreadableDocument(f"It is not {what}: it looks like {name}.", remedy)


def _refuse_nothing(pages: MoleculePages, what: str) -> None:
    if not pages.number:
        raise UnreadableDocument("It holds no molecules.", "Add it again when it has some.")
    if not pages.kept:
        count = f"its {pages.number:,} records" if pages.number > 1 else "its record"
        raise UnreadableDocument(
            f"Of {count} none can be read. Record {pages.first_fault}.",
            f"Check that it is {what}, or save it anew.",
        )


def read_cdxml(path: Path) -> Document:
    """Read a ChemDraw drawing: its captions, its molecules and its reactions.

    Args:
        path: The file.

    Returns:
        The document: captions as paragraphs, a record for each molecule and each reaction.

    Raises:
        UnreadableDocument: If it is damaged or holds neither molecules nor captions.
    """
    text, notes = decode(read_bytes(path, "CDXML"))
    root, damage = parse_xml(text)
    if root is None or local_name(root) != "cdxml":
        what = f"XML of another kind ({local_name(root)})" if root is not None else "damaged"
        raise UnreadableDocument(f"It is not CDXML: it is {what}.", "Check its ending.")
    if damage:
        raise UnreadableDocument(f"The drawing is damaged: {damage}.", "Save it anew.")
    said = captions(root)
    pages = MoleculePages(counted=False)
    molecules = drawn_molecules(root)
    for caption in said.values():
        pages.pages.paragraph(caption)
    names = names_of(root, said)
    for number, drawn in molecules.items():
        _add_drawn(pages, drawn, names.get(number, ""))
    for step in reactions(root, said):
        _add_step(pages, step, molecules)
    if not said:
        _refuse_nothing(pages, "CDXML")
    return pages.document(path.stem, notes, "structure")


def _add_drawn(pages: MoleculePages, drawn: Drawn, name: str) -> None:
    if drawn.fault or not drawn.molecule.smiles:
        pages.skip(drawn.fault or "has no atoms", shown=name)
    else:
        pages.add(drawn.molecule, identity(drawn.molecule, {"name": name}, "", {}), name)


def _add_step(pages: MoleculePages, step: Reaction, molecules: dict[int, Drawn]) -> None:
    def smiles(fragments: tuple[int, ...]) -> str:
        return ".".join(molecules[i].molecule.smiles for i in fragments if i in molecules)

    written = ">".join(map(smiles, (step.reactants, step.agents, step.products)))
    pages.add_reaction({"reaction": written, "conditions": "; ".join(step.conditions)})
