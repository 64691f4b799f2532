"""The lawyers' network: who may be asked, who took which case, how it ended, and what the numbers must not say."""

import json
from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from terrain.casework.actions import seals
from terrain.casework.actions.cases import Opening, open_case
from terrain.casework.actions.grants import Named
from terrain.casework.erasing import erase_file
from terrain.casework.exporting import summary
from terrain.casework.kinds import kind_of
from terrain.casework.models import Case
from terrain.core import clock, vault
from terrain.core.models import AuditEvent
from terrain.core.policies import Denied
from terrain.facts import actions as facts
from terrain.facts.models import Fact
from terrain.pathways.legal_aid.actions import mandates
from terrain.pathways.legal_aid.actions.network import LawyerChangedMeanwhile, about, add_lawyer, change_lawyer
from terrain.pathways.legal_aid.counting import FEW, coarse, exact, of_network
from terrain.pathways.legal_aid.models import Lawyer, Mandate
from terrain.people import actions as people
from terrain.people.duplicates import merging
from terrain.people.identity import Identity
from terrain.results.rules import parse
from tests.factories import HOUSE, AssignmentFactory, UserFactory

pytestmark = pytest.mark.django_db
SECRET = "Elle accepte, mais pas le mercredi"


@pytest.fixture
def mandate(file, lawyer, amina, viewer_of):
    day = clock.today() - timedelta(days=10)
    return mandates.give(file, lawyer, "civil_registry", day=day, words=SECRET, by=viewer_of(amina))


def test_a_case_is_given_and_its_end_is_said(mandate, file, amina, client_of):
    desk = client_of(amina)
    page = desk.get(reverse("legal_aid:mandates", args=[file.uid])).content.decode()
    assert "Bouchra Tazi" in page and SECRET in page
    end = reverse("legal_aid:end_mandate", args=[file.uid, mandate.pk])
    sent = {"outcome": "won", "day": clock.today().isoformat(), "words": "Livret obtenu", "version": mandate.version}
    for _time in range(2):
        assert desk.post(end, sent).status_code == 302
    assert desk.get(end).status_code == 403
    now = Mandate.objects.get()
    assert (now.outcome, now.ended_on) == ("won", clock.today())
    assert AuditEvent.objects.filter(verb="legal_aid.mandate_ended").count() == 1
    assert mandates.words_of(now, file) == (SECRET, "Livret obtenu")


def test_what_was_agreed_is_sealed_under_the_key_of_the_file(mandate):
    assert SECRET.encode() not in bytes(mandate.sealed_words)
    other = vault.new_key()
    with pytest.raises(vault.Tampered):
        vault.unseal(other, bytes(mandate.sealed_words), mandates.WORDS)


def test_the_same_form_sent_twice_is_one_mandate(file, lawyer, amina, client_of):
    sent = {"lawyer": lawyer.uid, "matter": "filiation", "day": clock.today().isoformat(), "slip": uuid4()}
    for _time in range(2):
        assert client_of(amina).post(reverse("legal_aid:mandates", args=[file.uid]), sent).status_code == 302
    assert Mandate.objects.count() == 1


def test_an_older_page_does_not_end_it_otherwise(mandate, amina, colleague, viewer_of):
    today = clock.today()
    mandates.end(mandate, "won", day=today, version=1, by=viewer_of(amina))
    with pytest.raises(mandates.MandateChangedMeanwhile):
        mandates.end(mandate, "refused", day=today, version=1, by=viewer_of(colleague))
    assert mandates.end(mandate, "won", day=today, version=1, by=viewer_of(amina)).version == 2


@pytest.mark.parametrize(
    "said", [{"outcome": "invented"}, {"day": date(2020, 1, 1)}, {"day": clock.today() + timedelta(days=2)}]
)
def test_it_ends_with_an_outcome_of_the_list_between_its_beginning_and_today(said, mandate, amina, viewer_of):
    told = {"outcome": "won", "day": clock.today()} | said
    with pytest.raises(Denied):
        mandates.end(mandate, told.pop("outcome"), version=1, by=viewer_of(amina), **told)


