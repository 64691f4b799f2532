"""Two whole registers: the field office's (its truth beside it), and the small one that the product ships."""

import json

import pytest
from python_calamine import CalamineWorkbook

from terrain.facts import actions as facts
from terrain.facts.counting import Book, Selection
from terrain.facts.models import Fact
from terrain.gatherings.demo import REGISTER
from terrain.gatherings.models import Attendance, Session
from terrain.imports import actions as imports
from terrain.imports.models import Batch
from terrain.people.models import Person
from tests import SHARED
from tests.factories import HOUSE

FOLDER = SHARED / "data" / "attendance"
REAL = FOLDER / "w4i-registre-2018.xlsx"
TRUTH = FOLDER / "w4i-registre-2018.truth.json"
INFORMED = Selection("attendance", (("session_kind", frozenset({"information_session"})),))
WHY = {"impossible date": ("day", "impossible_date"), "no name": ("name", "blank_required")}
needs_the_real_register = pytest.mark.skipif(not REAL.exists(), reason="../shared/data is not on this machine")


def informed(project):
    """What W4I-T3 counts: distinct people at an information session."""
    return Book.read([project.pk]).tally([project.pk], [INFORMED])


def bring(path, project):
    return imports.run_file(path, "attendance", project, by=HOUSE)


def refused(report) -> dict[int, tuple[str, str]]:
    return {row: (group["column"], group["code"]) for group in report.as_dict()["problems"] for row in group["rows"]}


@pytest.fixture
def truth():
    return json.loads(TRUTH.read_text())


@needs_the_real_register
def test_the_real_register_gives_the_exact_count(w4i, truth):
    report = bring(REAL, w4i)
    assert refused(report) == {bad["row"]: WHY[bad["why"]] for bad in truth["rows_with_problem"]}
    assert report.findings.read == truth["rows"]
    assert Session.objects.count() == truth["sessions"]
    assert Person.objects.count() == truth["counts"]["persons_all_by_exact_keys"]
    tally = informed(w4i)
    assert tally.occurrences == truth["counts"]["attendances_T3"]
    assert tally.distinct == truth["counts"]["persons_T3_by_exact_keys"]
    assert sum(tally.by_sex().values()) == tally.distinct
    assert sum(tally.by_age().values()) == tally.distinct
    assert facts.rebuild(check=True).clean


@needs_the_real_register
def test_a_sex_that_some_row_says_is_the_persons(w4i):
    """28 good rows leave the sex blank; 13 people are left whose sex no row says."""
    bring(REAL, w4i)
    assert Person.objects.filter(sex="").count() == 13
    sheet = CalamineWorkbook.from_path(str(REAL)).get_sheet_by_index(0).to_python()
    assert sum(1 for row in sheet[4:] if row[4] and row[1] and row[5] == "") > 13


@needs_the_real_register
def test_the_real_register_again_creates_nothing(w4i):
    bring(REAL, w4i)
    before = (Session.objects.count(), Person.objects.count(), Attendance.objects.count(), Fact.objects.count())
    report = bring(REAL, w4i)
    assert report.outcome == "already_imported"
    assert before == (Session.objects.count(), Person.objects.count(), Attendance.objects.count(), Fact.objects.count())


@needs_the_real_register
def test_undoing_the_real_register_leaves_nothing(w4i):
    report = bring(REAL, w4i)
    imports.undo(Batch.objects.get(uid=report.batch), by=HOUSE)
    for model in (Session, Attendance, Person, Fact):
        assert not model.objects.exists(), model
    assert informed(w4i).distinct == 0
    assert facts.rebuild(check=True).clean


def test_the_demo_register_gives_what_it_should(w4i):
    report = bring(REGISTER, w4i)
    assert report.findings.read == 39
    assert report.findings.counts["ignored"]["totals"] == 1
    assert sorted(refused(report).values()) == [("day", "impossible_date"), ("name", "blank_required")]
    assert Session.objects.count() == 3
    assert Person.objects.count() == 18
    assert informed(w4i).distinct == 17
    assert report.findings.notes["phones_restored"] > 0
    assert report.findings.notes["only_years"] > 0
