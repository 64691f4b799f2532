"""What rows of a register become: read, asked about, planned, written once, taken back."""

import csv
from datetime import timedelta

import pytest

from terrain.core.policies import Denied
from terrain.facts import actions as facts
from terrain.facts.models import Fact
from terrain.gatherings import actions, registers
from terrain.gatherings.models import Attendance, AttendanceOrigin, Session
from terrain.gatherings.rows import ATTENDANCE_ROWS, minutes
from terrain.imports import actions as imports
from terrain.imports.mapping import Vocabulary, propose
from terrain.imports.models import Batch
from terrain.imports.registry import Problem
from terrain.people import actions as people
from terrain.people.identity import Identity
from terrain.people.models import Person
from tests.factories import HOUSE

TITLES = ["Date", "Lieu", "Thème", "Nom et prénom", "Sexe", "Né(e) le", "Téléphone", "N° carte de séjour"]
INFO, DAY = "Information auto-entrepreneur", "12/03/2018"
AWA = [DAY, "Rabat", INFO, "Ba Awa", "F", "05/06/1990", "0612000001", ""]
MOUSSA = [DAY, "Rabat", INFO, "Keita Moussa", "H", "", "", "A123456B"]
NAMELESS_KEY = [DAY, "Rabat", INFO, "Diallo Fatou", "", "", "", ""]


@pytest.fixture
def bring(tmp_path, w4i):
    """Write a table and import it: ``bring(row, row, …)`` → the report."""
    count = iter(range(100))

    def do(*rows, titles=TITLES, by=HOUSE, dry_run=False, **mapping):
        path = tmp_path / f"registre-{next(count)}.csv"
        with path.open("w", newline="", encoding="utf-8") as file:
            csv.writer(file, delimiter=";").writerows([titles, *rows])
        return imports.run_file(path, "attendance", w4i, mapping=mapping or None, dry_run=dry_run, by=by)

    return do


def undo(report, by=HOUSE):
    return imports.undo(Batch.objects.get(uid=report.batch), by=by)


def problems(report) -> list[tuple[str, str, int]]:
    return [(group["column"], group["code"], row) for group in report.as_dict()["problems"] for row in group["rows"]]


def warnings(report) -> list[tuple[str, str]]:
    return [(group["column"], group["code"]) for group in report.as_dict()["warnings"]]


def whole() -> bool:
    return facts.rebuild(check=True).clean


@pytest.mark.parametrize(
    ("cell", "count"),
    [(90, 90), ("90 min", 90), ("1h30", 90), ("3 h", 180), ("2 heures", 120), (timedelta(hours=2), 120), ("٩٠", 90)],
)
def test_minutes_are_read_as_they_are_written(cell, count):
    assert minutes(cell) == count


@pytest.mark.parametrize("cell", ["souvent", -5, "99999 min", 1e9])
def test_nonsense_is_no_duration(cell):
    with pytest.raises(Problem):
        minutes(cell)


@pytest.mark.parametrize(
    ("titles", "codes"),
    [
        (
            ["N°", "Date", "Lieu", "Thème", "Nom et prénom", "Sexe", "Nationalité", "Téléphone",
             "N° carte de séjour", "Né(e) le"],
            ["day", "place", "theme", "name", "sex", "nationality", "phone", "card", "birth"],
        ),
        (
            ["Date", "Place", "Topic", "Full name", "Gender", "Date of birth", "Phone number", "Residence card", "Language"],
            ["day", "place", "theme", "name", "sex", "birth", "phone", "card", "language"],
        ),
        (
            ["التاريخ", "المكان", "الموضوع", "الاسم الكامل", "الجنس", "تاريخ الازدياد", "رقم الهاتف", "ملاحظات"],
            ["day", "place", "theme", "name", "sex", "birth", "phone", "remarks"],
        ),
        (
            ["Data", "Luogo", "Argomento", "Nome e cognome", "Sesso", "Data di nascita", "Telefono", "Professione"],
            ["day", "place", "theme", "name", "sex", "birth", "phone", "category"],
        ),
        (["Date", "Nom", "Prénom", "Fonction", "Signature"], ["day", "name", "given_name", "category", "remarks"]),
    ],
)  # fmt: skip
def test_titles_are_known_in_four_languages(titles, codes):
    proposals = propose(titles, [[] for _title in titles], ATTENDANCE_ROWS.columns)
    assert [proposal.code for proposal in proposals] == codes


def test_no_title_word_names_two_columns():
    words = Vocabulary(ATTENDANCE_ROWS.columns).words
    seen: dict[str, str] = {}
    for code, pairs in words.items():
        for folded, word in pairs:
            assert seen.setdefault(folded, code) == code, word