def test_nobody_is_given_a_case_without_an_agreement_on_that_day(file, w4i, lawyer, amina, viewer_of):
    over = replace(about(lawyer), name="Me Démo Ancien", until=date(2026, 2, 1))
    before = add_lawyer(w4i, over, by=HOUSE)
    with pytest.raises(Denied, match="accord|agreement"):
        mandates.give(file, before, "filiation", day=clock.today(), by=viewer_of(amina))
    assert mandates.give(file, before, "filiation", day=date(2026, 1, 20), by=viewer_of(amina)).lawyer == before


def test_a_day_without_agreement_is_said_in_the_form_and_nothing_typed_is_lost(file, lawyer, w4i, amina, client_of):
    ended = replace(about(lawyer), name="Me Démo Avant", since=date(2025, 1, 1), until=date(2025, 12, 31))
    before, page = add_lawyer(w4i, ended, by=HOUSE), reverse("legal_aid:mandates", args=[file.uid])
    said = {"matter": "filiation", "day": "2025-12-20", "words": SECRET}
    answer = client_of(amina).post(page, said | {"lawyer": lawyer.uid, "slip": uuid4()})
    text = answer.content.decode()
    assert answer.status_code == 422 and "lawyer" in answer.context["form"].errors
    assert SECRET in text and "Me Démo Avant" in text and not Mandate.objects.exists()
    assert "Me Démo Avant" not in client_of(amina).get(page).content.decode()
    assert client_of(amina).post(page, said | {"lawyer": before.uid, "slip": uuid4()}).status_code == 302
    assert client_of(amina).post(page, said | {"lawyer": "nobody", "day": "soon", "slip": uuid4()}).status_code == 422


def test_a_lawyer_of_another_project_takes_no_case_here(file, cpe, lawyer, amina, viewer_of):
    elsewhere = add_lawyer(cpe, about(lawyer), by=HOUSE)
    with pytest.raises(Denied):
        mandates.give(file, elsewhere, "filiation", day=clock.today(), by=viewer_of(amina))


@pytest.mark.parametrize("who", ["youssef", "director", "officer", "guardian", "stranger", "donor", "partner"])
def test_whoever_is_not_named_on_the_file_meets_none_of_it(who, mandate, file, request, client_of):
    desk = client_of(request.getfixturevalue(who))
    assert desk.get(reverse("legal_aid:mandates", args=[file.uid])).status_code == 404
    assert desk.get(reverse("legal_aid:end_mandate", args=[file.uid, mandate.pk])).status_code == 404


def test_the_section_stands_on_files_of_this_kind_only(mandate, file, w4i, amina, client_of):
    desk, way = client_of(amina), reverse("legal_aid:lawyers")
    assert "Bouchra Tazi" in desk.get(file.get_absolute_url()).content.decode()
    person = people.register(Identity("Autre Essai"), project=w4i, by=HOUSE)
    other = open_case(Opening(kind_of("accompaniment"), w4i, person, entry_reason="income", owner=amina), by=HOUSE)
    assert way not in desk.get(other.get_absolute_url()).content.decode()


def test_a_colleague_of_the_project_sees_the_network_and_no_number_of_files_that_are_not_hers(
    mandate, lawyer, w4i, counsel, viewer_of, client_of
):
    outside = AssignmentFactory(user=UserFactory(), role="caseworker", project=w4i).user
    counted = of_network([lawyer], viewer_of(outside))[lawyer.pk]
    assert counted.every is None and counted.mine.taken == 0
    assert client_of(outside).get(reverse("legal_aid:lawyers")).status_code == 200
    assert of_network([lawyer], viewer_of(counsel))[lawyer.pk].every == coarse([(1, "")])


def test_whoever_sees_the_file_counts_it(mandate, lawyer, amina, viewer_of):
    mandates.end(mandate, "won", day=clock.today(), version=1, by=viewer_of(amina))
    mine = of_network([lawyer], viewer_of(amina))[lawyer.pk].mine
    assert (mine.taken, mine.open, mine.ended) == (1, 0, 1) and [count for _words, count in mine.outcomes] == [1]


