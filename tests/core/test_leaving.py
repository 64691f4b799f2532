"""What leaves the house: archives with a password, workbooks that run nothing, and records that go for good."""

import io

import openpyxl
import pytest
import pyzipper
from hypothesis import given, settings
from hypothesis import strategies as st

from terrain.core import archives, files, vault
from terrain.core.erasing import erase
from terrain.core.models import SealedFile, VaultKey
from terrain.core.sheets import Sheet, could_run, workbook


def test_an_archive_is_aes_256_and_opens_with_its_password_only():
    password = archives.new_password()
    data = archives.pack([("a.txt", "خديجة".encode()), ("b.txt", b"2")], password)
    assert archives.unpack(data, password) == {"a.txt": "خديجة".encode(), "b.txt": b"2"}
    with pytest.raises(RuntimeError):
        archives.unpack(data, password + "x")
    (entry, _other) = pyzipper.AESZipFile(io.BytesIO(data)).infolist()
    assert entry.wz_aes_strength == 3  # 256 bits


def test_an_archive_without_a_password_is_refused():
    with pytest.raises(ValueError, match="password"):
        archives.pack([("a.txt", b"1")], "")


def test_passwords_can_be_read_aloud_and_are_never_twice_the_same():
    some = {archives.new_password() for _n in range(200)}
    assert len(some) == 200 and all(len(one) == 24 and set("01lio") & set(one) == set() for one in some)


@settings(deadline=None)
@given(st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"])), min_size=1, max_size=4))
def test_whatever_a_cell_says_it_is_a_text_and_cannot_run(cells):
    data, rows = workbook([Sheet("Liste", ["Titre"] * len(cells), [cells])], "Confidentiel")
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert rows == 1
    for line in book.active.iter_rows(min_row=3):
        for cell, said in zip(line, cells, strict=False):
            assert cell.data_type != "f" and not could_run(str(cell.value or "x"))
            if said and not could_run(said) and "_x" not in said and said == said.strip():
                assert str(cell.value) == said


def test_two_sheets_of_one_name_and_of_impossible_names_are_told_apart():
    data, _rows = workbook([Sheet("a/b[1]", [], []), Sheet("A b 1", [], []), Sheet("", [], [])], "x")
    assert len(set(openpyxl.load_workbook(io.BytesIO(data)).sheetnames)) == 3


@pytest.mark.django_db
def test_a_record_goes_with_the_keys_and_files_it_holds(django_capture_on_commit_callbacks):
    file = files.keep(io.BytesIO(b"proof"), name="preuve.txt", by=_house())
    with django_capture_on_commit_callbacks(execute=True):
        told = erase([file], lambda model: model.__module__.startswith("terrain.core"))
    assert told.rows == {"core.SealedFile": 1} and told.keys == [file.key_id]
    assert not SealedFile.objects.exists()
    with pytest.raises(vault.Erased):
        vault.unseal(VaultKey.objects.get(pk=file.key_id), bytes(file.sealed_name), files.NAME)


def _house():
    from terrain.core.access import system_viewer  # noqa: PLC0415

    return system_viewer("tests")
