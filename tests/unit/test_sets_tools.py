"""Tools over sets of molecules, against values got another way."""

import csv
import statistics
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdkit import Chem, DataStructs
from rdkit.Chem.Descriptors import MolWt
from rdkit.Chem.rdFingerprintGenerator import GetMorganGenerator
from rdkit.ML.Cluster import Butina

from labwright.core.errors import BadArgument, MissingFile, TooLarge
from labwright.tools.sets.clustering import butina, cluster_set
from labwright.tools.sets.computing import compute_over_set
from labwright.tools.sets.description import describe_set
from labwright.tools.sets.diversity import pick_diverse
from labwright.tools.sets.duplicates import duplicates_in_set
from labwright.tools.sets.filtering import filter_set
from labwright.tools.sets.neighbours import similar_in_set
from labwright.tools.sets.space import chemical_space_map, principal_components

ACIDS = ["OC(=O)C", "OC(=O)CC", "OC(=O)CCC", "OC(=O)CCCC"]
ARENES = ["Cc1ccccc1", "CCc1ccccc1", "Oc1ccccc1", "Nc1ccccc1", "Clc1ccccc1"]
OTHERS = ["C1CCCCC1", "FC(F)(F)C(F)(F)F", "O=S(=O)(N)c1ccc(N)cc1", "CC(=O)Oc1ccccc1C(=O)O"]
ALL = [*ACIDS, *ARENES, *OTHERS]


@pytest.fixture
def file(tmp_path: Path) -> str:
    path = tmp_path / "set.csv"
    rows = [f"m{i},{s},{i * 1.5}" for i, s in enumerate(ALL, 1)]
    path.write_text("\n".join(["name,smiles,activity", *rows, "broken,C1CC,9"]) + "\n")
    return str(path)


def prints(smiles):
    generator = GetMorganGenerator(radius=2, fpSize=2048)
    return [generator.GetFingerprint(Chem.MolFromSmiles(s)) for s in smiles]


def value(finding, key):
    return finding.quantity(key).value


def rows(finding):
    with Path(value(finding, "output")).open(newline="") as stream:
        return list(csv.DictReader(stream))


# Description


def test_a_set_is_described_by_counts_medians_and_histograms(file):
    found = describe_set(file)
    assert (value(found, "molecules"), value(found, "bad_records")) == (13, 1)
    masses = [MolWt(Chem.MolFromSmiles(s)) for s in ALL]
    assert value(found, "median_average_mass") == pytest.approx(statistics.median(masses))
    assert "record 14 (line 15)" in found.caution
    assert found.figure.startswith("<svg")
    described = {row[0]: row for row in found.table}
    assert described["activity"][2] == "1.5"  # a column of numbers of the file itself
    assert described["activity"][-1] == "19.5"
    assert "name" not in described


def test_equal_molecules_written_differently_are_counted_once(tmp_path):
    path = tmp_path / "a.smi"
    path.write_text("CCO\nOCC\nC(O)C\nCC\n")
    found = describe_set(str(path))
    assert (value(found, "molecules"), value(found, "different")) == (4, 2)


# Properties


def test_properties_asked_for_in_words_are_computed(file):
    found = compute_over_set(file, "molecular weight and the InChIKey of each")
    table = rows(found)
    assert table[0]["inchikey"] == "QTBSBXVTEAMEQO-UHFFFAOYSA-N"  # acetic acid, as published
    assert float(table[0]["average_mass"]) == pytest.approx(60.052, abs=1e-3)
    masses = [MolWt(Chem.MolFromSmiles(s)) for s in ALL]
    assert value(found, "mean_average_mass") == pytest.approx(statistics.mean(masses))
    assert (value(found, "computed"), value(found, "bad_records")) == (13, 1)
    assert "ring bond" in table[13]["problem"]


# Similarity


def test_the_most_similar_molecules_come_first(file):
    found = similar_in_set(file, "toluene", 4)
    mine = prints(["Cc1ccccc1"])[0]
    wanted = sorted(DataStructs.BulkTanimotoSimilarity(mine, prints(ALL)), reverse=True)
    assert [float(row[1]) for row in found.table[1:]] == pytest.approx(wanted[:4], abs=6e-4)
    assert found.table[1][3] == "m5"
    assert value(found, "highest") == 1.0
    assert value(found, "nearest_record") == 5
    with pytest.raises(BadArgument, match="0 molecules"):
        similar_in_set(file, "toluene", 0)


