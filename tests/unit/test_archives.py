"""Archives: what can be read comes out, nothing comes out anywhere else."""

import io
import stat
import tarfile
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from labwright.core.errors import UnreadableDocument
from labwright.knowledge.readers.archives.archives import Limits, is_archive, members
from labwright.knowledge.readers.archives.names import safe_parts

MODES = {
    "a.tar": "w",
    "a.tar.gz": "w:gz",
    "a.tgz": "w:gz",
    "a.tar.bz2": "w:bz2",
    "a.tar.xz": "w:xz",
}


def zipped(**files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def tarred(path, files, form=tarfile.PAX_FORMAT):
    with tarfile.open(path, MODES[path.name], format=form) as archive:
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return path


@pytest.fixture
def unpack(tmp_path):
    def made(data, name="a.zip", **limits):
        path = tmp_path / name
        if data is not None:
            path.write_bytes(data)
        into = tmp_path / "into"
        files, notes = members(path, into, Limits(**limits))
        assert all(file.is_file() for file in files)
        found = {file.relative_to(into).as_posix() for file in files}
        assert found == {
            file.relative_to(into).as_posix() for file in into.rglob("*") if file.is_file()
        }
        return [file.relative_to(into).as_posix() for file in files], notes

    return made


def test_archives_are_told_by_their_names(tmp_path):
    names = ("a.zip", "b.TAR.GZ", "c.tgz", "d.tar.xz", "e.tar", "f.tar.bz2")
    assert all(is_archive(tmp_path / name) for name in names)
    assert not any(is_archive(tmp_path / name) for name in ("a.docx", "a.gz", "tar", "a.zip.txt"))


def test_files_that_can_be_read_come_out_and_the_others_are_counted(unpack, tmp_path):
    files, notes = unpack(
        zipped(
            **{
                "data/x.csv": "a,b\n1,2\n",
                "run.py": "1",
                "fig.png": "2",
                ".hidden.md": "3",
                "__MACOSX/._x.csv": "4",
            }
        )
    )
    assert files == ["data/x.csv"]
    assert (tmp_path / "into/data/x.csv").read_text() == "a,b\n1,2\n"
    assert notes == ["left out, of kinds that are not read: 2 (1 × .py, 1 × .png)"]


@pytest.mark.parametrize("name", MODES)
@pytest.mark.parametrize("form", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_every_kind_of_tar_is_read(unpack, tmp_path, name, form):
    deep = "d" * 60 + "/" + "e" * 60 + "/long.md"
    tarred(
        tmp_path / name,
        {
            "x.csv": b"a" * 512,
            "empty.txt": b"",
            deep: b"b" * 70_000,
            "skip.bin": b"c" * 9999,
            "last.md": b"d",
        },
        form,
    )
    files, _ = unpack(None, name)
    assert files == ["x.csv", "empty.txt", deep, "last.md"]
    assert [(tmp_path / "into" / file).stat().st_size for file in files] == [512, 0, 70_000, 1]


@pytest.mark.parametrize(
    "name", ["/etc/x.md", "../x.md", "a/../../x.md", "C:\\x.md", "..\\x.md", "\\\\host\\x.md"]
)
def test_names_that_lead_out_are_left_out(unpack, tmp_path, name):
    files, notes = unpack(zipped(**{name: "x", "in.md": "y"}))
    assert files == ["in.md"]
    assert notes[0].startswith("left out, names that lead out of the archive: ")
    assert not list(tmp_path.rglob("x.md"))


@given(st.text(max_size=60) | st.text("./\\:ab C", max_size=30))
def test_no_name_leads_out(name):
    parts = safe_parts(name)
    assert parts is None or all(
        part and part not in (".", "..") and not set(part) & set("/\\:\0") for part in parts
    )


def test_links_and_devices_are_left_out(unpack, tmp_path):
    with tarfile.open(tmp_path / "a.tar", "w") as archive:
        for name, kind in (
            ("s.md", tarfile.SYMTYPE),
            ("h.md", tarfile.LNKTYPE),
            ("f.md", tarfile.FIFOTYPE),
            ("c.md", tarfile.CHRTYPE),
        ):
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, "/etc/passwd"
            archive.addfile(info)
    assert unpack(None, "a.tar") == (
        [],
        ["left out, links: s.md, h.md", "left out, devices and other special files: f.md, c.md"],
    )


def test_links_in_zip_files_are_left_out(unpack):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        info = zipfile.ZipInfo("l.md")
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(info, "/etc/passwd")
    assert unpack(out.getvalue()) == ([], ["left out, links: l.md"])


def test_archives_in_archives_are_unpacked_to_a_depth(unpack):
    third = zipped(**{"three.md": "3", "more.zip": zipped(**{"four.md": "4"})})
    data = zipped(**{"one.md": "1", "b.zip": zipped(**{"two.md": "2", "c.zip": third})})
    files, notes = unpack(data)
    assert files == ["one.md", "b.zip/two.md", "b.zip/c.zip/three.md"]
    assert notes == ["left out, archives that lie too deep in others: b.zip/c.zip/more.zip"]


def test_a_damaged_archive_in_an_archive_is_noted(unpack):
    files, notes = unpack(zipped(**{"b.zip": b"PK\x03\x04 torn", "one.md": "1"}))
    assert files == ["one.md"]
    assert notes[0].startswith("left out, It is damaged")
    assert notes[0].endswith(": b.zip")


class RawName(zipfile.ZipInfo):
    """A member whose name has no mark of UTF-8, as old programs write them."""

    def _encodeFilenameFlags(self):  # noqa: N802
        return self.filename.encode("cp437"), self.flag_bits


def test_names_in_other_encodings_are_read(unpack):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for raw in ("논문.md".encode("cp949"), "Größe.md".encode(), b"plain.md"):
            archive.writestr(RawName(raw.decode("cp437")), "x")
    assert unpack(out.getvalue())[0] == ["논문.md", "Größe.md", "plain.md"]


def test_files_of_one_name_do_not_overwrite_each_other(unpack):
    files, _ = unpack(zipped(**{"a.md": "1", "A/b.md": "2", "./a.md": "3", "a.md/c.md": "4"}))
    assert files == ["a.md", "A/b.md", "a (2).md", "a.md_/c.md"]


def test_what_exceeds_the_limits_is_left_out(unpack):
    data = zipped(**{"a.md": "x" * 50_000, "b.md": "y" * 60_000, "c.md": "z"})
    assert unpack(data, size=100_000)[0] == ["a.md"]


def test_bombs_are_noticed_by_how_much_they_grow(unpack):
    data = zipped(**{"a.md": "x", "bomb.md": b"0" * 5_000_000})
    files, notes = unpack(data, unquestioned=1_000_000)
    assert files == ["a.md"]
    assert notes == ["left out, since it unpacks to more than 200 times its size: the rest"]


def test_bombs_that_only_lie_in_the_way_are_noticed_too(unpack, tmp_path):
    tarred(tmp_path / "a.tar.xz", {"bomb.bin": b"0" * 5_000_000, "b.md": b"x"})
    _, notes = unpack(None, "a.tar.xz", unquestioned=1_000_000)
    assert notes[-1] == "left out, since it unpacks to more than 200 times its size: the rest"


def test_too_many_members_are_left_out(unpack):
    files, notes = unpack(zipped(**{f"{n}.md": "x" for n in range(12)}), members=10)
    assert len(files) == 10
    assert notes == ["left out, since it has more than 10 members: the rest"]


def test_headers_that_say_they_are_huge_are_not_believed(unpack, tmp_path):
    info = tarfile.TarInfo("././@LongLink")
    info.type, info.size = tarfile.GNUTYPE_LONGNAME, 5_000_000
    (tmp_path / "a.tar").write_bytes(
        info.tobuf(tarfile.GNU_FORMAT) + b"a" * 5_000_000 + b"\0" * 1024
    )
    with pytest.raises(UnreadableDocument, match="header is too long"):
        unpack(None, "a.tar")


@pytest.mark.parametrize(
    ("data", "name", "told"),
    [
        (b"PK\x03\x04 torn", "a.zip", "damaged"),
        (b"Rar!\x1a\x07\x00", "a.zip", "RAR"),
        (b"no gzip", "a.tar.gz", "damaged"),
        (b"x" * 2000, "a.tar", "damaged"),
    ],
)
def test_what_is_no_archive_is_refused(unpack, data, name, told):
    with pytest.raises(UnreadableDocument, match=told):
        unpack(data, name)


def test_locked_archives_are_refused_and_locked_members_left_out(unpack):
    data = bytearray(zipped(**{"a.md": "x"}))
    for at, offset in ((data.find(b"PK\x03\x04"), 6), (data.find(b"PK\x01\x02"), 8)):
        data[at + offset] |= 1
    with pytest.raises(UnreadableDocument, match="locked by a password"):
        unpack(bytes(data))


def test_a_tar_that_breaks_off_gives_what_came_before(unpack, tmp_path):
    path = tarred(tmp_path / "a.tar", {"a.md": b"a", "b.md": b"b" * 5000, "c.md": b"c"})
    files, notes = unpack(path.read_bytes()[:3000], "a.tar")
    assert files == ["a.md"]
    assert notes == ["left out, damaged: b.md", "left out, what follows damage: …"]


@pytest.fixture(scope="module")
def sound(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sound")
    files = {"x.md": b"abc" * 200, "b/y.csv": b"1,2\n" * 99, "in.zip": zipped(**{"z.md": "q"})}
    made = {name: tarred(folder / name, files).read_bytes() for name in MODES}
    return {"a.zip": zipped(**files), **made}


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(["a.zip", *MODES]), st.data())
def test_no_change_to_an_archive_gives_another_error(tmp_path, sound, name, data):
    whole = bytearray(sound[name])
    for _ in range(data.draw(st.integers(1, 3))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    path, into = tmp_path / name, tmp_path / "into"
    path.write_bytes(whole[: data.draw(st.integers(0, 4 * len(whole))) or None])
    try:
        made, _ = members(path, into)
    except UnreadableDocument:
        return
    assert all(into in file.parents for file in made)
