"""The header of a macromolecule in mmCIF; it is no crystal with a formula."""

from labwright.knowledge.readers.crystals.cif import CifBlock
from labwright.knowledge.readers.crystals.cif_words import plain
from labwright.knowledge.readers.pages import Pages

_MARKS = ("_atom_site_cartn_x", "_entity_poly_entity_id", "_struct_asym_id", "_entity_id")
_SAID = (
    ("PDB code", ("_entry_id",)),
    ("Title", ("_struct_title",)),
    ("Classification", ("_struct_keywords_pdbx_keywords",)),
    ("Method", ("_exptl_method",)),
    ("Resolution", (
        "_refine_ls_d_res_high", "_em_3d_reconstruction_resolution", "_reflns_d_resolution_high",
    )),
    ("R (work)", ("_refine_ls_r_factor_r_work",)),
    ("R (free)", ("_refine_ls_r_factor_r_free",)),
    ("Space group", ("_symmetry_space_group_name_h-m", "_space_group_name_h-m_alt")),
    ("Deposited", ("_pdbx_database_status_recvd_initial_deposition_date",)),
)  # fmt: skip
_LISTED = (
    ("Molecules", ("_entity_pdbx_description",)),
    ("Organism", (
        "_entity_src_gen_pdbx_gene_src_scientific_name",
        "_entity_src_nat_pdbx_organism_scientific",
        "_pdbx_entity_src_syn_organism_scientific",
    )),
)  # fmt: skip
_UNITS = {"Resolution": "Å"}
_MOST = 50


def is_macromolecule(block: CifBlock) -> bool:
    """Tell whether a block is that of a macromolecule: its atoms stand in Å, not in fractions."""
    return block.has(*_MARKS) and not block.column("_atom_site_fract_x")


def report_header(pages: Pages, block: CifBlock) -> str:
    """Write what the header of a macromolecule says.

    Args:
        pages: Where to write.
        block: Its data block.

    Returns:
        Its title, or its name where it has none.
    """
    said = {title: plain(block.get(*tags)) for title, tags in _SAID}
    said |= {title: "; ".join(_all(block, tags)) for title, tags in _LISTED}
    said = {
        title: f"{value} {_UNITS[title]}" if title in _UNITS else value
        for title, value in said.items()
        if value
    }
    name = said.get("Title") or said.get("Molecules") or said.get("PDB code") or block.name
    pages.heading(name)
    pages.paragraph("Macromolecular structure (mmCIF); only its header is read.")
    for title, value in said.items():
        if title != "Title":
            pages.paragraph(f"{title}: {value}.")
    atoms = block.loop_of("_atom_site_cartn_x")
    if atoms is not None:
        chains = list(dict.fromkeys(c for c in block.column("_atom_site_auth_asym_id") if c))
        of = f" in chain{'s' * (len(chains) > 1)} {', '.join(chains[:_MOST])}" if chains else ""
        pages.paragraph(f"Coordinates of {atoms.rows:,} atoms{of}.")
    pages.record(
        {title.lower().replace(" ", "_"): value for title, value in said.items()}, label=name
    )
    return name


def _all(block: CifBlock, tags: tuple[str, ...]) -> list[str]:
    values = (plain(value) for tag in tags for value in block.column(tag) if value)
    return list(dict.fromkeys(values))[:_MOST]
