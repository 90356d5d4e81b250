"""What the process does that reads one ChemDraw drawing: RDKit's parser can end its process.

It is run as a script, takes the drawing as CDXML from standard input and writes JSON to standard
output. It imports nothing of ours, so that it starts quickly.
"""

import json
import os
import sys
from typing import Any

_MEMORY = 4 * 2**30
_MOST_ATOMS = 5_000


def molecules_of(drawing: str) -> list[dict[str, Any]]:
    """Read the molecules of a drawing.

    Args:
        drawing: The CDXML.

    Returns:
        For each its fragment, canonical SMILES and formula, or what is wrong with it.
    """
    from rdkit import Chem

    raw: Any = Chem.CDXMLParserParams()
    raw.sanitize = False
    found = {_fragment(mol): _identified(mol) for mol in Chem.MolsFromCDXML(drawing)}
    for mol in Chem.MolsFromCDXML(drawing, raw):
        if (number := _fragment(mol)) not in found:
            problems = Chem.DetectChemistryProblems(mol)
            fault = problems[0].Message() if problems else "it cannot be sanitised"
            found[number] = {"fragment": number, "fault": fault}
    return sorted(found.values(), key=lambda made: made["fragment"])


def _fragment(mol: Any) -> int:
    return int(mol.GetProp("CDX_FRAG_ID")) if mol.HasProp("CDX_FRAG_ID") else -1


def _identified(mol: Any) -> dict[str, Any]:
    from rdkit import Chem
    from rdkit.Chem import rdMolDescriptors

    if mol.GetNumAtoms() > _MOST_ATOMS:
        return {"fragment": _fragment(mol), "fault": f"it has over {_MOST_ATOMS:,} atoms"}
    return {
        "fragment": _fragment(mol),
        "smiles": Chem.MolToSmiles(mol),
        "formula": rdMolDescriptors.CalcMolFormula(mol),
    }


def main() -> None:
    """Read a drawing from standard input and write its molecules to standard output."""
    answer = os.fdopen(os.dup(1), "w", encoding="utf-8")
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)  # RDKit writes some warnings past its own log
    os.dup2(silence, 2)
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    except (ImportError, OSError, ValueError):  # not on Windows; not above what is set already
        pass
    drawing = sys.stdin.buffer.read().decode("utf-8")
    try:
        made: dict[str, Any] = {"molecules": molecules_of(drawing)}
    except Exception as error:  # told to whoever started this
        made = {"fault": " ".join(str(error).split())}
    json.dump(made, answer)
    answer.close()


if __name__ == "__main__":
    main()
