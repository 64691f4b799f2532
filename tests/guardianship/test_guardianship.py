"""A child without family care: sealed, heard before being moved, represented, visited in time, counted once."""

import json
from datetime import date, timedelta

import pytest
from django.urls import reverse

from terrain.accounts.demo import furnish as accounts
from terrain.casework import booked, owed
from terrain.casework.actions.cases import move
from terrain.casework.clocks import clocks_of
from terrain.casework.models import BookEntry, Case
from terrain.core import clock
from terrain.core.policies import Denied
from terrain.facts.models import Fact
from terrain.pathways.guardianship import demo
from terrain.pathways.guardianship.kind import GUARDIANSHIP
from terrain.pathways.guardianship.whereabouts import Birthday, birthdays
from terrain.programmes import demo as programmes
from terrain.programmes.models import Project
from tests.factories import HOUSE

pytestmark = pytest.mark.django_db
LAW = GUARDIANSHIP.law
DECIDED = {"purpose": "placement", "heard": "yes", "decision": "kafala", "reasons": "Aucun proche trouvé"}


def ago(days: int) -> date:
    return clock.today() - timedelta(days)


def counted(kind: str) -> list[tuple[dict, int]]:
    found = Fact.objects.filter(variant__kind=kind).select_related("variant").order_by("day")
    return [(json.loads(fact.variant.attributes), fact.quantity) for fact in found]


def milestones(case: Case) -> dict[str, int]:
    """Date of the law → how many days ago."""
    return {one.code: (clock.today() - one.day).days for one in case.milestones.standing()}


def section_of(page, code: str) -> dict:
    return next(section for part, section in page.context["sections"] if part.code == code)


def test_the_file_is_there_for_those_named_and_for_nobody_else(
    file, worker, counsel, stranger, director, officer, client_of
):
    address, uid = file.get_absolute_url(), str(file.person.uid)
    assert file.is_sealed
    for insider in (worker, counsel):
        assert client_of(insider).get(address).status_code == 200
    for outsider in (stranger, director, officer):
        client = client_of(outsider)
        assert client.get(address).status_code == 404
        assert client.get(reverse("casework:book", args=[file.uid, "placement"])).status_code == 404
        assert uid not in client.get("/people/?q=Enfant+Essai", follow=True).content.decode()


def test_a_mother_who_gave_birth_in_secret_is_known_to_counsel_only(file, write, worker, healer, counsel, client_of):
    with pytest.raises(Denied):
        write(file, "secret", secrecy="whole_life", identity="Nom caché")
    write(file, "secret", by=counsel, secrecy="whole_life", identity="Nom caché")
    address = reverse("casework:book", args=[file.uid, "secret"])
    assert "Nom caché" in client_of(counsel).get(address).content.decode()
    for other in (worker, healer):
        page = client_of(other).get(file.get_absolute_url()).content.decode()
        assert "Nom caché" not in page and "Identité à protéger" not in page
        assert client_of(other).get(address).status_code == 404


def test_what_leaves_the_house_holds_no_secret_of_the_mother(file, write, worker, counsel, viewer_of):
    write(file, "secret", by=counsel, secrecy="whole_life", identity="Nom caché")
    write(file, "story", piece="object", words="Un cheval de bois")
    said = str(list(booked.rows(file, viewer_of(worker))))
    assert "Un cheval de bois" in said and "Nom caché" not in said
    assert "Nom caché" in str(list(booked.rows(file, viewer_of(counsel))))


def test_health_is_for_healers(file, write, worker, healer, counsel, client_of):
    write(file, "care", by=healer, what="growth", words="Prend du poids")
    address = reverse("casework:book", args=[file.uid, "care"])
    assert [client_of(who).get(address).status_code for who in (healer, worker, counsel)] == [200, 404, 404]


def test_somebody_grown_who_looks_for_origins_is_no_child_in_the_figures(born, opened, walk, file):
    grown = opened(born("Adulte Essai", 30 * 366), reason="looking_for_origins")
    with pytest.raises(Denied):
        walk(grown, "inquire")
    assert walk(grown, "seek_origins").stage == "follow_up"
    with pytest.raises(Denied):
        walk(file, "seek_origins")
    walk(file, "inquire")
    inquired = [told for told, _quantity in counted("case_stage") if told["stage"] == "inquiry"]
    assert len(inquired) == 1


def test_every_stage_can_be_lived_through_and_closing_waits_for_another(file, walk, write, worker, director, viewer_of):
    write(file, "best_interests", **DECIDED)
    case = walk(file, "inquire", "protect", "project", "place", "follow", "protect_again", "project")
    closing = GUARDIANSHIP.transition("close")
    case = move(case, closing, version=case.version, closing_reason="transferred", by=viewer_of(worker))
    assert case.is_open and case.closing == "asked"


