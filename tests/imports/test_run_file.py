"""A whole import in one call, as the command line makes it."""

import json
from pathlib import Path

import pytest
from django.conf import settings

from terrain.core.access import system_viewer
from terrain.core.models import AuditEvent, SealedFile
from terrain.core.policies import Denied
from terrain.imports import actions
from terrain.imports.actions import run_file
from terrain.imports.models import Batch
from terrain.imports.refusals import Unreadable
from tests.imports.conftest import register_of, workbook
from tests.imports.quarry import TITLES, row, stones

HOUSE = system_viewer("tests")


@pytest.fixture
def run(w4i, tmp_path):
    """Import ``data`` from a file of its own."""

    def run_it(data: bytes, name: str = "pierres.xlsx", by=HOUSE, **options):
        path = tmp_path / name
        path.write_bytes(data)
        return run_file(path, "stones", w4i, by=by, **options)

    return run_it


def test_a_trial_writes_nothing_at_all(run, w4i):
    report = run(register_of(3, {"weight": 13}), dry_run=True).as_dict()
    assert report["outcome"] == "checked"
    assert report["counts"] == {"read": 4, "ready": 3, "refused": 1, "ignored": {}}
    assert report["figures"] == {"stones": 3, "known": 0}
    assert report["batch"] is None
    assert not stones(w4i).exists()
    assert not Batch.objects.exists()
    assert not SealedFile.objects.exists()
    assert not Path(settings.TERRAIN_HOME, "media").exists()
    assert not AuditEvent.objects.filter(verb__startswith="imports.").exists()


def test_the_report_is_json_and_names_rows_and_reasons(run):
    data = register_of(3, {"weight": 13}, {"name": None}, {"found": "31/02/2018"}, {"phone": 612345678})
    report = json.loads(json.dumps(run(data).as_dict()))
    assert report["kind"] == "stones"
    assert (report["project"], report["file"], report["dry_run"]) == ("W4I", "pierres.xlsx", False)
    assert report["columns"]["weight"] == "Poids (kg)"
    found = {problem["code"]: (problem["column"], problem["rows"]) for problem in report["problems"]}
    assert found == {
        "unlucky": ("weight", [5]),
        "blank_required": ("name", [6]),
        "impossible_date": ("found", [7]),
    }
    assert report["notes"][0]["count"] == 1
    assert report["warnings"][0]["rows"] == [2]
    assert Batch.objects.get().uid.hex == report["batch"].replace("-", "")


def test_the_report_is_a_sentence_for_a_person(run):
    words = str(run(register_of(3, {"weight": 13})))
    assert "5" in words
    assert "3" in words.splitlines()[0]


def test_the_same_file_again_creates_nothing_and_says_so(run, w4i):
    first = run(register_of(3))
    second = run(register_of(3))
    assert (first.outcome, second.outcome) == ("imported", "already_imported")
    assert second.batch == first.batch
    assert second.figures == {"stones": 0, "known": 3}
    assert Batch.objects.count() == 1
    assert stones(w4i).count() == 3


def test_a_mapping_file_may_name_titles_letters_or_numbers(run):
    data = workbook([["A quoi", "Combien"], ["Grosse pierre", 3]])
    by_title = {"columns": {"name": "a quoi", "weight": "B"}}
    assert run(data, mapping=by_title, dry_run=True).findings.ready == 1
    assert run(data, mapping={"A quoi": "name", "Combien": "weight"}, dry_run=True).findings.ready == 1
    assert run(data, mapping={"name": "1", "weight": "2"}, dry_run=True).findings.ready == 1


def test_what_the_mapping_does_not_name_is_matched_as_proposed(run):
    data = workbook([["Combien", *TITLES], [7, *row(20)]])
    report = run(data, mapping={"columns": {"weight": "Combien", "phone": ""}}, dry_run=True)
    assert report.columns == {
        "weight": "Combien", "name": TITLES[0], "found": TITLES[2], "site": TITLES[4],
    }  # fmt: skip


@pytest.mark.parametrize("mapping", [["name"], {"columns": ["name"]}, {"answers": "yes"}])
def test_a_mapping_of_another_shape_is_said(run, mapping):
    with pytest.raises(LookupError):
        run(register_of(1), mapping=mapping)


def test_a_mapping_that_fits_nothing_is_said(run):
    with pytest.raises(LookupError, match="Taille"):
        run(register_of(1), mapping={"columns": {"weight": "Taille"}})


def test_a_missing_needed_column_is_named(run):
    with pytest.raises(LookupError, match="weight"):
        run(workbook([["Nom", "Autre"], ["Pierre", "x"]]))
    assert not Batch.objects.exists()


def test_open_questions_take_their_proposal(run):
    assert run(register_of(1, {"site": "Carrière du Nord"})).outcome == "imported"
    assert Batch.objects.get().answers == {"side:Carrière du Nord": "north"}


def test_a_question_without_a_proposal_names_what_to_answer(run, w4i):
    data = register_of(1, {"site": "Azilal"})
    with pytest.raises(LookupError, match=r"side:Azilal.*north, south"):
        run(data)
    with pytest.raises(LookupError, match="side:Azilal"):
        run(data, mapping={"answers": {"side:Azilal": "west"}})
    assert not Batch.objects.exists()
    assert run(data, mapping={"answers": {"side:Azilal": "south"}}).outcome == "imported"
    assert stones(w4i).count() == 2


def test_an_unknown_kind_is_said(w4i, tmp_path):
    with pytest.raises(LookupError, match="clouds"):
        run_file(tmp_path / "x.xlsx", "clouds", w4i, by=HOUSE)


def test_a_hostile_file_is_refused(run):
    with pytest.raises(Unreadable):
        run(b"MZ\x90\x00", "pierres.xlsx")


def test_somebody_without_the_role_is_refused(run, donor, viewer_of):
    with pytest.raises(Denied):
        run(register_of(1), by=viewer_of(donor))


def test_a_fault_leaves_no_file_behind(run, w4i):
    with pytest.raises(RuntimeError):
        run(register_of(2, {"name": "Pierre poison"}))
    assert not Batch.objects.exists()
    assert not [p for p in Path(settings.TERRAIN_HOME, "media").rglob("*") if p.is_file()]
    assert not stones(w4i).exists()


def test_an_import_of_the_command_line_can_be_undone(run, w4i):
    run(register_of(2))
    actions.undo(Batch.objects.get(), by=HOUSE)
    assert not stones(w4i).exists()


def test_titles_above_the_table_blank_lines_and_totals_are_left_out(run):
    rows = [row(20), ["", "", "", "", ""], row(21), ["TOTAL", 41, "", "", ""]]
    report = run(workbook([TITLES, *rows], before=[["Registre des pierres 2018"], []]), dry_run=True).as_dict()
    assert report["counts"]["read"] == 2
    assert report["counts"]["ignored"] == {"blank": 1, "totals": 1}