def test_a_row_is_one_person_at_one_session(bring):
    report = bring(AWA, MOUSSA)
    assert report.figures["new_sessions"] == 1
    assert report.figures["new_people"] == Person.objects.count() == Attendance.objects.count() == 2
    session = Session.objects.get()
    assert (session.kind, session.place.code, session.topic.code) == ("information_session", "MA-RAB", "information")
    assert Fact.objects.count() == 2
    assert whole()


def test_a_trial_writes_nothing(bring):
    report = bring(AWA, MOUSSA, dry_run=True)
    assert report.figures["new_people"] == 2
    assert not Session.objects.exists() and not Person.objects.exists()


def test_rows_without_date_or_name_are_refused_alone(bring):
    report = bring(AWA, ["31/02/2018", *MOUSSA[1:]], [*MOUSSA[:3], "", *MOUSSA[4:]], ["", *MOUSSA[1:]])
    assert sorted(problems(report)) == [
        ("day", "blank_required", 5),
        ("day", "impossible_date", 3),
        ("name", "blank_required", 4),
    ]
    assert Attendance.objects.count() == 1


def test_what_cannot_be_read_is_left_out_with_a_warning(bring):
    titles = [*TITLES, "Fonction", "Durée"]
    columns = {
        "day": "Date", "place": "Lieu", "theme": "Thème", "name": "Nom et prénom", "sex": "Sexe", "birth": "Né(e) le",
        "phone": "Téléphone", "card": "N° carte de séjour", "category": "Fonction", "minutes": "Durée",
    }  # fmt: skip
    row = [*AWA[:4], "X", "32/13/1990", "n'en a pas", "A123456B", "plombier", "souvent"]
    report = bring(row, titles=titles, columns=columns)
    assert not problems(report)
    assert set(warnings(report)) == {
        ("sex", "unknown_sex"),
        ("birth", "impossible_date"),
        ("phone", "not_a_phone"),
        ("category", "category_other"),
        ("minutes", "not_minutes"),
    }
    attendance = Attendance.objects.get()
    assert (attendance.category, attendance.minutes, attendance.person.sex) == ("other", None, "")


def test_somebody_born_after_the_session_has_no_birth_date(bring):
    report = bring([*AWA[:5], "01/01/2020", *AWA[6:]])
    assert warnings(report) == [("birth", "born_afterwards")]
    assert Person.objects.get().birth_date is None


def test_the_same_person_twice_in_a_session_is_there_once(bring):
    report = bring(AWA, [*AWA[:3], "AWA BA", *AWA[4:]])
    assert warnings(report) == [("", "twice_in_session")]
    assert Attendance.objects.count() == 1


def test_a_first_name_in_a_column_of_its_own_is_put_to_the_name(bring):
    bring([DAY, INFO, "Ba", "Awa"], titles=["Date", "Thème", "Nom", "Prénom"])
    assert Person.objects.get().identity().full_name == "Ba Awa"


def test_sex_said_on_one_row_holds_for_the_person(bring):
    bring([*AWA[:4], "", *AWA[5:]], ["13/03/2018", *AWA[1:]])
    assert Person.objects.get().sex == "F"
    assert set(Fact.objects.values_list("sex", flat=True)) == {"F"}


def test_a_known_persons_missing_facts_are_completed(bring, w4i):
    session = actions.open_session(w4i, actions.Particulars("workshop", bring_day(), "Rabat", "Atelier"), by=HOUSE)
    person = actions.add_newcomer(session, Identity("Awa Ba", phone="+212612000001"), by=HOUSE).person
    report = bring(AWA)
    assert (report.figures["new_people"], report.figures["known_people"]) == (0, 1)
    person.refresh_from_db()
    assert (person.sex, person.birth_precision) == ("F", "day")
    assert set(Fact.objects.values_list("sex", flat=True)) == {"F"}
    assert whole()


def bring_day():
    return Session._meta.get_field("day").to_python("2018-03-01")


def test_an_unknown_theme_asks_which_kind_of_session_it_is(bring):
    row = [DAY, "Rabat", "Visite au marché", *AWA[3:]]
    with pytest.raises(LookupError) as question:
        bring(row)
    assert "kind:visite au marche" in str(question.value)
    assert not Session.objects.exists()
    bring(row, answers={"kind:visite au marche": "other"}, columns={})
    assert Session.objects.get().kind == "other"


def test_an_answered_theme_is_proposed_the_next_time(bring):
    row = [DAY, "Rabat", "Visite au marché", *AWA[3:]]
    bring(row, answers={"kind:visite au marche": "forum"}, columns={})
    bring(["14/03/2018", *row[1:]])
    assert set(Session.objects.values_list("kind", flat=True)) == {"forum"}


