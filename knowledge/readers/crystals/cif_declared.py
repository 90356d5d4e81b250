"""What a block of a CIF declares in single values, as lines that can be quoted."""

import re

from labwright.knowledge.readers.crystals.cif import CifBlock, number
from labwright.knowledge.readers.crystals.cif_words import plain
from labwright.knowledge.readers.crystals.crystal import rounded

TEMPERATURE = (
    "_diffrn_ambient_temperature",
    "_cell_measurement_temperature",
    "_experiment_temperature",
)
_NAMES = (
    "_chemical_name_mineral", "_chemical_name_common", "_chemical_name_systematic",
    "_pd_phase_name", "_chemical_name_structure_type",
)  # fmt: skip
_SAID = (
    ("Name", _NAMES[1:2]), ("Mineral", _NAMES[:1]), ("Systematic name", _NAMES[2:3]),
    ("Phase", _NAMES[3:4]), ("Structure type", _NAMES[4:]),
    ("Formula as declared", ("_chemical_formula_sum",)),
    ("Moieties", ("_chemical_formula_moiety",)),
    ("Formula weight as declared", ("_chemical_formula_weight",)),
    ("Formula units in the cell (Z) as declared", ("_cell_formula_units_z",)),
    ("Crystal system as declared", ("_symmetry_cell_setting", "_space_group_crystal_system")),
    ("Volume as declared", ("_cell_volume",)),
    ("Density as declared", ("_exptl_crystal_density_diffrn",)),
    ("Density as measured", ("_exptl_crystal_density_meas",)),
    ("Temperature", TEMPERATURE),
    ("Pressure", ("_diffrn_ambient_pressure", "_cell_measurement_pressure")),
    ("Magnetic transition temperature", ("_transition_temperature",)),
    ("Magnetic space group (BNS)", ("_space_group_magn_name_bns", "_space_group_magn_ssg_name")),
    ("Radiation", ("_diffrn_radiation_type", "_diffrn_radiation_probe")),
    ("Wavelength", ("_diffrn_radiation_wavelength",)),
    ("Parent space group", ("_parent_space_group_name_h-m", "_parent_space_group_name_h-m_alt")),
    ("R factor", ("_refine_ls_r_factor_gt", "_refine_ls_r_factor_obs", "_refine_ls_r_factor_all")),
    ("Source of the compound", ("_chemical_compound_source",)),
    ("Colour", ("_exptl_crystal_colour",)),
    ("COD code", ("_cod_database_code",)),
    ("ICSD code", ("_database_code_icsd", "_atomic_positions_source_database_code_icsd")),
    ("CCDC code", ("_database_code_depnum_ccdc_archive", "_database_code_csd")),
)  # fmt: skip
_UNITS = {
    "Formula weight as declared": "Da", "Volume as declared": "Å³",
    "Density as declared": "g/cm³", "Density as measured": "g/cm³", "Temperature": "K",
    "Pressure": "kPa", "Magnetic transition temperature": "K", "Wavelength": "Å",
}  # fmt: skip


def name_of(block: CifBlock) -> str:
    """Return what the compound of a block is called; empty if it does not say."""
    return plain(block.get(*_NAMES))


def declared_lines(block: CifBlock) -> list[str]:
    """Return what a block declares, a line each, with units."""
    lines = []
    for title, tags in _SAID:
        if value := plain(block.get(*tags)).strip():
            unit = _UNITS.get(title, "") if number(value) is not None else ""
            lines.append(f"{title}: {value}{f' {unit}' if unit else ''}.")
    states = _oxidation_states(block)
    return [*lines, f"Oxidation states as declared: {', '.join(states)}." if states else ""]


def _oxidation_states(block: CifBlock) -> list[str]:
    """Return elements with the charges that a block declares for them."""
    symbols = block.column("_atom_type_symbol")
    charges = block.column("_atom_type_oxidation_number")
    told = dict.fromkeys(
        re.sub(r"[^A-Za-z].*", "", symbol) + _charge(charge)
        for symbol, charge in zip(symbols, charges, strict=False)
        if number(charge) is not None
    )
    written = block.column("_atom_site_type_symbol")
    return list(told or dict.fromkeys(s for s in written if re.search(r"[1-9]?[+-]$", s)))


def _charge(text: str) -> str:
    value = number(text) or 0.0
    size = rounded(abs(value), 3)
    return f"{'' if size == '1' else size}{'+' if value > 0 else '-' if value < 0 else ''}"
