"""From a file to records and back."""

import io
from pathlib import Path

import pytest
from django.conf import settings

from terrain.core.files import read
from terrain.core.models import AuditEvent, SealedFile
from terrain.core.policies import Denied
from terrain.core.vault import Erased
from terrain.imports import actions
from terrain.imports.enums import BatchState
from terrain.imports.examining import Unmapped
from terrain.imports.models import Batch, RememberedMapping
from terrain.imports.refusals import Unreadable
from tests.imports.conftest import register_of, workbook
from tests.imports.quarry import TITLES, row, stones

COLUMNS = {"name": 0, "weight": 1, "found": 2, "phone": 3}


def proposed(batch) -> dict[str, int]:
    return {code: place for place, code, _why, _word in batch.outline["proposals"]}


@pytest.fixture
def checked(bring, by):
    """Three good rows and one with a problem, checked."""
    batch = bring(register_of(3, {"weight": 13}))
    return actions.check(actions.map_columns(batch, COLUMNS, by=by), by=by)


def test_an_upload_keeps_the_file_sealed_and_proposes_columns(bring):
    batch = bring(register_of(3))
    assert batch.state == BatchState.UPLOADED
    assert proposed(batch) == {**COLUMNS, "site": 4}
    assert batch.outline["name"] == "pierres.xlsx"
    assert b"Pierre" not in bytes(batch.sealed_outline)
    on_disk = [p.read_bytes() for p in Path(settings.TERRAIN_HOME, "media").rglob("*") if p.is_file()]
    assert len(on_disk) == 1
    assert not on_disk[0].startswith(b"PK")


