"""What the store finds: by words, conditions, structure; what it cites, moves, forgets."""

import json
import sqlite3
import threading
import zipfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from plain_embedder import Letters
from rdkit import Chem, DataStructs
from rdkit.Chem import rdFingerprintGenerator

from labwright.core.errors import BadArgument, BadStructure, BadUsage, CorruptStore, MissingFile
from labwright.core.workspace import Workspace
from labwright.knowledge.citing import bibtex, citation_key, csl, keyed, plain
from labwright.knowledge.document import Block, Document, Metadata, Section, Work
from labwright.knowledge.keys import work_key
from labwright.knowledge.lexical import grams, lexical_query, searchable
from labwright.knowledge.passages import cut
from labwright.knowledge.portable import export_store, import_store
from labwright.knowledge.readers import registry
from labwright.knowledge.readers.pages import Pages
from labwright.knowledge.storage.catalogue import Catalogue
from labwright.knowledge.store import KnowledgeStore
from labwright.knowledge.structures.likeness import Likeness, rows_of
from labwright.knowledge.structures.molecule import molecules_of
from labwright.knowledge.watching import watch

NAMES = "labwright.tools.chemistry.known_names:known_names"
SMILES = [
    "CCO", "CC(=O)O", "c1ccccc1", "c1ccccc1O", "CC(=O)Oc1ccccc1C(=O)O", "OC(=O)c1ccccc1O",
    "CN1C=NC2=C1C(=O)N(C(=O)N2C)C", "C1CCCCC1", "CC(C)Cc1ccc(cc1)C(C)C(=O)O", "[Na+].[Cl-]",
]  # fmt: skip


@pytest.fixture
def store(tmp_path):
    return KnowledgeStore(Workspace(tmp_path / "w"), Letters(), NAMES)


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "papers"
    made.mkdir()
    (made / "a.md").write_text("# Salts\n\n## Melting\n\nAspirin melts at 135 °C in dry air.\n")
    (made / "b.md").write_text("# Rubber\n\n## Density\n\nToluene swells rubber slowly.\n")
    (made / "c.md").write_text("# Drinks\n\n## Taste\n\nCaffeine is bitter, as chocolate is.\n")
    return made


def found(store, **asked):
    return sorted({hit.source for hit in store.search(k=50, **asked)})


# Words


def test_common_words_alone_bring_no_passage_first_in_a_large_store(store, tmp_path, monkeypatch):
    monkeypatch.setattr("labwright.knowledge.storage.lexicon._LARGE", 20)
    for number in range(40):
        word = "thulium" if number in (7, 8) else f"metal{number}"
        (tmp_path / f"{number}.txt").write_text(f"The oxide of {word} was heated in oven {number}.")
        store.add(tmp_path / f"{number}.txt")
    lexicon = store.catalogue.lexicon
    phrases = ['"oxide"', '"heated"', '"thulium"']
    assert lexicon.rarer(phrases) == '"thulium"'
    assert lexicon.rarer(['"thulium"']) == ""
    whole = lexicon.search(" OR ".join(phrases), 2)
    assert lexicon.search(" OR ".join(phrases), 50, holding=lexicon.rarer(phrases)) == whole
    assert {hit.source for hit in store.search("oxide heated thulium", k=2)} == {"7.txt", "8.txt"}
    assert store.search("oxide that was heated", k=3)  # of common words only, the rarer counts


def test_subscripts_dashes_and_invisible_signs_are_one_with_plain_ones():
    assert searchable("LiFePO₄, 10⁻³ mol\u00adar – ﬁne") == "LiFePO4, 10-3 molar - fine"


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("The SMILES is CC(=O)Oc1ccccc1C(=O)O here.", "CC(=O)Oc1ccccc1C(=O)O"),
        ("We made LiNi0.8Co0.1Mn0.1O2 cathodes.", "LiNi₀.₈Co₀.₁Mn₀.₁O₂"),
        ("in 2-methyl-tetrahydrofuran at reflux", "2‑methyl‑tetrahydrofuran"),
        ("리튬이온전지의 용량은 크다.", "이온전지 용량"),
        ("リチウムイオン電池の容量", "電池"),
    ],
)
def test_formulae_smiles_names_and_korean_are_found(store, tmp_path, text, asked):
    (tmp_path / "it.md").write_text(f"# One\n\n{text}\n")
    (tmp_path / "other.md").write_text("# Two\n\nNothing of the kind stands here.\n")
    store.add(tmp_path / "it.md")
    store.add(tmp_path / "other.md")
    ids = [i for i, _ in store.catalogue.lexicon.search(lexical_query(asked), 5)]
    assert [store.catalogue.rows(ids)[i][2][-5:] for i in ids] == ["it.md"]