@pytest.mark.parametrize(
    ("open_", "won", "refused", "told"),
    [
        (FEW - 1, 0, 0, (None, None, 0)),
        (FEW, 0, 0, (FEW, None, 0)),
        (FEW + 1, 1, 0, (FEW, None, 0)),
        (FEW, FEW, 0, (2 * FEW, FEW, 1)),
        (FEW, FEW, 1, (2 * FEW, FEW, 0)),
        (FEW + 7, FEW + 9, 0, (3 * FEW, FEW, 1)),
    ],
)
def test_no_number_under_ten_can_be_read_or_reckoned(open_, won, refused, told):
    outcomes = [""] * open_ + ["won"] * won + ["refused"] * refused
    numbers = coarse(enumerate(outcomes))
    assert (numbers.taken, numbers.open, len(numbers.outcomes)) == told
    assert exact(enumerate(outcomes)).taken == len(outcomes)


@pytest.mark.parametrize(("hers", "told"), [(0, FEW), (2, FEW), (3, None), (FEW + 1, None), (FEW + 2, FEW)])
def test_what_is_left_without_her_own_files_is_none_or_ten_at_least(hers, told):
    rows = [(file, "") for file in range(FEW + 2)]
    assert coarse(rows, rows[:hers]).taken == told


def test_of_an_outcome_too_nothing_can_be_taken_away():
    rows = [(file, "") for file in range(FEW)] + [(file, "won") for file in range(FEW, 3 * FEW)]
    assert coarse(rows, rows[FEW : 2 * FEW]).outcomes and coarse(rows, rows[FEW : 2 * FEW]).ended == 2 * FEW
    few = coarse(rows, rows[FEW : 2 * FEW + 1])
    assert (few.ended, few.outcomes) == (None, ())


def test_counsel_named_on_all_but_one_file_is_told_no_total(lawyer, opened, counsel, viewer_of):
    files = [opened() for _number in range(FEW + 1)]
    for one in files:
        mandates.give(one, lawyer, "filiation", day=clock.today(), by=HOUSE)
    for one in files[1:]:
        seals.name(one, Named(counsel, clock.today() + timedelta(days=30), "accompanies"), by=HOUSE)
    counted = of_network([lawyer], viewer_of(counsel))[lawyer.pk]
    assert (counted.mine.taken, counted.every.taken) == (FEW, None)


def test_two_mandates_of_one_file_are_one_case():
    numbers = exact([(7, "refused"), (7, "")])
    assert (numbers.taken, numbers.open, numbers.ended) == (1, 1, 0)


def test_the_page_of_the_network_asks_as_often_for_many_as_for_few(
    w4i, lawyer, counsel, client_of, django_assert_max_num_queries
):
    desk, page = client_of(counsel), reverse("legal_aid:lawyers")
    desk.get(page)
    for number in range(12):
        add_lawyer(w4i, replace(about(lawyer), name=f"Me Démo {number}"), by=HOUSE)
    with django_assert_max_num_queries(20):
        assert desk.get(page).content.decode().count("Me Démo") >= 13


@pytest.mark.parametrize(
    ("who", "keeps"), [("youssef", True), ("counsel", True), ("amina", False), ("stranger", False)]
)
def test_counsel_and_supervisors_keep_the_network(who, keeps, w4i, lawyer, request, viewer_of):
    viewer = viewer_of(request.getfixturevalue(who))
    said = replace(about(lawyer), name="Me Démo Autre")
    if keeps:
        assert add_lawyer(w4i, said, by=viewer).name == "Me Démo Autre"
    else:
        with pytest.raises(Denied):
            add_lawyer(w4i, said, by=viewer)


