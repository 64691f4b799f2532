"""Activity sheets: drafts stay among those who hold sessions."""

from dataclasses import replace
from uuid import uuid4

import pytest
from django.urls import reverse

from terrain.core.changing import ChangedMeanwhile
from terrain.core.policies import Denied
from terrain.workshops import spans
from terrain.workshops.actions import sheets
from terrain.workshops.forms.sheets import SheetForm
from terrain.workshops.models import ActivitySheet
from tests.factories import HOUSE

pytestmark = pytest.mark.django_db
SAID = sheets.SheetSaid("Cercle", "Se connaître", "S'asseoir.\n\nParler.", "fr", age_from=12, group_to=10)


@pytest.fixture
def sheet(w4i):
    return sheets.write_sheet(w4i, SAID, by=HOUSE)


def test_a_sheet_sent_twice_is_one_sheet(w4i):
    slip = uuid4()
    sheets.write_sheet(w4i, SAID, slip=slip, by=HOUSE)
    sheets.write_sheet(w4i, SAID, slip=slip, by=HOUSE)
    assert ActivitySheet.objects.count() == 1


def test_a_draft_is_read_by_those_who_hold_sessions_and_a_published_sheet_by_every_colleague(
    sheet, facilitator, amina, stranger, client_of
):
    page = reverse("workshops:sheet", args=[sheet.uid])
    assert [client_of(who).get(page).status_code for who in (facilitator, amina, stranger)] == [200, 404, 404]
    listed = client_of(amina).get(reverse("workshops:sheets")).content.decode()
    assert "Cercle" not in listed
    sheets.publish_sheet(sheet, by=HOUSE)
    assert [client_of(who).get(page).status_code for who in (facilitator, amina, stranger)] == [200, 200, 404]
    sheets.withdraw_sheet(sheet, by=HOUSE)
    assert client_of(amina).get(page).status_code == 404


def test_publishing_twice_is_publishing_once(sheet):
    sheets.publish_sheet(sheet, by=HOUSE)
    first = ActivitySheet.objects.get().published_at
    sheets.publish_sheet(sheet, by=HOUSE)
    assert ActivitySheet.objects.get().published_at == first


def test_two_who_change_a_sheet_are_told(sheet):
    sheets.change_sheet(sheet, replace(SAID, title="Le cercle"), version=1, by=HOUSE)
    with pytest.raises(ChangedMeanwhile):
        sheets.change_sheet(sheet, replace(SAID, title="Mon cercle"), version=1, by=HOUSE)
    assert ActivitySheet.objects.get().title == "Le cercle"


def test_whoever_only_sees_sessions_writes_no_sheet(sheet, w4i, amina, viewer_of):
    by = viewer_of(amina)
    for act in (
        lambda: sheets.write_sheet(w4i, SAID, by=by),
        lambda: sheets.change_sheet(sheet, SAID, version=1, by=by),
        lambda: sheets.publish_sheet(sheet, by=by),
        lambda: sheets.withdraw_sheet(sheet, by=by),
    ):
        with pytest.raises(Denied):
            act()


def test_a_span_does_not_end_before_it_begins(w4i, facilitator, viewer_of):
    typed = {"project": "W4I", "title": "C", "aim": "A", "steps": "S", "language": "fr", "age_from": 15, "age_to": 12}
    form = SheetForm(typed, viewer=viewer_of(facilitator))
    assert not form.is_valid() and list(form.errors) == ["age_to"]


def test_spans_and_lines_are_said_as_one_says_them(sheet):
    assert spans.lines(sheet.steps) == ["S'asseoir.", "Parler."]
    assert "12" in spans.ages(sheet) and "10" in spans.group(sheet)
    assert spans.ages(ActivitySheet()) == spans.group(ActivitySheet()) == ""


def test_the_sheet_prints_its_steps_in_order(sheet, facilitator, client_of):
    page = client_of(facilitator).get(reverse("workshops:sheet", args=[sheet.uid])).content.decode()
    assert page.index("<li>S&#x27;asseoir.</li>") < page.index("<li>Parler.</li>")