@given(st.text(alphabet=st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3), min_size=2))
def test_every_pair_of_a_korean_word_is_kept(word):
    assert grams(word).split() == [word[i : i + 2] for i in range(len(word) - 1)]


def test_no_score_exceeds_what_is_said_to_be_possible(store, folder):
    store.add(folder)
    for words in (["aspirin", "melts"], ["caffeine"], ["rubber", "swells", "slowly"]):
        query = " OR ".join(f'"{word}"' for word in words)
        best = store.catalogue.lexicon.search(query, 1)[0][1]
        assert 0 < best <= store.catalogue.lexicon.best_possible(words)


def test_a_hit_says_why_it_was_found_and_links_to_its_page(store, folder):
    store.add(folder)
    hit = store.search("aspirin melts", k=1)[0]
    assert hit.source == "a.md"
    assert "side by side" in hit.why
    assert hit.link == f"file://{folder}/a.md"
    assert hit.section == "Melting"


# Conditions


def test_conditions_leave_only_what_meets_them(store, folder):
    store.add(folder / "a.md", project="drugs", tags=["draft", "2024"])
    store.add(folder / "b.md", tags=["draft"])
    store.add(folder / "c.md", project="food")
    assert found(store, text="it", where={"tag": "Draft"}) == ["a.md", "b.md"]
    assert found(store, where={"tag": ("draft", "2024")}) == ["a.md"]
    assert found(store, where={"project": "food"}) == ["c.md"]
    assert found(store, where={"section": "dens"}) == ["b.md"]
    assert found(store, where={"source": "*.md", "title": "drinks"}) == ["c.md"]
    assert found(store, where={"source": "papers/a.md"}) == ["a.md"]
    assert found(store, where={"compound": "caffeine"}) == ["c.md"]
    assert found(store, where={"compound": "CC(=O)Oc1ccccc1C(=O)O"}) == ["a.md"]
    assert found(store, where={"kind": "thesis"}) == []


def test_tags_and_projects_are_kept_when_a_file_changes(store, folder):
    store.add(folder / "a.md", project="drugs", tags=["draft"])
    (folder / "a.md").write_text("# Salts\n\nAspirin melts at 136 °C.\n")
    store.add(folder / "a.md", tags=["seen"])
    assert found(store, where={"project": "drugs", "tag": ("draft", "seen")}) == ["a.md"]


def test_years_and_authors_come_from_what_a_document_says(store, folder, monkeypatch):
    said = Metadata(authors=("Marie Curie", "Irène Joliot-Curie"), year=1934, doi="10.1/x")
    made = Document(title="A", pages=("Radium glows.",), metadata=said)
    monkeypatch.setattr(registry, "read_document", lambda file: made)
    store.add(folder / "a.md")
    for where in ({"year": 1934}, {"year": (1930, None)}, {"author": "joliot"}, {"doi": "10.1/X"}):
        assert found(store, where=where) == ["a.md"]
    assert found(store, where={"year": (None, 1933)}) == []


def test_a_condition_that_is_not_known_is_said(store, folder):
    store.add(folder)
    with pytest.raises(BadArgument, match="colour"):
        store.search("x", where={"colour": "red"})


def test_filtered_and_unfiltered_search_agree_where_nothing_is_left_out(store, folder):
    store.add(folder)
    for text in ("aspirin melts", "rubber", "bitter taste of caffeine"):
        free = [(hit.id, hit.score) for hit in store.search(text, k=3)]
        held = [(hit.id, hit.score) for hit in store.search(text, k=3, where={"source": "*"})]
        assert [i for i, _ in free] == [i for i, _ in held]
        assert [s for _, s in free] == pytest.approx([s for _, s in held], abs=1e-3)


