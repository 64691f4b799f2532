"""A partner's spreadsheet of services: asked about, taken in once, what is known completed, taken back."""

import csv
from datetime import date, timedelta

import pytest

from terrain.core import clock
from terrain.core.policies import Denied
from terrain.imports import actions as imports
from terrain.imports.mapping import propose
from terrain.imports.models import Batch
from terrain.imports.registry import Context, Problem, Rows
from terrain.network.actions.directory import Offer, change_service, values_of
from terrain.network.models import Origin, Service
from terrain.network.rows import COLUMNS, email, languages, phone
from terrain.network.sheets import LEFT_OUT, question_of, questions
from tests.factories import HOUSE

TITLES = ["Nom du service", "Structure", "Type de service", "Ville", "Adresse", "Téléphone", "Courriel", "Horaires", "Langues", "Public", "Pièces à fournir", "Tarif", "Vérifié le"]  # fmt: skip
ORDER = [
    "name",
    "organisation",
    "type",
    "place",
    "address",
    "phone",
    "email",
    "hours",
    "languages",
    "audience",
    "documents",
    "cost",
    "checked",
]
ROW = ["Permanence", "Barreau", "Aide juridique", "Rabat", "3 rue Y", "0537000001", "b@example.org", "Le lundi", "français et arabe", "Femmes", "CIN", "Gratuit", "12/03/2024"]  # fmt: skip
OTHER = ["Atelier", "Coopérative", "Couture solidaire", "Nulle-Part", "", "", "", "", "", "", "", "", ""]


@pytest.fixture
def bring(tmp_path, w4i):
    """Write a table and import it: ``bring(row, row, …)`` → the report."""
    count = iter(range(100))

    def do(*rows, by=HOUSE, **more):
        path = tmp_path / f"liste-{next(count)}.csv"
        with path.open("w", newline="", encoding="utf-8") as file:
            csv.writer(file, delimiter=";").writerows([TITLES, *rows])
        return imports.run_file(path, "directory", w4i, by=by, **more)

    return do


def figures(report) -> dict:
    return {code: count for code, count in report.as_dict()["figures"].items() if count}


def warned(report) -> list[tuple[str, str]]:
    return [(group["column"], group["code"]) for group in report.as_dict()["warnings"]]


def batch(report) -> Batch:
    return Batch.objects.get(uid=report.batch)


def test_the_usual_titles_are_matched_with_no_help():
    found = propose(TITLES, [[cell] for cell in ROW], COLUMNS)
    assert [one.code for one in found] == [
        column.code for column in sorted(COLUMNS, key=lambda one: ORDER.index(one.code))
    ]


def test_a_list_becomes_entries_with_everything_it_says(bring):
    assert figures(bring(ROW)) == {"new_entries": 1, "new_organisations": 1}
    made = Service.objects.get()
    assert (made.name, str(made.organisation), made.service_type, made.place.code) == (
        "Permanence",
        "Barreau",
        "legal",
        "MA-RAB",
    )
    assert (made.phone, made.email, made.languages, made.documents) == (
        "0537000001",
        "b@example.org",
        ["ar", "fr"],
        "CIN",
    )
    assert (made.audience, made.cost, made.hours, made.address, made.public) == (
        "Femmes",
        "Gratuit",
        "Le lundi",
        "3 rue Y",
        False,
    )


def test_a_known_entry_is_completed_never_doubled_and_never_overwritten(bring):
    bring(ROW[:5] + [""] * 8)
    again = ["PERMANENCE", "barreau", *ROW[2:4], "9 rue Z", *ROW[5:]]
    report = bring(again, again)
    assert figures(report) == {"completed_entries": 1}
    assert ("address", "says_otherwise") in warned(report) and ("name", "twice_in_file") in warned(report)
    now = Service.objects.get()
    assert (now.address, now.phone, now.languages) == ("3 rue Y", "0537000001", ["ar", "fr"])
    assert figures(bring(again)) == {"same_entries": 1}


def test_a_type_that_no_list_knows_is_asked_about(bring, w4i):
    rows = Rows([2, 3, 4], {"type": ["Couture solidaire", "couture  SOLIDAIRE", "Aide juridique"]})
    asked = questions(rows, Context(w4i, HOUSE))
    assert [(one.code, one.rows) for one in asked] == [(question_of("Couture solidaire"), 2)]
    assert {"training", LEFT_OUT} <= {code for code, _words in asked[0].options}
    answer = {"answers": {asked[0].code: "training"}}
    bring(OTHER, mapping=answer)
    assert (Service.objects.get().service_type, Service.objects.get().place) == ("training", None)
    out = bring(["Autre", *OTHER[1:]], mapping={"answers": {asked[0].code: LEFT_OUT}})
    assert [group["code"] for group in out.as_dict()["problems"]] == ["type_left_out"]


def test_an_organisation_without_a_name_is_refused_and_the_rest_goes_in(bring):
    report = bring([ROW[0], "?!", *ROW[2:]], ROW)
    assert [(group["column"], group["code"]) for group in report.as_dict()["problems"]] == [
        ("organisation", "blank_required")
    ]
    assert Service.objects.count() == 1


def test_it_is_taken_back_except_what_somebody_changed_since(bring):
    bring(ROW[:5] + [""] * 8)
    first = Service.objects.get()
    second = bring(ROW, ["Autre", *ROW[1:]])
    touched = Service.objects.get(name="Autre")
    change_service(touched, Offer(**(values_of(touched) | {"cost": "Payant"})), version=1, by=HOUSE)
    imports.undo(batch(second), by=HOUSE)
    first.refresh_from_db()
    assert (first.phone, first.documents) == ("", "")
    assert {one.name for one in Service.objects.all()} == {"Permanence", "Autre"}
    assert Origin.objects.filter(batch=batch(second)).count() == 0


def test_only_whoever_keeps_the_directory_brings_one(bring, amina, viewer_of):
    with pytest.raises(Denied):
        bring(ROW, by=viewer_of(amina))


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("Français, Arabe", ["ar", "fr"]),
        ("wolof/anglais", ["en", "wo"]),
        ("العربية و الفرنسية", ["ar", "fr"]),
        ("klingon", None),
    ],
)
def test_languages_are_read_in_words(cell, said):
    assert languages(cell) == said


def test_a_first_zero_that_a_spreadsheet_dropped_is_put_back_and_a_wrong_address_refused():
    assert phone(537000001) == "0537000001" and phone("05 37") == "05 37" and phone(141) == "141"
    with pytest.raises(Problem):
        email("pas une adresse")


def test_an_entry_was_found_true_on_the_day_that_the_sheet_says_or_is_to_be_reviewed_at_once(bring):
    bring(ROW, [*OTHER])
    said, unsaid = Service.objects.get(name="Permanence"), Service.objects.get(name="Atelier")
    assert said.reviewed_on == date(2024, 3, 12)
    assert unsaid.review_on < clock.today() and unsaid in Service.objects.to_review(clock.today())
    tomorrow = (clock.today() + timedelta(1)).strftime("%d/%m/%Y")
    report = bring(["Demain", *ROW[1:-1], tomorrow])
    assert [group["code"] for group in report.as_dict()["problems"]] == ["date_out_of_range"]
