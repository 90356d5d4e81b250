"""What the products of a reaction call for: energetic groups, lists of controlled chemicals."""

from collections.abc import Iterable


def warnings_of(products: Iterable[str]) -> str:
    """Say which products have energetic groups or stand in lists of controlled chemicals.

    Args:
        products: SMILES.

    Returns:
        Sentences; empty if there is nothing to say.

    Example:
        >>> warnings_of(["CCO[N+](=O)[O-]"])
        'Energetic group in a product: nitrate ester; look up its hazards before work.'
    """
    from labwright.tools.chemistry.safety.control_lists import own_lists, places
    from labwright.tools.chemistry.safety.groups import hazards_of
    from labwright.tools.chemistry.structures import read_smiles

    mols = [read_smiles(smiles) for smiles in products]
    groups = dict.fromkeys(h.group.name for mol in mols for h in hazards_of(mol, "energetic"))
    lists = dict.fromkeys(p.list.name for mol in mols for p in places(mol, own_lists()))
    said = []
    if groups:
        said.append(f"Energetic group in a product: {', '.join(groups)}; look up its hazards "
                    "before work.")  # fmt: skip
    if lists:
        said.append(f"A product stands in {', '.join(lists)}.")
    return " ".join(said)
