"""Pictures of several molecules: grids in line with what they share, and what differs."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated

from labwright.core.errors import BadArgument, TooLarge
from labwright.core.finding import Finding
from labwright.core.isolation import isolated
from labwright.core.quantity import Quantity
from labwright.tools.chemistry.molecules import ReadMolecule, read_molecule
from labwright.tools.contract import Yield, tool
from labwright.tools.parameters import Line, Molecule, Molecules, one_of
from labwright.tools.sets.alignment import compared, drawn
from labwright.tools.sets.drawing_styles import Format, Style
from labwright.tools.sets.picture_files import write_picture

_MOST, _MOST_ATOMS = 60, 300
_SECONDS = 8.0
_LONGEST = 40

_STYLES: dict[str, tuple[Style, tuple[str, ...]]] = {
    "plain": (Style(), ("in colour", "in color", "coloured atoms")),
    "black_and_white": (Style(black_and_white=True),
                        ("black and white", "monochrome", "black-and-white", "흑백")),
    "numbered": (Style(atom_numbers=True),
                 ("atom numbers", "numbered atoms", "atom indices", "number the atoms")),
    "journal": (Style(journal=True, width=600, height=480),
                ("publication quality", "for a publication", "for a paper", "ACS style",
                 "journal style", "publication-ready", "논문용")),
    "bold": (Style(bond_width=4.0), ("bold bonds", "thick bonds", "thick lines")),
}  # fmt: skip


def _styles() -> Mapping[str, tuple[str, ...]]:
    return {name: words for name, (_, words) in _STYLES.items()}


@tool(
    examples=(
        "Draw {molecule}, {molecule} and {molecule} side by side",
        "Show a grid of {molecule}, {molecule}, {molecule} and {molecule}",
        "one picture with {molecule} and {molecule} in the same orientation",
        "Put {molecule}, {molecule} and {molecule} into one figure, black and white",
        "aligned structures of {molecule} and {molecule}",
    ),
    yields=(
        Yield("drawn", ("side by side", "molecule grid", "grid of molecules", "in one picture",
                        "in one figure", "same orientation", "aligned structures",
                        "나란히 그려", "한 그림에")),
    ),
    domain="1 to 60 molecules of at most 300 heavy atoms.",
    cost="seconds",
)  # fmt: skip
def draw_grid(molecules: Molecules, style: Annotated[str, one_of(_styles)] = "plain") -> Finding:
    """Draw several molecules in one picture, those with a common core in the same orientation.

    Args:
        molecules: The molecules, in the order of the picture.
        style: plain, black_and_white, numbered, journal or bold.

    Returns:
        The picture as SVG, and how many atoms the common core has by which they are aligned.

    Raises:
        BadArgument: If there is no molecule, or one of them cannot be read.
        TooLarge: If there are too many, or one is too large.

    Example:
        >>> draw_grid(["toluene", "phenol"]).quantity("core_atoms").value
        7
    """
    found = _read(molecules)
    svg, core = _drawn(found, _style(style), "svg")
    names = ", ".join(one.name for one in found)
    aligned = ", aligned by a common core of {core_atoms} atoms" if core else ""
    return Finding(
        statement=f"{names} are drawn in one picture ({{drawn}} molecules{aligned}).",
        quantities=(
            Quantity(key="drawn", name="molecules drawn", value=len(found)),
            Quantity(key="core_atoms", name="atoms of the common core", value=core),
        ),
        structures=tuple(one.structure for one in found),
        figure=str(svg),
    )


@tool(
    examples=(
        "Highlight what changes between {molecule} and {molecule}",
        "Show where {molecule} and {molecule} differ in a drawing",
        "mark the modification from {molecule} to {molecule}",
        "Draw {molecule} and {molecule} with the changed atoms highlighted",
        "What was changed to get from {molecule} to {molecule}?",
    ),
    yields=(
        Yield("changed_atoms", ("changed atoms", "highlight the changes", "what changes between",
                                "what was changed", "highlight the difference",
                                "바뀐 부분")),
    ),
    domain="Molecules of at most 300 heavy atoms; stereochemistry is not compared.",
    cost="seconds",
)  # fmt: skip
def draw_changes(
    first: Molecule, second: Molecule, style: Annotated[str, one_of(_styles)] = "plain"
) -> Finding:
    """Draw two molecules in the same orientation with what differs between them highlighted.

    Args:
        first: A molecule.
        second: The molecule that it is compared with.
        style: plain, black_and_white, numbered, journal or bold.

    Returns:
        The picture as SVG; the parts that differ as SMILES; how many atoms the two share. Atoms
        are put side by side by the largest common arrangement of bonds, whatever the elements,
        and differ where element, charge or isotope do, or where the other one has none.

    Raises:
        BadStructure: If a molecule cannot be read.
        TooLarge: If one is too large.

    Example:
        >>> draw_changes("benzene", "pyridine").quantity("changed_atoms").value
        1
    """
    one, two = _read([first, second])
    changes = isolated(compared, one.smiles, two.smiles, seconds=_SECONDS)
    ours, theirs, shared = changes
    svg, _ = _drawn([one, two], _style(style), "svg", (ours, theirs))
    parts = [_part(found.smiles, atoms) for found, atoms in ((one, ours), (two, theirs))]
    differ = (
        f"{one.name} and {two.name} differ in {{changed_atoms}} and {{changed_atoms_second}} "
        "atoms ({part_first} and {part_second}) and have {shared_atoms} in common."
        if ours or theirs
        else f"{one.name} and {two.name} have all {{shared_atoms}} atoms in common."
    )
    return Finding(
        statement=differ,
        quantities=(
            Quantity(key="changed_atoms", name=f"atoms of {one.name} that differ",
                     value=len(ours)),
            Quantity(key="changed_atoms_second", name=f"atoms of {two.name} that differ",
                     value=len(theirs)),
            Quantity(key="part_first", name=f"part of {one.name} that differs",
                     value=parts[0] or "none"),
            Quantity(key="part_second", name=f"part of {two.name} that differs",
                     value=parts[1] or "none"),
            Quantity(key="shared_atoms", name="atoms in common", value=shared),
        ),
        structures=(one.structure, two.structure),
        figure=str(svg),
        caution="Hydrogens and stereochemistry are not compared.",
    )  # fmt: skip


@tool(
    examples=(
        "Save a PNG of {molecule}",
        "Export the structure of {molecule} as a PNG file",
        "Publication quality picture of {molecule} as a file",
        "write {molecule} and {molecule} to an image file in black and white",
        "png with atom numbers of {molecule}, please",
    ),
    yields=(
        Yield("file", ("png file", "save a png", "as png", "as a png", "image file",
                       "picture file", "svg file", "그림 파일")),
    ),
    domain="1 to 60 molecules of at most 300 heavy atoms.",
    cost="seconds",
)  # fmt: skip
def save_picture(
    molecules: Molecules, style: Annotated[str, one_of(_styles)] = "plain", output: Line = ""
) -> Finding:
    """Draw molecules into a PNG or SVG file.

    Args:
        molecules: The molecules, in the order of the picture.
        style: plain, black_and_white, numbered, journal or bold.
        output: File to write, .png or .svg; named by the first molecule in this folder by default.

    Returns:
        Where the picture lies; it is shown as well.

    Raises:
        BadArgument: If a molecule cannot be read, or there is such a file that is no picture.
        MissingFile: If it cannot be written.

    Example:
        >>> save_picture(["aspirin"]).sentence()    # doctest: +SKIP
        'aspirin is drawn in aspirin.png.'
    """
    found = _read(molecules)
    path = Path(output).expanduser() if output else Path(_file_name(found[0].name))
    write_picture(path, [one.smiles for one in found], [one.name for one in found], _style(style))
    svg, _ = _drawn(found, _style(style), "svg")
    names = ", ".join(one.name for one in found)
    return Finding(
        statement=f"{names} {'is' if len(found) == 1 else 'are'} drawn in {{file}}.",
        quantities=(Quantity(key="file", name="picture", value=str(path)),),
        structures=tuple(one.structure for one in found),
        figure=str(svg),
    )


def _part(smiles: str, atoms: Sequence[int]) -> str:
    from rdkit import Chem

    mol = Chem.MolFromSmiles(smiles)
    return str(Chem.MolFragmentToSmiles(mol, list(atoms))) if atoms else ""


def _read(texts: Sequence[str]) -> list[ReadMolecule]:
    if not texts:
        raise BadArgument("There is no molecule to draw.", "Name one, or several.")
    if len(texts) > _MOST:
        raise TooLarge(f"{len(texts)} molecules make no picture.", f"Draw at most {_MOST} at once.")
    found = [read_molecule(text) for text in texts]
    for one in found:
        if one.mol.GetNumAtoms() > _MOST_ATOMS:
            raise TooLarge(
                f"{_short(one.name)} has {one.mol.GetNumAtoms()} heavy atoms.",
                f"Molecules of up to {_MOST_ATOMS} are drawn.",
            )
    return found


def _drawn(
    found: Sequence[ReadMolecule], style: Style, kind: Format,
    highlights: tuple[tuple[int, ...], ...] = (),
) -> tuple[str | bytes, int]:  # fmt: skip
    smiles = [one.smiles for one in found]
    names = [_short(one.name) for one in found]
    return isolated(drawn, smiles, names, style, kind, highlights, seconds=_SECONDS)


def _style(name: str) -> Style:
    if name not in _STYLES:
        raise BadArgument(f"There is no style “{name}”.", f"Known: {', '.join(_STYLES)}.")
    return _STYLES[name][0]


def _short(name: str) -> str:
    return name if len(name) <= _LONGEST else name[: _LONGEST - 1] + "…"


def _file_name(name: str) -> str:
    bare = "".join(sign if sign.isalnum() or sign in "-_" else "-" for sign in name)
    return f"{bare.strip('-')[:_LONGEST] or 'molecule'}.png"