def test_the_same_rows_in_another_file_create_nothing(bring):
    bring(AWA, MOUSSA, NAMELESS_KEY, NAMELESS_KEY)
    before = (Session.objects.count(), Person.objects.count(), Attendance.objects.count(), Fact.objects.count())
    report = bring(NAMELESS_KEY, AWA, NAMELESS_KEY, MOUSSA)
    assert report.figures["already_recorded"] == 4
    assert report.figures["new_people"] == 0
    assert before == (1, 4, 4, 4)
    assert before == (Session.objects.count(), Person.objects.count(), Attendance.objects.count(), Fact.objects.count())


def test_a_name_alone_is_whoever_of_that_name_was_ticked_in_that_session(bring):
    bring(AWA)
    attendance = actions.add_newcomer(Session.objects.get(), Identity("Fatou Diallo", phone="+212612000009"), by=HOUSE)
    report = bring(NAMELESS_KEY)
    assert report.figures["already_recorded"] == 1
    assert AttendanceOrigin.objects.filter(attendance=attendance).count() == 1


def test_rows_of_a_cancelled_session_are_refused(bring):
    bring(AWA)
    actions.cancel_session(Session.objects.get(), by=HOUSE)
    assert problems(bring(MOUSSA)) == [("day", "session_cancelled", 2)]


def test_keys_that_contradict_each_other_are_shown_and_not_guessed(bring):
    bring([*AWA[:7], "C111222D"])
    report = bring(["14/03/2018", *AWA[1:7], "Z999888Y"])
    assert len(problems(report)) == 1
    assert Person.objects.count() == Attendance.objects.count() == 1


def test_undoing_takes_everything_back(bring):
    report = bring(AWA, MOUSSA, NAMELESS_KEY)
    done = undo(report)
    assert done.counts["undone"] == {"attendances_removed": 3, "sessions_removed": 1, "people_removed": 3}
    for model in (Session, Attendance, AttendanceOrigin, Person, Fact):
        assert not model.objects.exists(), model
    assert whole()


def test_what_two_files_bring_stays_until_both_are_undone(bring):
    first, second = bring(AWA, MOUSSA), bring(MOUSSA, NAMELESS_KEY)
    undo(first)
    assert Attendance.objects.count() == 2
    assert Session.objects.get().batch.uid == Batch.objects.get(uid=second.batch).uid
    undo(second)
    assert not Session.objects.exists() and not Person.objects.exists()
    assert whole()


def test_what_was_ticked_by_hand_survives_the_undoing(bring):
    report = bring(AWA, MOUSSA)
    person = next(p for p in Person.objects.all() if p.identity().full_name == "Ba Awa")
    actions.record_presence(Session.objects.get(), [person], by=HOUSE)
    undo(report)
    assert Attendance.objects.get().person == person
    assert Session.objects.get().batch is None


def test_a_session_opened_by_hand_survives_the_undoing(bring, w4i):
    said = actions.Particulars(
        "information_session", Session._meta.get_field("day").to_python("2018-03-12"), "rabat", INFO
    )
    session = actions.open_session(w4i, said, by=HOUSE)
    undo(bring(AWA))
    assert Session.objects.get() == session


def test_somebody_registered_by_hand_survives_the_undoing(bring, w4i):
    person = people.register(Identity("Awa Ba", phone="+212612000001"), project=w4i, by=HOUSE)
    undo(bring(AWA))
    assert list(Person.objects.all()) == [person]


def test_an_import_looks_again_when_somebody_was_registered_meanwhile(bring, w4i, monkeypatch):
    looked = registers.plan

    def plan(rows, context):
        made = looked(rows, context)
        if not Person.objects.exists():
            people.register(Identity("Awa Ba", phone="+212612000001"), project=w4i, by=HOUSE)
        return made

    monkeypatch.setitem(vars(ATTENDANCE_ROWS), "plan", plan)
    bring(AWA)
    assert Person.objects.count() == Attendance.objects.count() == 1


def test_after_undoing_the_same_file_goes_in_again(bring):
    report = bring(AWA)
    undo(report)
    bring([*AWA])
    assert Attendance.objects.count() == 1


@pytest.mark.parametrize("role", ["facilitator", "amina", "partner", "donor", "stranger", "admin"])
def test_only_some_roles_import(role, bring, viewer_of, request):
    with pytest.raises(Denied):
        bring(AWA, by=viewer_of(request.getfixturevalue(role)))


def test_a_register_takes_a_constant_number_of_questions_to_the_database(bring, django_assert_max_num_queries):
    def crowd(day: str, many: int) -> list[list[str]]:
        return [
            [day, "Rabat", INFO, f"Ba Aw{chr(97 + n // 26)}{chr(97 + n % 26)}", "F", "", f"06120{n:05d}", ""]
            for n in range(many)
        ]

    bring(*crowd("01/03/2018", 10))
    with django_assert_max_num_queries(120):
        bring(*crowd("02/03/2018", 300))