# Clusters


def test_clusters_are_those_of_rdkit(file):
    found = cluster_set(file, 0.4)
    bits = prints(ALL)
    distances = [1 - v for i in range(1, len(bits))
                 for v in DataStructs.BulkTanimotoSimilarity(bits[i], bits[:i])]  # fmt: skip
    wanted = Butina.ClusterData(distances, len(bits), 0.6, isDistData=True)
    assert value(found, "clusters") == len(wanted)
    assert value(found, "largest") == max(map(len, wanted))
    clusters: dict[str, set[str]] = {}
    for row in rows(found):
        clusters.setdefault(row["cluster"], set()).add(row["smiles"])
    ours = sorted(sorted(cluster) for cluster in clusters.values())
    assert ours == sorted(sorted(ALL[i] for i in cluster) for cluster in wanted)


@given(st.lists(st.sampled_from(ALL + ["C" * n for n in range(1, 30)]), min_size=1, max_size=40),
       st.sampled_from([0.2, 0.5, 0.65, 0.8, 1.0]))  # fmt: skip
def test_every_molecule_is_in_one_cluster_and_near_its_centre(smiles, cut):
    bits = prints(smiles)
    clusters = butina([DataStructs.BitVectToBinaryText(one) for one in bits], cut)
    assert sorted(at for cluster in clusters for at in cluster) == list(range(len(smiles)))
    for centre, *members in clusters:
        assert all(
            DataStructs.TanimotoSimilarity(bits[centre], bits[at]) >= cut - 1e-6 for at in members
        )
    centres = [cluster[0] for cluster in clusters]
    for at, one in enumerate(centres):
        for other in centres[at + 1 :]:
            assert DataStructs.TanimotoSimilarity(bits[one], bits[other]) < cut


def test_many_molecules_are_clustered_block_by_block():
    smiles = ["C" * (3 + i % 40) + "O" * (i % 7 == 0) for i in range(1300)]
    bits = prints(smiles)
    clusters = butina([DataStructs.BitVectToBinaryText(one) for one in bits], 0.65)
    assert sorted(at for cluster in clusters for at in cluster) == list(range(1300))
    distances: list[float] = []
    for i in range(1, len(bits)):
        distances += [1 - v for v in DataStructs.BulkTanimotoSimilarity(bits[i], bits[:i])]
    wanted = Butina.ClusterData(distances, len(bits), 0.35, isDistData=True)
    assert [len(c) for c in clusters] == sorted(map(len, wanted), reverse=True)


def test_bounds_of_clusters_and_picks_are_told(file):
    with pytest.raises(TooLarge, match="more than 5 molecules"):
        cluster_set(file, most=5)
    with pytest.raises(BadArgument, match="cut-off"):
        cluster_set(file, 1.5)
    with pytest.raises(BadArgument, match="20 molecules cannot be picked from 13"):
        pick_diverse(file, 20)
    with pytest.raises(BadArgument, match="Give 2 to"):
        pick_diverse(file, 1)
    with pytest.raises(TooLarge):
        pick_diverse(file, 3, most=4)


# Diversity


def test_picks_are_different_and_each_is_the_farthest_from_those_before(file):
    found = pick_diverse(file, 6)
    picked = [int(row[1]) - 1 for row in found.table[1:]]
    assert len(set(picked)) == 6
    bits = prints(ALL)

    def nearest(at, others):
        return max(DataStructs.BulkTanimotoSimilarity(bits[at], [bits[o] for o in others]))

    for step in range(1, 6):  # what MaxMin means, tried over all that were left
        before, rest = picked[:step], [i for i in range(len(ALL)) if i not in picked[:step]]
        assert nearest(picked[step], before) == pytest.approx(min(nearest(i, before) for i in rest))
    assert value(found, "closest") == pytest.approx(
        max(nearest(picked[i], picked[:i]) for i in range(1, 6))
    )
    assert [row["pick"] for row in rows(found)] == list("123456")


# Duplicates