def test_context_gives_the_neighbours(store, tmp_path):
    sentences = " ".join(f"Sentence number {n} speaks of sample {n} at length." for n in range(60))
    (tmp_path / "long.txt").write_text(sentences)
    store.add(tmp_path / "long.txt")
    alone = store.search("sample 30", k=1)[0]
    wide = store.search("sample 30", k=1, context=1)[0]
    assert alone.context == ""
    assert alone.quote in wide.context
    assert len(wide.context) > len(alone.quote)


# Structure


def fingerprint(smiles):
    morgan = rdFingerprintGenerator.GetMorganGenerator(radius=2, fpSize=2048)
    return morgan.GetFingerprint(Chem.MolFromSmiles(smiles))


@pytest.mark.parametrize("threshold", [0.0, 0.2, 0.5, 1.0])
def test_similarities_are_those_of_rdkit(threshold):
    made = [m for _, m in molecules_of(SMILES)]
    likeness = Likeness(rows_of((n, m.morgan) for n, m in enumerate(made)))
    for asked in SMILES:
        got = dict(likeness.search(Chem.MolFromSmiles(asked), threshold))
        want = DataStructs.BulkTanimotoSimilarity(
            fingerprint(asked), [fingerprint(s) for s in SMILES]
        )
        # Hits of no similarity at all may be left out.
        assert {n for n, s in enumerate(want) if s >= max(threshold, 1e-9)} <= set(got)
        assert all(got[n] == pytest.approx(want[n], abs=1e-6) for n in got)


@pytest.fixture
def molecules(store, tmp_path):
    file = tmp_path / "set.smi"
    file.write_text("\n".join(f"{smiles} mol{n}" for n, smiles in enumerate(SMILES)) + "\n")
    store.add(file)
    return store


def test_molecules_are_found_by_likeness_part_formula_and_mass(molecules):
    assert molecules.molecules(like="CC(=O)Oc1ccccc1C(=O)O", k=1)[0].similarity == 1.0
    acids = molecules.molecules(contains="C(=O)[OH]", k=50)
    assert len(acids) == 4
    assert [m.name for m in molecules.molecules(formula="C6H6")] == ["mol2"]
    assert {m.formula for m in molecules.molecules(mass=(46, 47))} == {"C2H6O"}
    both = molecules.molecules(like="c1ccccc1O", contains="C(=O)[OH]", k=2)
    assert both[0].smiles == "O=C(O)c1ccccc1O"
    assert both[0].places[0].source == "set.smi"


def test_bad_structures_and_empty_wishes_are_said(molecules):
    for asked in ({"like": "C1CC"}, {"contains": "[#"}):
        with pytest.raises(BadStructure):
            molecules.molecules(**asked)
    with pytest.raises(BadArgument):
        molecules.molecules()


def test_molecules_that_come_and_go_are_found_and_not(molecules, tmp_path):
    molecules.molecules(like="CCO")
    more = tmp_path / "more.smi"
    more.write_text("CCCCCCCCO octanol\n")
    molecules.add(more)
    assert molecules.molecules(like="CCCCCCCCO", k=1)[0].name == "octanol"
    assert molecules.molecules(contains="CCCCCCCC")[0].name == "octanol"
    molecules.remove(more)
    assert all(m.name != "octanol" for m in molecules.molecules(like="CCCCCCCCO", k=20))
    assert molecules.molecules(contains="CCCCCCCC") == []
    assert molecules.agrees()


def test_text_and_structure_together(store, folder):
    store.add(folder)
    assert found(store, like="CC(=O)Oc1ccccc1C(=O)O") == ["a.md"]
    assert found(store, text="swells", contains="c1ccccc1") == ["a.md", "b.md"]


# Passages


def test_rows_records_and_long_words_are_never_cut():
    pages = Pages()
    pages.heading("Data", 1)
    pages.table(("name", "value"), [(f"sample {n}", "x " * 40) for n in range(9)], "Table 1")
    for n in range(9):
        pages.record({"name": f"r{n}", "note": "y " * 90})
    pages.paragraph("C" * 900 + " is a long chain. " + "It has many words in it. " * 40)
    document = pages.document("T")
    passages = cut(document, Letters())
    for block in document.blocks:
        if block.kind in ("row", "record"):
            assert any(p.start <= block.start and block.end <= p.end for p in passages)
    assert any("C" * 900 in p.text for p in passages)
    assert all(p.text == document.pages[0][p.start : p.end] for p in passages)
    assert any(p.section.endswith("Table 1") for p in passages)


