"""Files and databases that are damaged, locked, emptied, renamed or gone."""

import shutil
import sqlite3
from pathlib import Path

import pytest
from plain_embedder import Letters

from labwright.cli.doctor import examine
from labwright.core.errors import (
    CorruptStore,
    LabwrightError,
    MissingFile,
    UnreadableDocument,
    UserCanMend,
    WorkspaceBusy,
)
from labwright.core.evidence import Call, Evidence, Ledger
from labwright.core.finding import Finding
from labwright.core.workspace import Database, Workspace, database_fault
from labwright.graphs.evidence_files import EvidenceFiles
from labwright.graphs.threads import Threads
from labwright.knowledge import adding
from labwright.knowledge.document import AddReport, Document
from labwright.knowledge.readers import registry
from labwright.knowledge.readers.pdf.line_numbers import strip_line_numbers, strip_numbered_pages
from labwright.knowledge.readers.registry import find_files, read_document
from labwright.knowledge.storage.catalogue import Catalogue
from labwright.knowledge.storage.versions import VERSION
from labwright.knowledge.store import KnowledgeStore


@pytest.fixture
def store(tmp_path):
    return KnowledgeStore(Workspace(tmp_path / "w"), Letters())


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "papers"
    made.mkdir()
    (made / "a.md").write_text("# Alpha\n\nAlphaite melts at 101 °C in dry argon.\n")
    (made / "b.txt").write_text("Betaite has a density of 3.1 g/mL at room temperature.\n")
    return made


def states(report):
    return {Path(f.path).name: f.state for f in report.files}


def sources(store, text="alphaite melts"):
    return [hit.source for hit in store.search(text, k=5)]


# Line numbers


TABLE = [80, 82, 85, 88, 90, 93, 95, 97]


@pytest.mark.parametrize("template", ["Catalyst A gave a yield of {}", "{} % was the yield of A"])
@pytest.mark.parametrize("rise", [TABLE, range(80, 88), range(50, 95, 5), range(10, 60, 2)])
def test_a_rising_column_is_no_line_numbers(template, rise):
    page = "\n".join(template.format(n) for n in rise)
    assert strip_line_numbers(page) == page


def test_rising_figures_in_some_lines_of_prose_stay():
    lines = [f"word {n // 3} {n}" if n % 3 == 0 else "only words here" for n in range(90)]
    assert strip_line_numbers("\n".join(lines)) == "\n".join(lines)


def test_every_fifth_line_may_be_numbered():
    lines = [f"{n} words of a line" if n % 5 == 0 else "words of a line" for n in range(1, 51)]
    lines.insert(12, "A heading")
    assert "5" not in strip_line_numbers("\n".join(lines))


def test_a_short_page_goes_on_from_the_page_before():
    first = "\n".join(f"{n} words" for n in range(1, 31))
    last = "\n".join(["Table", "12 K", *(f"{n} words" for n in range(31, 36)), *["note"] * 9])
    stripped = strip_numbered_pages([first, last])
    assert stripped[1].split()[:8] == ["Table", "12", "K", *["words"] * 5]
    assert strip_line_numbers(last) == last


# PDF