def test_samples_are_the_first_five_different_cells(bring):
    batch = bring(workbook([TITLES, *[row(20, weight=n // 2) for n in range(20)]]))
    assert batch.outline["samples"][1] == ["0", "1", "2", "3", "4"]


def test_a_refused_file_leaves_nothing(bring):
    with pytest.raises(Unreadable):
        bring(b"%PDF-1.7", "pierres.xlsx")
    assert not Batch.objects.exists()
    assert not SealedFile.objects.exists()
    assert not Path(settings.TERRAIN_HOME, "media").exists()


def test_somebody_of_another_project_may_not_bring_a_file(bring, stranger):
    with pytest.raises(Denied):
        bring(register_of(1), by=stranger)


def test_the_dry_run_writes_no_record(checked, w4i):
    assert checked.state == BatchState.CHECKED
    assert checked.findings.counts["read"] == 4
    assert (checked.findings.ready, checked.findings.refused) == (3, 1)
    assert checked.findings.counts["figures"] == {"stones": 3, "known": 0}
    assert checked.problems[0] | {"words": ""} == {
        "column": "weight", "code": "unlucky", "count": 1, "rows": [[5, 5]], "words": "",
    }  # fmt: skip
    assert not stones(w4i).exists()


def test_the_good_rows_go_in_and_the_bad_one_stays_out(checked, by, w4i):
    done = actions.apply(checked, by=by)
    assert done.state == BatchState.APPLIED
    assert done.counts["done"] == {"stones": 3}
    assert done.applied_by_id == by.user_id
    assert stones(w4i).count() == 3
    assert AuditEvent.objects.filter(verb="imports.applied", detail={"done": {"stones": 3}}).count() == 1


def test_applying_twice_does_it_once(checked, by, w4i):
    actions.apply(checked, by=by)
    again = actions.apply(Batch.objects.get(), by=by)
    stale = actions.apply(checked, by=by)
    assert again.pk == stale.pk == checked.pk
    assert stones(w4i).count() == 3
    assert AuditEvent.objects.filter(verb="imports.applied").count() == 1


def test_the_same_file_again_creates_nothing(checked, bring, by, w4i):
    actions.apply(checked, by=by)
    second = bring(register_of(3, {"weight": 13}))
    assert second.same_file() == checked
    second = actions.check(actions.map_columns(second, COLUMNS, by=by), by=by)
    assert second.twin() == checked
    assert actions.apply(second, by=by) == checked
    assert stones(w4i).count() == 3
    assert Batch.objects.get(pk=second.pk).state == BatchState.CHECKED


def test_the_same_file_goes_in_again_once_it_was_undone(bring, by, w4i):
    data = register_of(3)
    first = actions.apply(actions.check(actions.map_columns(bring(data), COLUMNS, by=by), by=by), by=by)
    second = actions.check(actions.map_columns(bring(data), COLUMNS, by=by), by=by)
    actions.undo(first, by=by)
    assert actions.apply(second, by=by) == second
    assert stones(w4i).count() == 3


def test_undoing_takes_back_what_came_from_the_file(checked, by, w4i):
    done = actions.undo(actions.apply(checked, by=by), by=by)
    assert done.state == BatchState.UNDONE
    assert done.counts["undone"] == {"stones": 3}
    assert not stones(w4i).exists()


def test_undoing_twice_changes_nothing(checked, by):
    done = actions.apply(checked, by=by)
    actions.undo(done, by=by)
    actions.undo(Batch.objects.get(), by=by)
    assert AuditEvent.objects.filter(verb="imports.undone").count() == 1


def test_what_was_undone_can_go_in_again(checked, by, w4i):
    undone = actions.undo(actions.apply(checked, by=by), by=by)
    done = actions.apply(actions.check(undone, by=by), by=by)
    assert done.state == BatchState.APPLIED
    assert done.undone_at is None
    assert stones(w4i).count() == 3


def test_what_is_not_in_cannot_be_undone(checked, by):
    with pytest.raises(Denied):
        actions.undo(checked, by=by)


def test_what_is_in_cannot_be_mapped_or_discarded(checked, by):
    done = actions.apply(checked, by=by)
    with pytest.raises(Denied):
        actions.map_columns(done, COLUMNS, by=by)
    with pytest.raises(Denied):
        actions.discard(done, by=by)


def test_a_file_that_was_not_checked_cannot_go_in(bring, by):
    with pytest.raises(Denied):
        actions.apply(actions.map_columns(bring(register_of(1)), COLUMNS, by=by), by=by)


def test_a_needed_column_must_be_matched(bring, by):
    batch = bring(register_of(1))
    with pytest.raises(Unmapped) as refused:
        actions.map_columns(batch, {"weight": 1}, by=by)
    assert [column.code for column in refused.value.columns] == ["name"]
    with pytest.raises(Unmapped):
        actions.begin_check(batch, by=by)


@pytest.mark.parametrize("columns", [{"name": 0, "weight": 99}, {"name": 0, "weight": 1, "colour": 2}])
def test_columns_that_are_not_there_are_refused(bring, by, columns):
    with pytest.raises(LookupError):
        actions.map_columns(bring(register_of(1)), columns, by=by)


def test_a_mapping_is_remembered_for_the_next_file_with_the_same_titles(bring, by):
    odd = {"name": 0, "weight": 1, "site": 3}
    actions.map_columns(bring(register_of(1)), odd, by=by)
    assert proposed(bring(register_of(2))) == odd
    other = workbook([["Nom", "Poids"], ["Grosse pierre", 3], ["Petite pierre", 1]])
    assert proposed(bring(other)) == {"name": 0, "weight": 1}
    assert RememberedMapping.objects.get().used_by_id == by.user_id


def test_a_question_waits_for_its_answer(bring, by, w4i):
    columns = {**COLUMNS, "site": 4}
    batch = actions.check(actions.map_columns(bring(register_of(2, {"site": "Azilal"})), columns, by=by), by=by)
    assert batch.state == BatchState.MAPPED
    assert [q["code"] for q in batch.questions] == ["side:Azilal"]
    with pytest.raises(Denied):
        actions.apply(batch, by=by)
    with pytest.raises(LookupError):
        actions.answer(batch, {"side:Azilal": "west"}, by=by)
    batch = actions.check(actions.answer(batch, {"side:Azilal": "south"}, by=by), by=by)
    assert actions.apply(batch, by=by).state == BatchState.APPLIED


def test_an_earlier_answer_is_proposed_again(bring, by):
    columns = {**COLUMNS, "site": 4}
    first = actions.check(actions.map_columns(bring(register_of(2, {"site": "Azilal"})), columns, by=by), by=by)
    actions.answer(first, {"side:Azilal": "south"}, by=by)
    other = actions.check(actions.map_columns(bring(register_of(3, {"site": "Azilal"})), columns, by=by), by=by)
    assert other.questions[0]["proposal"] == "south"


def test_columns_changed_meanwhile_are_not_applied(checked, by, w4i):
    stale = Batch.objects.get()
    actions.check(actions.map_columns(checked, {"name": 0, "weight": 1}, by=by), by=by)
    with pytest.raises(Denied):
        actions.apply(stale, by=by)
    assert not stones(w4i).exists()


def test_a_fault_in_the_middle_leaves_nothing_half_written(bring, by, w4i):
    data = register_of(3, {"name": "Pierre poison"})
    batch = actions.check(actions.map_columns(bring(data), COLUMNS, by=by), by=by)
    with pytest.raises(RuntimeError):
        actions.apply(batch, by=by)
    assert not stones(w4i).exists()
    assert Batch.objects.get().state == BatchState.CHECKED


def test_discarding_destroys_the_file_for_good(checked, by):
    kept = checked.file
    actions.discard(checked, by=by)
    assert not Batch.objects.exists()
    kept.key.refresh_from_db()
    with pytest.raises(Erased):
        read(kept)
    assert not [p for p in Path(settings.TERRAIN_HOME, "media").rglob("*") if p.is_file()]
    with pytest.raises(Denied):
        actions.discard(checked, by=by)


def test_another_sheet_and_another_line_of_titles_can_be_taken(bring, by):
    def second_sheet(book, _page):
        page = book.add_worksheet("Autre")
        for number, cells in enumerate(
            [["Registre 2018"], ["poids", "nom"], [4, "Petite pierre"], [5, "Grosse pierre"]]
        ):
            page.write_row(number, 0, cells)

    batch = bring(workbook([TITLES, row(20)], more=second_sheet))
    assert batch.outline["sheets"] == ["Feuil1", "Autre"]
    batch = actions.look_again(batch, sheet="Autre", header_row=2, by=by)
    assert batch.outline["headers"] == ["poids", "nom"]
    assert proposed(batch) == {"weight": 0, "name": 1}
    batch = actions.check(actions.map_columns(batch, {"weight": 0, "name": 1}, by=by), by=by)
    assert batch.findings.ready == 2


def test_a_workbook_may_come_with_a_name_in_any_script(bring):
    assert bring(register_of(1), "سجل الحضور.XLSX").outline["name"] == "سجل الحضور.XLSX"


def test_batches_are_seen_only_from_their_project(bring, stranger, youssef, director, donor, viewer_of):
    bring(register_of(1))
    seen = {u.full_name: Batch.objects.visible_to(viewer_of(u)).count() for u in (stranger, youssef, director, donor)}
    assert seen == {"Samir": 0, "Youssef": 1, "Leila": 1, "Giulia": 0}


def test_a_text_table_goes_the_same_way(bring, by, w4i):
    text = "Nom;Poids;Date\nPierre à feu;3;12/03/2018\nGrès;4;31/02/2018\n"
    batch = bring(text.encode("cp1252"), "pierres.csv")
    batch = actions.check(actions.map_columns(batch, {"name": 0, "weight": 1, "found": 2}, by=by), by=by)
    assert [g["code"] for g in batch.problems] == ["impossible_date"]
    actions.apply(batch, by=by)
    assert [t.code for t in stones(w4i)] == ["Pierre à feu|3"]


def test_uploads_read_any_stream(w4i, by, tmp_path):
    path = tmp_path / "pierres.xlsx"
    path.write_bytes(register_of(2))
    with path.open("rb") as stream:
        batch = actions.upload(stream, path.name, kind="stones", project=w4i, by=by)
    assert read(batch.file) == path.read_bytes()
    assert isinstance(io.BytesIO(read(batch.file)), io.BytesIO)