def test_a_section_is_named_by_its_path():
    document = Document(
        title="T", pages=("Methods\n\nSynthesis\n\nWe heated it.\n\nResults\n\nIt broke.",),
        sections=(Section(title="Methods", level=1, page=1, start=0),
                  Section(title="Synthesis", level=2, page=1, start=9),
                  Section(title="Results", level=1, page=1, start=35)),
    )  # fmt: skip
    sections = {p.text.split()[-1]: p.section for p in cut(document, Letters())}
    assert sections["it."] == "Methods › Synthesis"
    assert sections["broke."] == "Results"


def test_large_data_is_found_by_words_alone():
    block = [Block(kind="record", page=1, start=n, end=n + 1) for n in range(600)]
    text = "\n".join(f"row: {n}; value: {n * n}" for n in range(600))
    document = Document(title="T", pages=(text,), blocks=tuple(block))
    passages = cut(document, Letters())
    assert all(not p.embedded for p in passages)
    assert "\n".join(p.text for p in passages) == text


# Versions, moving, forgetting


def test_a_catalogue_of_the_first_version_is_brought_up_to_date(tmp_path):
    file = tmp_path / "c.sqlite"
    old = sqlite3.connect(file)
    old.executescript((Path(__file__).parent.parent / "data" / "catalogue-1.sql").read_text())
    old.close()
    catalogue = Catalogue(file)
    assert catalogue.meta("version") == "2"
    assert catalogue.counts()["passages"] == 1
    assert catalogue.lexicon.search(lexical_query("alphaite"), 1)
    # Read again when it is added again: the old reading knew no compounds.
    assert not catalogue.has_document("d1")


def test_a_store_moves_as_one_file(store, folder, tmp_path):
    store.add(folder)
    made = tmp_path / "store.zip"
    export_store(store.folder / "catalogue.sqlite", made)
    other = KnowledgeStore(Workspace(tmp_path / "w2"), Letters(), NAMES)
    other.take_over(made)
    assert other.catalogue.counts() == store.catalogue.counts()
    assert [h.quote for h in other.search("aspirin melts", k=3)] == [
        h.quote for h in store.search("aspirin melts", k=3)
    ]
    assert other.agrees()
    with pytest.raises(BadUsage, match="documents already"):
        other.take_over(made)
    with pytest.raises(BadUsage, match="exists already"):
        export_store(store.folder / "catalogue.sqlite", made)


def test_what_is_no_store_is_not_taken_over(tmp_path):
    (tmp_path / "x").write_bytes(b"PK no zip")
    with pytest.raises(CorruptStore):
        import_store(tmp_path / "x", tmp_path / "c.sqlite")
    with pytest.raises(MissingFile):
        import_store(tmp_path / "none", tmp_path / "c.sqlite")


def test_few_and_most_allowed_passages_are_ranked_alike(store, folder):
    for number in range(12):
        (folder / f"n{number}.txt").write_text(f"Sample {number} of alphaite melts at {number} K.")
    store.add(folder)
    store.add(folder / "n3.txt", tags=["few"])
    whole = [hit.source for hit in store.search("sample alphaite melts", k=20)]
    few = store.search("sample alphaite melts", k=20, where={"tag": "few"})
    most = store.search("sample alphaite melts", k=20, where={"source": "n*.txt"})
    assert [hit.source for hit in few] == ["n3.txt"]
    assert few[0].lexical > 0
    assert [hit.source for hit in most] == [name for name in whole if name.startswith("n")]


def test_of_what_was_confidential_no_byte_is_left(store, folder, tmp_path):
    secret = "Unobtainium melts at 4242 degrees"
    (folder / "secret.md").write_text(f"# Hidden\n\n{secret} in the dark.\n")
    store.add(folder)
    assert store.search("unobtainium", k=1)[0].source == "secret.md"
    store.remove(folder / "secret.md", confidential=True)
    store.catalogue.close()
    for file in (tmp_path / "w").rglob("*"):
        if file.is_file():
            data = file.read_bytes().lower()
            assert b"unobtainium" not in data, file
            assert b"unobtainium"[:8] not in data, file