def pdf(*texts, kids=""):
    """Write a PDF with a page a text; ``kids`` are further references, to nothing."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", ""]
    pages = []
    for text in texts:
        shown = " ".join(f"({line}) Tj 0 -14 Td" for line in text.split("\n"))
        stream = f"BT /F1 12 Tf 50 750 Td {shown} ET"
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
        objects.append(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << /Font << /F1 << "
            "/Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> "
            f"/Contents {len(objects)} 0 R >>"
        )
        pages.append(f"{len(objects)} 0 R")
    references = [*pages, *kids.split("|")] if kids else pages
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(references)}] /Count {len(references)} >>"
    data = "%PDF-1.4\n"
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(data))
        data += f"{number} 0 obj\n{body}\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    size = len(objects) + 1
    return (
        f"{data}xref\n0 {size}\n0000000000 65535 f \n{table}"
        f"trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{len(data)}\n%%EOF\n"
    ).encode()


def test_a_yield_table_in_a_pdf_keeps_its_figures(tmp_path):
    rows = "\n".join(f"Catalyst A gave a yield of {n}" for n in TABLE)
    (tmp_path / "t.pdf").write_bytes(pdf(rows))
    text = read_document(tmp_path / "t.pdf").pages[0]
    assert [int(n) for n in text.replace("Catalyst A gave a yield of", "").split()] == TABLE


def test_a_damaged_page_costs_itself_alone(store, folder):
    good = "Gammaite melts at 303 degrees in dry argon, as was found."
    (folder / "torn.pdf").write_bytes(pdf(good, kids="19 0 R"))
    (folder / "none.pdf").write_bytes(pdf(kids="19 0 R"))
    report = store.add(folder)
    assert states(report) == {
        "a.md": "added", "b.txt": "added", "none.pdf": "failed", "torn.pdf": "added",
    }  # fmt: skip
    assert "page 2" in next(f.reason for f in report.files if f.path.endswith("torn.pdf"))
    assert "303" in store.search("gammaite melts", k=1)[0].quote
    with pytest.raises(UnreadableDocument, match="damaged"):
        read_document(folder / "none.pdf")


# A file that breaks its reader


def _module_of(function):
    return registry if function == "read_document" else adding


@pytest.mark.parametrize("place", ["read_document", "cut"])
def test_whatever_a_file_raises_is_its_own_failure(store, folder, monkeypatch, place):
    module = _module_of(place)
    original = getattr(module, place)

    def breaks(given, *rest):
        name = given.name if isinstance(given, Path) else given.title
        if name in ("a.md", "Alpha"):
            raise RuntimeError("half a \ud835 character")
        return original(given, *rest)

    monkeypatch.setattr(module, place, breaks)
    report = store.add(folder)
    assert states(report) == {"a.md": "failed", "b.txt": "added"}
    assert "RuntimeError" in report.of("failed")[0].reason
    monkeypatch.undo()
    assert states(store.add(folder)) == {"a.md": "added", "b.txt": "unchanged"}


def test_halves_of_characters_break_nothing(store, folder, monkeypatch):
    odd = Document(title="T \udc00", pages=("Deltaite \ud835 melts at 9 °C.",), notes=("\udfff",))
    assert odd.pages == ("Deltaite � melts at 9 °C.",)
    monkeypatch.setattr(registry, "read_document", lambda file: odd)
    assert states(store.add(folder / "a.md")) == {"a.md": "added"}
    hit = store.search("deltaite \ud800 melts", k=1)[0]
    assert store.quote_stands(hit.document, hit.page, hit.span, hit.quote)


def test_a_name_that_is_no_text_is_reported(store, folder):
    try:
        (folder / "c\udcff.md").write_text("Something about gammaite.")
    except OSError:
        pytest.skip("this file system takes no such name")
    report = store.add(folder)
    assert [f.state for f in report.files] == ["added", "added", "failed"]
    assert report.model_dump_json()


# Gone, renamed, removed


def test_a_deleted_file_is_gone_and_comes_back(store, folder):
    store.add(folder)
    text = (folder / "a.md").read_text()
    (folder / "a.md").unlink()
    report = store.add(folder)
    assert states(report) == {"b.txt": "unchanged", "a.md": "missing"}
    assert "a.md: the file no longer exists; what was read from it stays" in str(report)
    assert sources(store)[0] == "a.md"
    report = store.add(folder, sync=True)
    assert states(report) == {"b.txt": "unchanged", "a.md": "removed"}
    assert "a.md: the file no longer exists; its 1 passages" in str(report)
    assert "a.md" not in sources(store)
    assert store.agrees()
    assert states(store.add(folder)) == {"b.txt": "unchanged"}
    (folder / "a.md").write_text(text)
    assert states(store.add(folder)) == {"a.md": "added", "b.txt": "unchanged"}
    assert sources(store)[0] == "a.md"


def test_a_renamed_file_is_quoted_under_its_new_name(store, folder):
    store.add(folder)
    (folder / "a.md").rename(folder / "z.md")
    report = store.add(folder)
    assert states(report) == {"b.txt": "unchanged", "z.md": "added"}
    assert report.of("added")[0].reason == "renamed from a.md"
    assert sources(store)[0] == "z.md"


def test_of_two_names_the_one_that_exists_is_quoted(store, folder, tmp_path):
    store.add(folder)
    other = tmp_path / "z.md"
    shutil.copy(folder / "a.md", other)
    store.add(other)
    assert sources(store)[0] == "a.md"
    (folder / "a.md").unlink()
    assert sources(store)[0] == "z.md"


def test_only_files_under_the_folder_are_looked_for(store, folder, tmp_path):
    other = tmp_path / "papers2"
    other.mkdir()
    (other / "c.md").write_text("Gammaite melts at 7 °C.")
    store.add(folder)
    store.add(other)
    (folder / "a.md").unlink()
    assert states(store.add(other)) == {"c.md": "unchanged"}


def test_a_document_can_be_removed_and_its_file_stays(store, folder):
    store.add(folder)
    report = store.remove(folder / "sub" / ".." / "a.md")
    assert states(report) == {"a.md": "removed"}
    assert (folder / "a.md").exists()
    assert "a.md" not in sources(store)
    with pytest.raises(MissingFile, match=r"a\.md"):
        store.remove(folder / "a.md")
    shutil.rmtree(folder)
    assert states(store.remove(folder)) == {"b.txt": "removed"}
    assert store.catalogue.counts()["documents"] == 0
    assert store.agrees()


# Kept


def test_a_file_that_is_emptied_for_a_moment_keeps_its_content(store, folder):
    store.add(folder)
    text = (folder / "a.md").read_text()
    (folder / "a.md").write_text("")
    for _ in range(2):
        report = store.add(folder)
        assert states(report) == {"a.md": "kept", "b.txt": "unchanged"}
        assert "is kept" in str(report)
        assert sources(store)[0] == "a.md"
    (folder / "a.md").write_text(text)
    assert states(store.add(folder)) == {"a.md": "unchanged", "b.txt": "unchanged"}
    assert store.catalogue.counts()["failed"] == 0


@pytest.mark.parametrize("place", ["content_hash", "read_document"])
def test_a_file_that_cannot_be_opened_for_a_moment_keeps_its_content(
    store, folder, monkeypatch, place
):
    store.add(folder)
    (folder / "a.md").write_text("Alphaite melts at 202 °C in dry argon.")

    def refuse(file):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(_module_of(place), place, refuse)
    report = store.add(folder / "a.md")
    assert states(report) == {"a.md": "kept"}
    assert "Permission denied" in report.files[0].reason
    assert "101" in store.search("alphaite melts", k=1)[0].quote
    monkeypatch.undo()
    assert states(store.add(folder)) == {"a.md": "replaced", "b.txt": "unchanged"}
    assert "202" in store.search("alphaite melts", k=1)[0].quote


def test_a_file_with_unreadable_new_content_gives_up_the_old(store, folder):
    store.add(folder)
    (folder / "a.md").write_bytes(b"\0\1\2 no text \xff\xfe" * 9)
    assert states(store.add(folder)) == {"a.md": "failed", "b.txt": "unchanged"}
    assert "a.md" not in sources(store)


def test_a_name_too_long_is_a_typed_error():
    with pytest.raises(MissingFile, match="too long"):
        find_files(Path("x" * 5000))


# Databases and folders of the workspace


@pytest.mark.parametrize("make", [Catalogue, Threads])
@pytest.mark.parametrize(
    ("fault", "kind"),
    [("garbage", CorruptStore), ("folder", UserCanMend), ("no folder", UserCanMend)],
)
def test_a_database_that_cannot_be_used_is_a_typed_error(tmp_path, make, fault, kind):
    file = tmp_path / "d" / "x.sqlite"
    if fault == "no folder":
        file.parent.write_text("a file")
    else:
        file.parent.mkdir()
        file.mkdir() if fault == "folder" else file.write_bytes(b"garbage " * 500)
    with pytest.raises(kind) as raised:
        make(file)
    assert raised.value.remedy
    assert ("away" in raised.value.remedy) == (kind is CorruptStore)


def test_a_torn_page_shows_as_damage(tmp_path):
    file = tmp_path / "t.sqlite"
    Threads(file)
    database = Database(file, "remedy")
    rows = [(str(n), "q" * 300) for n in range(2000)]
    insert = "INSERT INTO turns (thread, number, question, asked) VALUES (?, 1, ?, '')"
    database.execute("BEGIN")
    database.executemany(insert, rows)
    database.execute("COMMIT")
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    data = bytearray(file.read_bytes())
    data[len(data) // 2 : len(data) // 2 + 40_000] = b"\xff" * 40_000
    file.write_bytes(data)
    with pytest.raises(CorruptStore):
        Threads(file).check()
    with pytest.raises(CorruptStore, match="remedy"):
        list(Database(file, "remedy").execute("SELECT * FROM turns"))


def test_a_locked_or_closed_database_is_not_called_damaged(tmp_path):
    file = tmp_path / "t.sqlite"
    Threads(file)
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    database = Database(file, "Move it away.")
    database.execute("PRAGMA busy_timeout=0")
    with pytest.raises(WorkspaceBusy) as busy:
        database.execute("DELETE FROM turns")
    other.execute("ROLLBACK")
    database.execute("PRAGMA query_only=1")
    with pytest.raises(UserCanMend) as closed:
        database.execute("DELETE FROM turns")
    for raised in (busy, closed):
        assert "away" not in raised.value.remedy


def test_a_fault_without_a_code_is_told_too():
    told = database_fault(sqlite3.OperationalError("something"))
    assert isinstance(told, LabwrightError)
    assert told.remedy


def _keep(workspace):
    workspace.keep("body")


def _draw(workspace):
    finding = Finding(statement="x", figure="<svg/>")
    drawn = Evidence(kind="computation", finding=finding, call=Call(tool="t"))
    EvidenceFiles(workspace).draw([drawn])


def _add(workspace):
    KnowledgeStore(workspace, Letters()).add(workspace.folder)


@pytest.mark.parametrize(
    ("name", "use"), [("artifacts", _keep), ("figures", _draw), ("knowledge", _add)]
)
def test_a_file_where_a_folder_belongs_is_a_typed_error(tmp_path, name, use):
    workspace = Workspace(tmp_path / "w")
    (workspace.folder / name).write_text("a file")
    with pytest.raises(UserCanMend) as raised:
        use(workspace)
    assert raised.value.remedy


def test_the_doctor_looks_at_threads_and_artifacts(tmp_path, capsys):
    workspace = Workspace(tmp_path / "w")
    workspace.threads.write_bytes(b"garbage " * 500)
    digest = workspace.keep("body")
    (workspace.artifacts / digest[:2] / digest).write_text("other")
    assert examine(True, None, str(workspace.folder), as_json=False) == 1
    lines = capsys.readouterr().out.splitlines()
    faults = {line.split()[1] for line in lines if line.startswith("FAULT")}
    assert {"threads", "artifacts"} <= faults


def test_a_catalogue_without_version_is_completed(tmp_path):
    file = tmp_path / "c.sqlite"
    Catalogue(file).close()
    database = sqlite3.connect(file)
    database.execute("DELETE FROM meta")
    database.commit()
    database.close()
    assert Catalogue(file).meta("version") == VERSION


def test_version_and_tables_are_made_together(tmp_path, monkeypatch):
    file = tmp_path / "c.sqlite"
    statements = []
    original = Database.executescript

    def watched(self, sql):
        statements.append(sql)
        return original(self, sql)

    monkeypatch.setattr(Database, "executescript", watched)
    monkeypatch.setattr(Database, "execute", _refusing_inserts(Database.execute))
    assert Catalogue(file).meta("version") == VERSION
    assert len(statements) == 1


def _refusing_inserts(original):
    def execute(self, sql, parameters=()):
        assert not sql.startswith("INSERT")
        return original(self, sql, parameters)

    return execute


def test_a_torn_pointer_to_the_index_stops_nothing(store, folder):
    store.add(folder)
    (store._workspace.knowledge / "current").write_bytes(b"\xff\xfe../..")
    assert sources(store)[0] == "a.md"
    assert states(store.add(folder)) == {"a.md": "unchanged", "b.txt": "unchanged"}
    assert store.agrees()


def test_an_index_that_cannot_be_built_loses_no_report(store, folder, monkeypatch):
    def refuse():
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(store._index, "sync", refuse)
    assert len(store.add(folder).of("added")) == 2
    assert sources(store)[0] == "a.md"
    assert not store.agrees()


# The ledger


def ledger_of(*statements):
    ledger = Ledger()
    for text in statements:
        call = Call(tool="t", arguments={"x": text})
        ledger.add(Evidence(kind="computation", finding=Finding(statement=text), call=call))
    return ledger


def test_a_ledger_is_read_as_it_was_kept(tmp_path):
    files = EvidenceFiles(Workspace(tmp_path))
    ledger = ledger_of("one", "two", "three")
    assert files.ledger(files.lines(ledger)) == ledger


def test_a_changed_ledger_is_refused(tmp_path):
    files = EvidenceFiles(Workspace(tmp_path))
    lines = files.lines(ledger_of("one", "two", "three"))
    (one, first), (two, second), third = lines
    for changed in (
        [(one, second), (two, first), third],
        [(two, second), (one, first), third],
        [(two, second), third],
        [(one, first), (two, first), third],
        [(one, first), ("C9", second), third],
    ):
        with pytest.raises(CorruptStore) as raised:
            files.ledger(changed)
        assert raised.value.remedy


def test_the_report_counts_each_state():
    assert str(AddReport(files=[])) == "no files found"