def test_what_the_books_say_starts_and_ends_the_delays(file, write):
    write(file, "origin", -200, origin="unknown_parents", found_on=str(ago(200)), told_on=str(ago(199)))
    write(file, "abandonment", -190, step="preliminary_judgment")
    write(file, "abandonment", -90, step="judged")
    write(file, "kafala", -60, step="request_filed")
    write(file, "kafala", -9, step="order_made", consent="too_young")
    write(file, "visit", -3, kind="nobody_there")
    days = milestones(file)
    assert days == {
        "child_received": 200, "child_found": 200, "authorities_told": 199, "preliminary_judgment": 190,
        "abandonment_judged": 90, "kafala_asked": 60, "kafala_order": 9,
    }  # fmt: skip
    running = {one.clock.code: one for one in owed.clocks_in(file, LAW)}
    assert running["kafala_execution"].last_day == clock.today() + timedelta(6)
    assert running["kafala_execution"].state(clock.today()) == "soon"
    assert running["tell_authorities"].kept
    write(file, "kafala", -1, step="handed_over", record="yes", consent="too_young")
    clocks = {told["clock"]: (told["in_time"], quantity) for told, quantity in counted("legal_clock")}
    assert clocks["kafala_execution"] == ("yes", 8)


def test_what_is_written_later_never_moves_the_first_visit(file, write):
    write(file, "kafala", -40, step="handed_over", record="yes")
    write(file, "visit", -30, kind="after_arrival")
    write(file, "visit", -5, kind="follow_up")
    running = {one.clock.code: one for one in owed.clocks_in(file, LAW)}
    assert running["first_visit_kafala"].stopped == clock.today() - timedelta(30)


def test_the_posting_is_waited_for_and_late_for_nobody(file, write, worker, viewer_of):
    write(file, "abandonment", -100, step="preliminary_judgment")
    posting = next(one for one in owed.clocks_in(file, LAW) if one.clock.code == "posting")
    assert posting.state(clock.today()) == "waited" and posting.state(ago(50)) == "runs"
    [line] = [one for one in owed.running_out(viewer_of(worker)) if one.running.clock.code == "posting"]
    assert not line.over
    write(file, "abandonment", -2, step="judged")
    assert "posting" not in {told["clock"] for told, _quantity in counted("legal_clock")}
    [judged] = [one for one in clocks_of(LAW, {"preliminary_judgment": ago(100), "abandonment_judged": ago(2)})
                if one.clock.code == "posting"]  # fmt: skip
    assert judged.kept and judged.state(clock.today()) == "kept"


def test_living_at_home_since_ever_is_no_return(file, write):
    write(file, "placement", -300, arrangement="mother", reason="before_us")
    assert "back_home" not in milestones(file)
    write(file, "placement", -10, arrangement="kin", reason="return")
    assert milestones(file)["back_home"] == 10


@pytest.mark.parametrize(
    ("kind", "planned", "how", "told"),
    [
        ("follow_up", 0, "well", {"in_time": "yes", "worrying": "no"}),
        ("follow_up", -1, "danger", {"in_time": "no", "worrying": "yes"}),
        ("after_return", 3, "worry", {"in_time": "yes", "worrying": "yes"}),
        ("unannounced", None, None, {"in_time": "not_planned", "worrying": "unknown"}),
        ("nobody_there", 0, None, None),
        ("parent_visits_child", 0, "well", None),
    ],
)
def test_a_visit_counts_whether_it_was_made_in_time(file, write, kind, planned, how, told):
    said = {"planned_on": str(ago(10 - planned))} if planned is not None else {}
    write(file, "visit", -10, kind=kind, **said, **({"how": how} if how else {}))
    expected = [] if told is None else [{"case_kind": "guardianship", **told}]
    assert [found for found, _quantity in counted("child_visit")] == expected


def test_where_children_live_counts_and_how_long_once_it_is_over(file, write):
    write(file, "placement", -50, arrangement="social_home", reason="prosecutor", ended_on=str(ago(20)))
    write(file, "placement", -20, arrangement="kafala_family")
    assert counted("placement") == [
        ({"case_kind": "guardianship", "arrangement": "social_home", "reason": "prosecutor"}, 30),
        ({"case_kind": "guardianship", "arrangement": "kafala_family", "reason": "not_said"}, 0),
    ]


def test_a_decision_counts_whether_the_child_was_heard(file, write):
    write(file, "best_interests", **DECIDED | {"heard": "no", "why_not": "À l'hôpital"})
    assert counted("best_interests") == [({"case_kind": "guardianship", "decision": "kafala", "heard": "no"}, 0)]


