"""SELFIES: a notation in which every string is a molecule."""

import re

from labwright.core.errors import BadArgument, LibraryFailed, TooLarge
from labwright.core.finding import Finding, Structure
from labwright.core.isolation import isolated
from labwright.core.quantity import Quantity
from labwright.tools.chemistry.molecules import read_molecule
from labwright.tools.chemistry.naming.registry import inchikey
from labwright.tools.chemistry.structures import canonical, read_smiles
from labwright.tools.contract import Yield, tool
from labwright.tools.parameters import Molecule, Question

_MOST_ATOMS = 1000
_MOST_SYMBOLS = 2000
_SECONDS = 10.0
_SYMBOL = re.compile(r"\[[^\[\]\s]{1,20}\]")
_WRITTEN = re.compile(r"(?:\[[^\[\]\s]{1,20}\]|\.)*\[[^\[\]\s]{1,20}\](?:\[[^\[\]\s]{1,20}\]|\.)*")


@tool(
    examples=(
        "Convert {molecule} to SELFIES",
        "What is the SELFIES string of {molecule}?",
        "{molecule} as SELFIES please",
        "Encode {molecule} in SELFIES for a generative model",
    ),
    yields=(Yield("selfies", ("SELFIES", "SELFIES string", "SELFIES encoding")),),
    domain="Molecules of up to 1000 atoms within the valence rules of SELFIES; each is read back.",
)
def write_selfies(molecule: Molecule) -> Finding:
    """Write a molecule as a SELFIES string.

    Args:
        molecule: A name, CAS number, InChI or SMILES; a SELFIES is read.

    Returns:
        The SELFIES (Krenn et al., Mach. Learn.: Sci. Technol. 2020, 1, 045024) and the number of
        its symbols; it is read back and compared with the structure.

    Raises:
        BadArgument: If SELFIES cannot hold the structure, e.g. for its valences.

    Example:
        >>> write_selfies("ethanol").quantity("selfies").value
        '[C][C][O]'
    """
    if _is_selfies(molecule):
        return read_selfies(molecule)
    found = read_molecule(molecule)
    if found.mol.GetNumAtoms() > _MOST_ATOMS:
        raise TooLarge(
            f"{found.name[:60]} has {found.mol.GetNumAtoms()} atoms; SELFIES are written for at "
            f"most {_MOST_ATOMS}.",
            "Give a smaller molecule.",
        )
    try:
        text = isolated(encoded, found.smiles, seconds=_SECONDS)
        back = canonical(read_smiles(isolated(decoded, text, seconds=_SECONDS)))
    except LibraryFailed as error:
        raise BadArgument(
            f"SELFIES cannot hold {found.name}: {error.message.splitlines()[0]}",
            "Keep its SMILES or InChI.",
        ) from error
    if back != found.smiles and inchikey(read_smiles(back)) != inchikey(found.mol):
        raise BadArgument(
            f"The SELFIES of {found.name} reads back as {back}, which is another structure.",
            "Keep its SMILES or InChI.",
        )
    return Finding(
        statement=f"{found.name} is {{selfies}} in SELFIES, a string of {{symbols}} symbols.",
        quantities=(
            Quantity(key="selfies", name="SELFIES", value=text,
                     method="selfies, read back to the same structure"),
            Quantity(key="symbols", name="SELFIES symbols", value=text.count("[")),
        ),
        structures=(found.structure,),
    )  # fmt: skip


@tool(
    examples=(
        "Decode the SELFIES [C][C][O] into a SMILES",
        "Which molecule does this SELFIES stand for: [C][=C][C][=C][C][=C][Ring1][=Branch1]",
        "SELFIES to SMILES: [O][=C][O]",
        "read the SELFIES string [N][#N]",
    ),
    yields=(Yield("smiles", ("SELFIES to SMILES", "decode the SELFIES", "decode SELFIES")),),
    domain="SELFIES of up to 2000 symbols.",
)
def read_selfies(question: Question) -> Finding:
    """Read the molecule that a SELFIES string stands for.

    Args:
        question: A text with one SELFIES in it.

    Returns:
        Canonical SMILES of the molecule.

    Raises:
        BadArgument: If there is no SELFIES, or it holds a symbol that SELFIES does not know.

    Example:
        >>> read_selfies("[C][C][O]").quantity("smiles").value
        'CCO'
    """
    written = max(_WRITTEN.findall(question[:20_000]), key=len, default="").strip(".")
    if not written:
        raise BadArgument("There is no SELFIES in the text.", "Write it as [C][C][O].")
    if written.count("[") > _MOST_SYMBOLS:
        raise TooLarge(
            f"The SELFIES has {written.count('[')} symbols; at most {_MOST_SYMBOLS} are read.",
            "Give a shorter one.",
        )
    try:
        smiles = canonical(read_smiles(isolated(decoded, written, seconds=_SECONDS)))
    except LibraryFailed as error:
        raise BadArgument(
            f"“{written[:80]}” is not a SELFIES: {error.message.splitlines()[0]}",
            "Check its symbols.",
        ) from error
    return Finding(
        statement="The SELFIES stands for {smiles}.",
        quantities=(Quantity(key="smiles", name="SMILES", value=smiles, method="selfies"),),
        structures=(Structure(name=smiles, smiles=smiles),),
    )


def _is_selfies(text: str) -> bool:
    """Tell a SELFIES that was taken for a SMILES: as such, it is all bare atoms."""
    symbols = _SYMBOL.findall(text)
    bare = all("H" not in symbol for symbol in symbols) and any("[C" in s for s in symbols)
    return len(symbols) > 1 and bare and "".join(symbols) == text.strip()


def encoded(smiles: str) -> str:
    """Return the SELFIES of a SMILES."""
    import selfies

    return str(selfies.encoder(smiles))


def decoded(text: str) -> str:
    """Return the SMILES of a SELFIES."""
    import selfies

    return str(selfies.decoder(text))