def test_an_edited_file_is_embedded_only_where_it_changed(store, tmp_path):
    parts = [f"## Part {n}\n\nThis part speaks of sample {n} in its own words.\n" for n in range(9)]
    file = tmp_path / "long.md"
    file.write_text("# Long\n\n" + "\n".join(parts))
    store.add(file)
    counted = []
    original = store.embedder.embed
    store.embedder.embed = lambda texts: counted.extend(texts) or original(texts)
    parts[4] = "## Part 4\n\nThis one says something else now.\n"
    file.write_text("# Long\n\n" + "\n".join(parts))
    store.add(file)
    assert len(counted) == 1


# Works


def work(**said):
    return Work(document="d" * 8, title="On the rate of a reaction", pages=1,
                metadata=Metadata(**said))  # fmt: skip


def test_citations_say_what_is_known_and_nothing_else():
    one = work(authors=("Svante Arrhenius",), year=1889, venue="Z. Phys. Chem.", kind="article",
               doi="10.1515/zpch-1889-0116", details={"volume": "4", "pages": "226-248"})  # fmt: skip
    entry = bibtex(one)
    assert entry.startswith("@article{arrhenius1889rate,")
    assert "journal = {Z. Phys. Chem.}" in entry
    assert "volume = {4}" in entry
    assert csl(one)["author"] == [{"family": "Arrhenius", "given": "Svante"}]
    assert csl(one)["issued"] == {"date-parts": [[1889]]}
    assert plain(one) == (
        "Svante Arrhenius (1889). On the rate of a reaction. Z. Phys. Chem. "
        "doi:10.1515/zpch-1889-0116."
    )
    assert bibtex(work()) == "@misc{rate,\n  title = {{On the rate of a reaction}},\n}"
    assert json.dumps(csl(work()))


def test_bibtex_is_read_by_someone_else():
    pybtex = pytest.importorskip("pybtex.database")
    one = work(authors=("Åsa & Sons", "J. Smith"), year=2020, kind="article", venue="A & B 100%")
    entry = pybtex.parse_string(bibtex(one), "bibtex").entries[citation_key(one)]
    assert entry.fields["year"] == "2020"
    assert len(entry.persons["author"]) == 2


def test_keys_that_are_alike_are_told_apart():
    keys = [key for key, _ in keyed([work(), work(), work()])]
    assert len(set(keys)) == 3


def test_preprint_and_article_are_versions_of_one_work():
    title = "Fast ion transport in a new solid electrolyte"
    one = Document(title=title, pages=("x",), metadata=Metadata(doi="10.26434/a"))
    two = Document(title=title.upper() + ".", pages=("y",), metadata=Metadata(doi="10.1021/b"))
    assert work_key(one) == work_key(two) != ""
    assert work_key(Document(title="Introduction", pages=("x",))) == ""


# Watching


def test_a_watched_folder_is_kept_in_step(store, folder):
    stop = threading.Event()
    told = []

    def add(path):
        return store.add(path, sync=True)

    watcher = threading.Thread(
        target=watch, args=(folder, add, told.append, 0.05, stop.is_set), daemon=True
    )
    watcher.start()
    wait_for(lambda: len(told) == 1)
    (folder / "d.md").write_text("# New\n\nPhenol is an acid.\n")
    (folder / "a.md").unlink()
    wait_for(lambda: len(told) == 2)
    stop.set()
    watcher.join(5)
    assert {Path(f.path).name: f.state for f in told[1].files} == {
        "a.md": "removed", "b.md": "unchanged", "c.md": "unchanged", "d.md": "added",
    }  # fmt: skip


def wait_for(done, seconds=20.0):
    event = threading.Event()
    for _ in range(int(seconds / 0.05)):
        if done():
            return
        event.wait(0.05)
    raise AssertionError("it did not happen in time")


def test_vectors_of_one_store_are_compared_exactly_where_conditions_hold(store, folder):
    store.add(folder)
    question = store.embedder.embed_query("aspirin")
    ids = np.array(store.catalogue.embeddings.ids(), dtype=np.int64)
    near = store._index.nearest(question, 10, ids)
    want = store._index.cosines(question, ids.tolist())
    assert near == pytest.approx(want, abs=1e-5)
    assert store._index.nearest(question, 10, ids[:1]).keys() == {int(ids[0])}
    assert store._index.nearest(question, 10, ids[:0]) == {}


