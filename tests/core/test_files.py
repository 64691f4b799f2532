import hashlib
import io

import pytest

from terrain.core import files, vault
from terrain.core.access import system_viewer

pytestmark = pytest.mark.django_db
HOUSE = system_viewer("tests")


def test_a_file_comes_back_as_it_was_and_is_not_in_clear_on_disk(home_of_its_own):
    content = b"Fatou Ndiaye;0612345678\n" * 90_000
    kept = files.keep(io.BytesIO(content), name="registre.csv", by=HOUSE)
    assert files.read(kept) == content
    assert files.name_of(kept) == "registre.csv"
    stored = b"".join(p.read_bytes() for p in (home_of_its_own / "media").rglob("*") if p.is_file())
    assert b"Fatou" not in stored and len(stored) > len(content)


def test_a_file_over_the_limit_leaves_nothing(home_of_its_own):
    with pytest.raises(files.TooLarge):
        files.keep(io.BytesIO(b"x" * 3_000_000), name="a", by=HOUSE, limit=2_000_000)
    assert not [p for p in (home_of_its_own / "media").rglob("*") if p.is_file()]


def test_a_changed_piece_is_found(home_of_its_own):
    kept = files.keep(io.BytesIO(b"secret"), name="a", by=HOUSE)
    path = next(p for p in (home_of_its_own / "media").rglob("*") if p.is_file())
    data = bytearray(path.read_bytes())
    data[0] ^= 1
    path.write_bytes(data)
    with pytest.raises(vault.Tampered):
        files.read(kept)


def test_a_forgotten_file_is_gone(home_of_its_own):
    kept = files.keep(io.BytesIO(b"secret"), name="a", by=HOUSE)
    files.forget(kept)
    assert not [p for p in (home_of_its_own / "media").rglob("*") if p.is_file()]
    with pytest.raises(vault.Erased):
        files.name_of(kept)


def test_a_file_cut_at_the_end_of_a_piece_is_found(home_of_its_own):
    kept = files.keep(io.BytesIO(b"x" * (files.PIECE + 10)), name="a", by=HOUSE)
    path = next(p for p in (home_of_its_own / "media").rglob("*") if p.is_file())
    path.write_bytes(path.read_bytes()[: files.PIECE + 16])
    with pytest.raises(vault.Tampered):
        files.read(kept)


def test_two_pieces_that_changed_places_are_found(home_of_its_own):
    kept = files.keep(io.BytesIO(b"a" * files.PIECE + b"b" * files.PIECE), name="a", by=HOUSE)
    path = next(p for p in (home_of_its_own / "media").rglob("*") if p.is_file())
    data, step = path.read_bytes(), files.PIECE + 16
    path.write_bytes(data[step:] + data[:step])
    with pytest.raises(vault.Tampered):
        files.read(kept)


def test_the_content_of_another_file_under_this_name_is_found(home_of_its_own):
    one, other = (files.keep(io.BytesIO(text), name="a", by=HOUSE) for text in (b"one", b"two"))
    files._path(one).write_bytes(files._path(other).read_bytes())
    with pytest.raises(vault.Tampered):
        files.read(one)


def test_an_empty_file_and_a_name_in_arabic_come_back(home_of_its_own):
    kept = files.keep(io.BytesIO(b""), name="سجل.xlsx", by=HOUSE)
    assert files.read(kept) == b"" and files.name_of(kept) == "سجل.xlsx" and kept.size == 0


def test_neither_name_nor_content_is_in_the_database(home_of_its_own):
    kept = files.keep(io.BytesIO(b"Fatou"), name="Fatou.pdf", by=HOUSE)
    assert b"Fatou" not in bytes(kept.sealed_name)
    assert kept.sha256 == hashlib.sha256(b"Fatou").hexdigest()