@pytest.mark.parametrize(
    ("book", "days", "answers", "said"),
    [
        ("kafala", -1, {"step": "handed_over", "consent": "gave"}, "Remis sans procès-verbal"),
        ("kafala", -1, {"step": "order_made", "consent": "refused"}, "L'enfant a refusé"),
        ("kafala", -1, {"step": "handed_over", "consent": "too_young", "record": "yes"}, ""),
        ("family_file", -1, {"family": "A", "state": "kept", "opinion": "unfavourable", "inquiry_on": "2020-01-01"},
         "Retenue contre l'avis de la commission"),
        ("family_file", -1, {"family": "A", "state": "kept"}, "Retenue sans enquête sociale"),
        ("visit", 0, {"kind": "follow_up", "how": "danger"}, "En danger : prévenir le juge ou le procureur"),
        ("representation", -9, {"kind": "none_yet"}, "Personne ne représente l'enfant"),
        ("representation", -9, {"kind": "none_yet", "ended_on": "2020-01-01"}, ""),
        ("best_interests", 0, DECIDED | {"review_on": "2099-01-01", "told_child": "no"}, "À expliquer à l'enfant"),
        ("disability", -40, {"need": "hearing", "state": "asked"}, "Sans réponse depuis un mois"),
        ("disability", -40, {"need": "hearing", "state": "refused"}, "Refusé : écrire pourquoi et chercher un recours"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said(file, write, book, days, answers, said):
    write(file, book, days, **answers)
    [told] = booked.told(booked.entries_of(file, book), file)
    assert [str(alarm) for alarm in told.alarms] == ([said] if said else [])


@pytest.mark.parametrize(
    ("book", "answers"),
    [
        ("worry", {"what": "violence"}),
        ("visit", {"kind": "follow_up", "how": "danger", "next_on": "2099-01-01"}),
        ("reintegration", {"step": "fragile", "how": "danger"}),
    ],
)
@pytest.mark.parametrize("days", [0, -1, -40])
def test_a_danger_is_said_until_it_is_passed_on(file, write, worker, viewer_of, book, answers, days):
    write(file, book, days, **answers)
    [told] = booked.told(booked.entries_of(file, book), file)
    assert len(told.alarms) == 1
    assert [line for line in booked.waiting(viewer_of(worker)) if line.told.entry.book == book]


def test_only_the_newest_visit_asks_for_the_next(file, write, worker, viewer_of):
    write(file, "visit", -40, kind="follow_up", next_on=str(ago(10)))
    write(file, "visit", -8, kind="follow_up", next_on=str(clock.today() + timedelta(3)))
    due = [line for line in booked.waiting(viewer_of(worker)) if line.words == "Visite à faire"]
    assert [(line.day, line.late) for line in due] == [(clock.today() + timedelta(3), False)]


def test_the_file_says_where_the_child_stands(file, write, worker, client_of):
    write(file, "placement", -60, arrangement="emergency_shelter", ended_on=str(ago(50)))
    lives = write(file, "placement", -50, arrangement="social_home", where="Maison")
    write(file, "representation", -50, kind="none_yet")
    write(file, "abandonment", -20, step="judged")
    write(file, "child_heard", -15, by_whom="team", own_words="« Là-bas »")
    write(file, "best_interests", -9, **DECIDED | {"heard": "too_young"})
    write(file, "visit", -8, kind="follow_up", next_on=str(ago(1)))
    section = section_of(client_of(worker).get(file.get_absolute_url()), "whereabouts")
    assert section["lives"].entry == lives and section["represented"] == []
    assert section["heard"] == ago(15) and section["days"] == 20 and section["posting"] is None
    assert section["visit"].due_state == "late"
    assert [one.years for one in section["birthdays"]] == [12, 18]
    assert not section["unfounded"]


def test_a_kafala_without_a_judgment_is_seen_at_once(file, write, worker, client_of):
    write(file, "kafala", -3, step="order_made", consent="too_young")
    assert section_of(client_of(worker).get(file.get_absolute_url()), "whereabouts")["unfounded"]


def test_the_birthdays_that_count_are_those_to_come():
    born = date(2014, 2, 1)
    running = [one for one in clocks_of(LAW, {"birth": born}) if one.clock.begins == "birth"]
    said = birthdays(running, date(2026, 1, 15))
    assert said == [Birthday(12, date(2026, 2, 1), True), Birthday(18, date(2032, 2, 1), False)]
    assert [one.years for one in birthdays(running, date(2026, 2, 2))] == [18]


def test_the_demonstration_tells_both_stories_once(settings, cpe):
    settings.DEMO = True
    Project.objects.filter(pk=cpe.pk).update(code="TUT")
    accounts()
    programmes.furnish(by=HOUSE)
    demo.furnish(by=HOUSE)
    demo.furnish(by=HOUSE)
    child, mother = Case.objects.get(kind="guardianship"), Case.objects.get(kind="prevention")
    assert (child.stage, mother.stage) == ("placement_project", "support")
    assert BookEntry.objects.filter(case=child).count() > 20 and BookEntry.objects.filter(case=mother).count() > 8
    execution = next(one for one in owed.clocks_in(child, LAW) if one.clock.code == "kafala_execution")
    assert execution.state(clock.today()) == "soon" and execution.left(clock.today()) == 6
    entries = booked.told(booked.entries_of(child), child) + booked.told(booked.entries_of(mother), mother)
    assert {str(alarm) for one in entries for alarm in one.alarms} == set()