# Adding again


def test_what_is_added_again_is_left_as_it_is(store, tmp_path):
    folder = tmp_path / "papers"
    folder.mkdir()
    (folder / "a.md").write_text("# Alpha\n\nAspirin melts.\n")
    (folder / "b.txt").write_bytes("At 25 °C it is wet.\n".encode("cp1252"))
    with zipfile.ZipFile(folder / "c.zip", "w") as archive:
        archive.writestr("in.md", "# In\n\nToluene burns.\n")
    store.add(folder)
    before = store.catalogue.meta("changes"), store.catalogue.reports()
    assert {f.state for f in store.add(folder).files} == {"unchanged"}
    assert (store.catalogue.meta("changes"), store.catalogue.reports()) == before
    assert "Windows-1252" in str([f.reason for f in before[1]])


def test_archives_in_a_folder_are_opened(store, tmp_path):
    folder = tmp_path / "papers"
    folder.mkdir()
    with zipfile.ZipFile(folder / "c.zip", "w") as archive:
        archive.writestr("sub/in.md", "# In\n\nToluene burns.\n")
    store.add(folder)
    hit = store.search("toluene burns", k=1)[0]
    assert (hit.source, hit.path) == ("in.md", f"{folder}/c.zip!/sub/in.md")
    assert hit.link == f"file://{folder}/c.zip"
    assert not store.add(folder).of("missing")
    (folder / "c.zip").unlink()
    missing = store.add(folder).of("missing")
    assert [Path(f.path).name for f in missing] == ["c.zip", "in.md"]


def test_without_molecules_no_substructure_is_found(store, tmp_path):
    (tmp_path / "n.md").write_text("# Nothing\n\nThis text is about the weather.\n")
    store.add(tmp_path / "n.md")
    assert store.molecules(contains="c1ccccc1") == []
    assert store.search(contains="c1ccccc1") == []


def test_another_version_of_a_work_is_told(store, tmp_path):
    text = "# Ionic conductivity of Li3YBr6 at high pressure\n\n{} It conducts well.\n"
    (tmp_path / "article.md").write_text(text.format("As published."))
    (tmp_path / "preprint.md").write_text(text.format("As submitted."))
    store.add(tmp_path / "preprint.md")
    (told,) = store.add(tmp_path / "article.md").files
    assert told.notes() == "  (another version of preprint.md)"
    twins = [Path(file.version_of).name for file in store.catalogue.reports()]
    assert twins == ["preprint.md", "article.md"]
    store.remove(tmp_path / "preprint.md")
    assert [file.version_of for file in store.catalogue.reports()] == [""]


def test_what_is_taken_out_of_an_archive_is_forgotten(store, tmp_path):
    def packed(**members):
        with zipfile.ZipFile(tmp_path / "c.zip", "w") as archive:
            for name, text in members.items():
                archive.writestr(f"{name}.md", text)

    packed(a="# A\n\nAlphaite burns.\n", b="# B\n\nBetaite melts.\n", c="# C\n\nC boils.\n")
    store.add(tmp_path / "c.zip")
    packed(a="# A\n\nAlphaite burns.\n", renamed="# C\n\nC boils.\n")
    report = store.add(tmp_path / "c.zip")
    assert {Path(f.path).name: f.state for f in report.files} == {
        "a.md": "unchanged", "renamed.md": "added", "b.md": "removed", "c.md": "removed",
    }  # fmt: skip
    assert sorted(Path(f.path).name for f in store.catalogue.reports()) == [
        "a.md", "c.zip", "renamed.md",
    ]  # fmt: skip
    assert store.catalogue.counts()["documents"] == 2
    assert store.agrees()
    (tmp_path / "c.zip").write_bytes(b"PK torn")
    assert store.add(tmp_path / "c.zip").of("removed") == []
    assert store.catalogue.counts()["documents"] == 2


def test_a_file_too_large_to_be_text_gets_its_sentence(store, tmp_path):
    with (tmp_path / "huge.txt").open("wb") as file:
        file.write(b"Some words.\n")
        file.truncate(33 * 2**20)
    (told,) = store.add(tmp_path / "huge.txt").files
    assert told.state == "failed"
    assert "33 MB; files of this kind are read up to 32 MB. Split it" in told.reason