def test_duplicates_are_found_however_they_are_written(tmp_path):
    path = tmp_path / "a.csv"
    texts = ["CCO", "OCC", "C[C@H](O)F", "C[C@@H](O)F", "CC(O)F", "[2H]CO", "CO", "C(C)O", "C1CC"]
    path.write_text("smiles\n" + "\n".join(texts) + "\n")
    found = duplicates_in_set(str(path))
    assert value(found, "duplicates") == 2  # ethanol is there three times
    assert value(found, "repeated") == 1
    assert value(found, "different") == 6
    assert value(found, "skeletons") == 3  # ethanol, methanol, fluoroethanol
    assert value(found, "variants") == 5
    assert ("same molecule", "LFQSCWFLJHTTHZ-UHFFFAOYSA-N", "record 1", "1, 2, 8") in found.table
    unique = [row["smiles"] for row in rows(found)]
    assert unique == ["CCO", "C[C@H](O)F", "C[C@@H](O)F", "CC(O)F", "[2H]CO", "CO"]
    assert "record 9" in found.caution


# Filters


def test_a_filter_keeps_what_a_plain_loop_keeps(file):
    found = filter_set(file, "MW below 110 and no carboxylic acid")
    acid = Chem.MolFromSmarts("C(=O)[OX2H1]")
    wanted = [s for s in ALL if MolWt(Chem.MolFromSmiles(s)) < 110
              and not Chem.MolFromSmiles(s).HasSubstructMatch(acid)]  # fmt: skip
    kept = rows(found)
    assert [row["smiles"] for row in kept] == wanted
    assert value(found, "kept") == len(wanted)
    assert value(found, "kept") + value(found, "removed") == 13
    assert value(found, "meet_2") == 8  # thirteen less four acids and aspirin
    assert float(kept[0]["average_mass"]) == pytest.approx(92.141, abs=1e-3)


def test_a_filter_that_nothing_passes_says_so(file):
    found = filter_set(file, "MW > 5000")
    assert value(found, "kept") == 0
    assert rows(found) == []
    assert found.sentence().startswith("0 of 13 molecules")


# Map


def test_components_are_those_of_a_singular_value_decomposition():
    chance = np.random.default_rng(3)
    data = chance.normal(size=(60, 5)) @ chance.normal(size=(5, 5))
    data -= data.mean(axis=0)
    places, shares, _ = principal_components(data)
    left, sizes, _ = np.linalg.svd(data, full_matrices=False)
    assert shares == pytest.approx((sizes**2 / (sizes**2).sum())[:2])
    assert np.abs(places) == pytest.approx(np.abs(left[:, :2] * sizes[:2]))


@pytest.mark.parametrize("wanted", ["", "coloured by activity", "colour by logP, please",
                                    "PCA on fingerprints coloured by MW",
                                    "fingerprints coloured by activity"])  # fmt: skip
def test_a_map_is_drawn_and_coloured(file, wanted):
    found = chemical_space_map(file, wanted)
    assert found.figure.startswith("<svg")
    assert 0 < value(found, "explained") <= 100.0001
    assert value(found, "explained") == pytest.approx(
        value(found, "explained_1") + value(found, "explained_2")
    )


def test_a_map_refuses_what_it_cannot_draw(file, tmp_path):
    with pytest.raises(BadArgument, match="beauty"):
        chemical_space_map(file, "coloured by beauty")
    with pytest.raises(BadArgument, match="holds no numbers"):
        chemical_space_map(file, "coloured by name")
    few = tmp_path / "few.smi"
    few.write_text("CCO\nCC\n")
    with pytest.raises(BadArgument, match="2 molecules make no map"):
        chemical_space_map(str(few))
    few.write_text("CCO\nOCC\nC(O)C\n")
    with pytest.raises(BadArgument, match="same values"):
        chemical_space_map(str(few))


# All of them


@pytest.mark.parametrize(
    "call",
    [describe_set, compute_over_set, pick_diverse, cluster_set, duplicates_in_set,
     chemical_space_map, lambda f: similar_in_set(f, "ethanol"),
     lambda f: filter_set(f, "MW < 5")],
)  # fmt: skip
def test_a_missing_file_and_one_without_a_good_molecule_are_told(tmp_path, call):
    with pytest.raises(MissingFile, match=r"nothing\.csv"):
        call(str(tmp_path / "nothing.csv"))
    path = tmp_path / "bad.smi"
    path.write_text("C1CC\nC(C)(C)(C)(C)C\n")
    if call is compute_over_set:
        assert value(call(str(path)), "computed") == 0
    else:
        with pytest.raises(BadArgument, match="No molecule of"):
            call(str(path))