def test_two_who_change_a_lawyer_at_once_do_not_overwrite_each_other(lawyer, youssef, counsel, viewer_of, client_of):
    change_lawyer(lawyer, replace(about(lawyer), bar="Barreau de Salé"), version=1, by=viewer_of(youssef))
    with pytest.raises(LawyerChangedMeanwhile):
        change_lawyer(lawyer, replace(about(lawyer), payment="fee"), version=1, by=viewer_of(counsel))
    sent = {
        "name": lawyer.name, "bar": "Autre barreau", "matters": ["filiation"], "payment": "free",
        "since": "2026-01-01", "version": 1,
    }  # fmt: skip
    page = client_of(counsel).post(reverse("legal_aid:change_lawyer", args=[lawyer.uid]), sent)
    assert page.status_code == 422 and "Autre barreau" in page.content.decode()
    assert Lawyer.objects.get().bar == "Barreau de Salé"


def test_a_lawyer_is_added_by_the_form_once(w4i, counsel, client_of):
    sent = {
        "project": "W4I", "name": "Me Démo Neuve", "bar": "Rabat", "matters": ["pension"], "languages": ["darija"],
        "payment": "legal_aid", "phone": "0537000009", "since": "2026-02-01", "slip": uuid4(),
    }  # fmt: skip
    for _time in range(2):
        assert client_of(counsel).post(reverse("legal_aid:new_lawyer"), sent).status_code == 302
    made = Lawyer.objects.get()
    assert made.phone == "+212537000009" and made.project == w4i


def test_a_mandate_counts_when_it_is_taken_and_when_it_ends(mandate, file, amina, viewer_of):
    def told():
        found = Fact.objects.filter(variant__kind="mandate", subject=file.person.subject)
        said = [json.loads(fact.variant.attributes) for fact in found]
        return sorted((one["step"], one["matter"], one.get("outcome", "")) for one in said)

    taken = ("taken", "civil_registry", "")
    assert told() == [taken]
    mandates.end(mandate, "won", day=clock.today(), version=1, by=viewer_of(amina))
    assert told() == [("ended", "civil_registry", "won"), taken]
    assert facts.rebuild(check=True).clean
    mandates.take_back(Mandate.objects.get(), by=viewer_of(amina))
    assert told() == [] and facts.rebuild(check=True).clean


def test_a_rule_counts_cases_with_lawyers_and_hides_small_cells_however_it_narrows_them():
    where = {"step": ["ended"], "outcome": ["won"]}
    assert parse({"count": "subjects", "of": [{"kind": "mandate", "where": where}]}).minimum == FEW


def test_two_records_of_one_woman_count_her_once(mandate, lawyer, opened, file):
    twin = opened("Salma Essaïdi", born=date(2004, 3, 10))
    mandates.give(twin, lawyer, "pension", day=clock.today(), by=HOUSE)
    counted = Fact.objects.filter(variant__kind="mandate").values_list("subject", flat=True)
    assert len(set(counted)) == 2
    merging.merge(file.person, twin.person, [], by=HOUSE)
    assert len(set(counted.all())) == 1 and facts.rebuild(check=True).clean


def test_an_erased_file_leaves_its_figures_and_nothing_of_the_mandate(mandate, file, lawyer):
    before = Fact.objects.filter(variant__kind="mandate").count()
    told = erase_file(Case.objects.select_related("person").get(pk=file.pk))
    assert told.rows["legal_aid.Mandate"] == 1
    assert not Mandate.objects.exists() and Lawyer.objects.filter(pk=lawyer.pk).exists()
    assert Fact.objects.filter(variant__kind="mandate").count() == before == 1
    assert facts.rebuild(check=True).clean


def test_the_summary_of_the_file_tells_its_lawyers(mandate, file, amina, viewer_of):
    held = Case.objects.get(pk=file.pk)
    told = str([sheet.rows for sheet in summary(held, viewer_of(amina))])
    assert "Bouchra Tazi" in told and SECRET in told


def test_the_journal_says_that_it_was_given_and_not_what_for(mandate, lawyer):
    event = AuditEvent.objects.get(verb="legal_aid.case_given")
    assert event.detail == {"row": mandate.pk}
    assert lawyer.name not in str(list(AuditEvent.objects.values_list("detail", flat=True)))
