"""The capacities of an organisation on screen: begun, scored item by item, concluded, planned, compared."""

import io
from datetime import timedelta
from html import unescape
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from terrain.core import clock
from terrain.core.files import TooLarge
from terrain.core.models import AuditEvent
from terrain.core.policies import Denied
from terrain.desk.waiting import blocks
from terrain.network import grids, growth
from terrain.network.actions import capacity, plans
from terrain.network.actions.capacity import Found, Held, Proof, RoundOpen, ScoreChanged
from terrain.network.actions.plans import ActionChanged, Planned
from terrain.network.capacity_demo import furnish
from terrain.network.capacity_panel import shown
from terrain.network.change_chart import chart_of
from terrain.network.dates.capacity import due_between
from terrain.network.grids import Grid, current, grid_of
from terrain.network.models import Assessment, PlanAction, Profile, Score, Strengthening
from terrain.programmes.models import Organisation, Project
from tests.factories import HOUSE, AssignmentFactory
from tests.house.capacities import done, planned, round_of, score_all

LEVEL = st.none() | st.integers(1, 4)


@pytest.fixture
def association(w4i):
    return Organisation.objects.get(code="ASSOC")


@pytest.fixture
def begun(w4i, association):
    """A round in which nothing is scored yet."""
    return capacity.begin_round(w4i, association, "service", Held(clock.today() - timedelta(3), 4), by=HOUSE)


def texts(response) -> str:
    return unescape(response.content.decode())


def score_page(held, item=None):
    return reverse("network:score", args=[held.uid, item or held.grid.items[0].code])


# --- grids are data -------------------------------------------------------------------------------------------------


def test_the_grid_of_associations_has_seven_domains_and_every_level_in_every_language():
    grid, short = current("association", clock.today()), current("service", clock.today())
    assert len(grid.domains) == 7 and all(4 <= len(domain.items) <= 6 for domain in grid.domains)
    assert len(short.domains) == 4
    for item in (*grid.items, *short.items):
        for language in ("fr", "ar", "en", "it"):
            with override(language):
                told = [item.level(value) for value in grids.LEVELS]
            assert len(set(told)) == 4, (item.code, language)


def test_a_grid_with_a_missing_level_or_a_doubled_code_is_refused():
    good = current("service", clock.today()).model_dump(by_alias=True, mode="json")
    Grid.model_validate(good)
    good["domains"][0]["items"][0]["levels"].pop()
    with pytest.raises(ValidationError):
        Grid.model_validate(good)
    good = current("service", clock.today()).model_dump(by_alias=True, mode="json")
    good["domains"][1]["code"] = good["domains"][0]["code"]
    with pytest.raises(ValidationError):
        Grid.model_validate(good)


def test_a_new_version_is_for_those_who_begin_and_a_later_round_keeps_the_first_ones(
    monkeypatch, w4i, association, begun
):
    old = current("service", clock.today())
    new = old.model_copy(update={"version": 2, "valid_from": clock.today(), "domains": old.domains[:1]})
    monkeypatch.setattr(grids, "grids", lambda: {("service", 1): old, ("service", 2): new})
    assert current("service", clock.today() - timedelta(1)) == old and current("service", clock.today()) == new
    capacity.conclude_round(score_all(begun), by=HOUSE)
    again = capacity.begin_round(w4i, association, "service", Held(clock.today(), 2), by=HOUSE)
    fresh = capacity.begin_round(
        w4i, Organisation.objects.get(code="DONOR"), "service", Held(clock.today(), 2), by=HOUSE
    )
    assert (again.grid, fresh.grid) == (old, new)
    with pytest.raises(LookupError):
        grid_of("service", 3)


# --- averages and the picture ---------------------------------------------------------------------------------------


@given(st.lists(LEVEL, max_size=8))
def test_an_average_is_of_the_scored_items_alone(values):
    told = growth.average([Score(value=value, not_applicable=value is None) for value in values] + [None])
    scored = [value for value in values if value is not None]
    assert (told is None) == (not scored)
    if told is not None:
        assert abs(float(told) - sum(scored) / len(scored)) < 0.051
        assert min(scored) <= told <= max(scored)


@given(st.dictionaries(st.sampled_from([i.code for i in grid_of("service", 1).items]), st.booleans()))
def test_the_next_item_is_a_missing_one_until_none_is(answered):
    grid = grid_of("service", 1)
    missing = [item.code for item in grid.items if not answered.get(item.code)]
    for item in grid.items:
        following = growth.next_item(grid, item.code, missing)
        assert following in {*missing, ""} and following != item.code
        assert bool(following) == bool(set(missing) - {item.code})


def test_the_picture_says_the_same_as_the_table_and_is_mirrored_in_arabic(w4i, association):
    first, last = round_of(w4i, association, ago=60, value=1), round_of(w4i, association, ago=5, value=4)
    lines = growth.lines_of(last, first)
    french = chart_of(lines, True)
    with override("ar"):
        arabic = chart_of(lines, True)
    for here, there in zip(french.rows, arabic.rows, strict=True):
        assert here.before_x < here.now_x and there.before_x > there.now_x
        assert here.before_x + there.before_x == here.now_x + there.now_x == french.width
    for line in lines:
        assert f"{line.domain}" in french.words
        assert (line.before, line.average, line.change) == (1, 4, 3)


# --- who may --------------------------------------------------------------------------------------------------------


def test_only_whoever_steers_the_project_begins_and_only_its_own(w4i, association, officer, stranger, viewer_of):
    held = Held(clock.today(), 3)
    for user in (officer, stranger):
        with pytest.raises(Denied):
            capacity.begin_round(w4i, association, "service", held, by=viewer_of(user))
    assert not Strengthening.objects.exists()


def test_a_coordinator_of_another_project_sees_none_of_it(begun, youssef, stranger, viewer_of):
    for model in (Strengthening, Assessment):
        assert model.objects.visible_to(viewer_of(youssef)).count() == 1
        assert not model.objects.visible_to(viewer_of(stranger)).exists()


# --- a round --------------------------------------------------------------------------------------------------------


def test_a_round_is_begun_once_however_often_the_button_is_pressed(w4i, association, youssef, client_of):
    Profile.objects.of(association)
    said = {
        "organisation": association.pk, "project": "W4I", "grid": "service", "day": clock.today().isoformat(),
        "manner": "self", "people": "6", "functions": "présidente", "slip": str(uuid4()),
    }  # fmt: skip
    client, address = client_of(youssef), reverse("network:begin_assessment")
    for _time in range(2):
        response = client.post(address, said)
        assert response.headers["Location"] == Assessment.objects.get().get_absolute_url()
    assert (
        client.post(address, said | {"slip": str(uuid4())})
        .headers["Location"]
        .endswith(f"{Assessment.objects.get().uid}/")
    )
    assert Assessment.objects.count() == 1
    tomorrow = (clock.today() + timedelta(1)).isoformat()
    assert client.post(address, said | {"day": tomorrow, "slip": str(uuid4())}).status_code == 422


def test_scoring_goes_from_item_to_item_and_may_stop_and_come_back(begun, youssef, client_of):
    client, codes = client_of(youssef), [item.code for item in begun.grid.items]
    first = client.get(score_page(begun))
    assert begun.grid.items[0].level(1) in texts(first)
    response = client.post(score_page(begun), {"level": "2", "words": "Registre lu", "version": "0"})
    assert response.headers["Location"] == score_page(begun, codes[1])
    response = client.post(score_page(begun, codes[1]), {"level": "3", "version": "0", "stop": "on"})
    assert response.headers["Location"] == begun.get_absolute_url()
    page = client.get(begun.get_absolute_url())
    assert (page.context["done"], page.context["next"]) == (1, codes[1]), "the reason is missing"
    assert _("the reason is missing") in texts(page)


def test_nothing_is_concluded_while_something_is_missing(begun, youssef, client_of, viewer_of):
    score_all(begun, leaving=1)
    with pytest.raises(Denied):
        capacity.conclude_round(begun, by=HOUSE)
    client, conclude = client_of(youssef), reverse("network:conclude_assessment", args=[begun.uid])
    assert client.post(conclude).headers["Location"] == begun.get_absolute_url()
    last = begun.grid.items[-1].code
    for words, whole in (("", False), ("Pas de guichet", True)):
        version = begun.scores.filter(item=last).values_list("version", flat=True).first() or 0
        capacity.score_item(begun, last, Found(None, True, words), version=version, by=HOUSE)
        assert (conclude in texts(client.get(begun.get_absolute_url()))) == whole
    client.post(conclude)
    begun.refresh_from_db()
    assert begun.is_concluded
    assert client.get(score_page(begun)).status_code == 403
    with pytest.raises(Denied):
        capacity.score_item(begun, last, Found(4, words="Après coup"), version=2, by=HOUSE)


def test_two_who_score_one_item_are_shown_to_each_other(begun, youssef, client_of):
    item = begun.grid.items[0]
    capacity.score_item(begun, item.code, Found(1, words="Rien au mur"), version=0, by=HOUSE)
    with pytest.raises(ScoreChanged):
        capacity.score_item(begun, item.code, Found(3, words="Lu"), version=0, by=HOUSE)
    said = {"level": "3", "words": "Horaires affichés", "version": "0"}
    response = client_of(youssef).post(score_page(begun), said)
    page = texts(response)
    assert response.status_code == 422 and "Rien au mur" in page and "Horaires affichés" in page
    assert Score.objects.get().value == 1
    client_of(youssef).post(score_page(begun), said | {"version": "1"})
    assert Score.objects.get().value == 3


def test_a_paper_is_kept_sealed_its_opening_remembered_and_a_wrong_one_goes(
    begun, officer, youssef, client_of, home_of_its_own, django_capture_on_commit_callbacks
):
    item = begun.grid.items[0].code
    paper = SimpleUploadedFile("statuts.txt", b"Article premier")
    client_of(youssef).post(score_page(begun), {"level": "3", "words": "Lu", "version": "0", "evidence": paper})
    kept = [path.read_bytes() for path in (home_of_its_own / "media").rglob("*") if path.is_file()]
    assert kept and not any(b"Article" in content for content in kept)
    response = client_of(officer).get(reverse("network:score_proof", args=[begun.uid, item]))
    assert b"".join(response.streaming_content) == b"Article premier"
    assert AuditEvent.objects.filter(verb="network.proof_read").count() == 1
    capacity.score_item(begun, item, Found(4, words="Relu"), version=1, by=HOUSE)
    assert Score.objects.get().evidence is not None, "a correction leaves the paper"
    with django_capture_on_commit_callbacks(execute=True):
        other = Proof(io.BytesIO(b"Article deux"), "autre.txt")
        capacity.score_item(begun, item, Found(4, words="Relu"), version=2, proof=other, by=HOUSE)
    assert len([path for path in (home_of_its_own / "media").rglob("*") if path.is_file()]) == 1
    with django_capture_on_commit_callbacks(execute=True):
        client_of(youssef).post(reverse("network:score_proof_away", args=[begun.uid, item]))
    assert not [path for path in (home_of_its_own / "media").rglob("*") if path.is_file()]
    assert Score.objects.get().words == "Relu" and Score.objects.get().evidence is None


def test_a_paper_too_large_is_refused(begun, monkeypatch):
    monkeypatch.setattr(capacity, "LARGEST_PROOF", 3)
    with pytest.raises(TooLarge):
        capacity.score_item(
            begun, begun.grid.items[0].code, Found(3), version=0, proof=Proof(io.BytesIO(b"long"), "a"), by=HOUSE
        )
    assert not Score.objects.exists()


def test_the_second_round_begins_from_the_first_ones_items_and_shows_what_it_found(
    w4i, association, youssef, client_of
):
    first = round_of(w4i, association, ago=40, value=2)
    client, address = client_of(youssef), reverse("network:next_round", args=[first.strengthening.uid])
    said = {"day": (clock.today() - timedelta(50)).isoformat(), "manner": "together", "people": "3"}
    assert client.post(address, said).status_code == 422, "the round before was later"
    client.post(address, said | {"day": clock.today().isoformat()})
    second = Assessment.objects.get(number=2)
    page = texts(client.get(score_page(second)))
    assert first.grid.items[0].level(2) in page and "Vu : 2" in page
    with pytest.raises(RoundOpen):
        capacity.begin_round(w4i, association, "service", Held(clock.today(), 1), by=HOUSE)


def test_a_concluded_round_is_opened_again_with_a_reason_while_no_later_one_stands_on_it(
    w4i, association, youssef, client_of
):
    first = round_of(w4i, association, ago=40)
    client, address = client_of(youssef), reverse("network:reopen_assessment", args=[first.uid])
    assert client.post(address, {"why": " "}).status_code == 422
    client.post(address, {"why": "Une note fausse"})
    first.refresh_from_db()
    assert (first.state, first.concluded_on, first.reopened_why) == ("reopened", None, "Une note fausse")
    assert "Une note fausse" in texts(client.get(first.get_absolute_url()))
    with pytest.raises(Denied):
        capacity.discard_round(first, by=HOUSE)
    capacity.conclude_round(first, by=HOUSE)
    capacity.begin_round(w4i, association, "service", Held(clock.today(), 1), by=HOUSE)
    assert client.get(address).status_code == 403


def test_a_round_begun_by_mistake_goes_with_its_papers(
    begun, youssef, client_of, home_of_its_own, django_capture_on_commit_callbacks
):
    proof = Proof(io.BytesIO(b"x"), "x.txt")
    capacity.score_item(begun, begun.grid.items[0].code, Found(3), version=0, proof=proof, by=HOUSE)
    with django_capture_on_commit_callbacks(execute=True):
        client_of(youssef).post(reverse("network:discard_assessment", args=[begun.uid]))
    assert not Assessment.objects.exists() and not Strengthening.objects.exists() and not Score.objects.exists()
    assert not [path for path in (home_of_its_own / "media").rglob("*") if path.is_file()]


def test_the_day_of_a_round_is_corrected_and_stays_in_order(w4i, association, youssef, client_of):
    first, second = round_of(w4i, association, ago=40), round_of(w4i, association, ago=10)
    client, address = client_of(youssef), reverse("network:edit_assessment", args=[first.uid])
    said = {"manner": "self", "people": "9", "functions": "", "version": str(first.version)}
    early = clock.today() - timedelta(45)
    assert client.post(address, said | {"day": early.isoformat()}).status_code == 302
    assert client.post(address, said | {"day": (early - timedelta(1)).isoformat()}).status_code == 422, "an old page"
    with pytest.raises(Denied):
        capacity.correct_round(first, Held(second.day + timedelta(1), 9), version=first.version + 1, by=HOUSE)
    first.refresh_from_db()
    assert (first.day, first.people) == (early, 9)


# --- the plan -------------------------------------------------------------------------------------------------------


def test_a_plan_is_made_once_a_round_is_concluded_and_from_the_last_one(w4i, association, begun):
    said = Planned(begun.grid.domains[0].code, "Afficher", "le service", clock.today())
    with pytest.raises(Denied):
        plans.plan_action(begun, said, by=HOUSE)
    capacity.conclude_round(score_all(begun), by=HOUSE)
    first = Assessment.objects.get()
    plans.plan_action(first, said, by=HOUSE)
    round_of(w4i, association, ago=1)
    with pytest.raises(Denied):
        plans.plan_action(first, said, by=HOUSE)


def test_an_action_goes_from_plan_to_proof_on_screen(w4i, association, youssef, client_of):
    held = round_of(w4i, association, ago=20)
    client, slip = client_of(youssef), str(uuid4())
    said = {"about": held.grid.domains[0].code, "what": "Afficher les heures", "answers": "le service",
            "due": (clock.today() - timedelta(1)).isoformat(), "slip": slip}  # fmt: skip
    for _time in range(2):
        client.post(reverse("network:new_plan_action", args=[held.uid]), said)
    one = PlanAction.objects.get()
    page = texts(client.get(held.strengthening.get_absolute_url()))
    assert "Afficher les heures" in page and "0 %" in page and one.is_overdue
    finish = reverse("network:plan_action_done", args=[one.uid])
    before = (held.day - timedelta(1)).isoformat()
    assert client.post(finish, {"done_on": before, "proof": "Photo", "version": "1"}).status_code == 422
    assert client.post(finish, {"done_on": held.day.isoformat(), "proof": "", "version": "1"}).status_code == 422
    assert client.post(finish, {"done_on": held.day.isoformat(), "proof": "Photo", "version": "1"}).status_code == 302
    page = texts(client.get(held.strengthening.get_absolute_url()))
    assert "100 %" in page and "Photo" in page
    client.post(reverse("network:plan_action_take_up", args=[one.uid]), {"version": "2"})
    one.refresh_from_db()
    assert one.is_open and one.proof == ""
    client.post(reverse("network:plan_action_drop", args=[one.uid]), {"why": "Service déplacé", "version": "3"})
    page = texts(client.get(one.get_absolute_url()))
    assert "Service déplacé" in page
    change = {"about": one.about, "what": "Afficher mieux", "answers": "le chef", "due": said["due"], "version": "4"}
    client.post(one.get_absolute_url(), change)
    assert PlanAction.objects.get().what == "Afficher mieux"


def test_nobody_overwrites_what_a_colleague_said_of_an_action(w4i, association, youssef, client_of):
    one = planned(round_of(w4i, association, ago=20))
    done(one)
    for act in (plans.take_up_action, lambda a, **k: plans.drop_action(a, "Non", **k)):
        with pytest.raises(ActionChanged):
            act(one, version=1, by=HOUSE)
    address = reverse("network:plan_action_take_up", args=[one.uid])
    for version in ("1", "", "x"):
        assert client_of(youssef).post(address, {"version": version}).headers["Location"] == one.get_absolute_url()
    assert PlanAction.objects.get().state == "done"


def test_what_was_typed_about_an_action_stays_beside_what_a_colleague_wrote(w4i, association, youssef, client_of):
    one = planned(round_of(w4i, association, ago=20))
    plans.change_action(one, Planned(one.about, "Autre chose", "le bureau", one.due), version=1, by=HOUSE)
    said = {"about": one.about, "what": "Mes mots", "answers": "le bureau", "due": one.due.isoformat(), "version": "1"}
    client = client_of(youssef)
    response = client.post(one.get_absolute_url(), said)
    assert response.status_code == 422 and "Mes mots" in texts(response) and "Autre chose" in texts(response)
    for page, typed in (
        ("done", {"done_on": clock.today().isoformat(), "proof": "Mes mots"}),
        ("drop", {"why": "Mes mots"}),
    ):
        response = client.post(f"{one.get_absolute_url()}{page}/", typed | {"version": "1"})
        assert response.status_code == 422 and "Mes mots" in texts(response)
        assert PlanAction.objects.get().is_open
    assert client.post(f"{one.get_absolute_url()}drop/", {"why": "Mes mots", "version": "2"}).status_code == 302


def test_an_action_replaces_one_other_of_its_own_plan(w4i, association):
    held = round_of(w4i, association, ago=20)
    one, two, three = (planned(held, name) for name in ("Une", "Deux", "Trois"))
    elsewhere = planned(round_of(w4i, Organisation.objects.get(code="DONOR"), ago=20), "Ailleurs")
    for wrong in (one, elsewhere):
        with pytest.raises(Denied):
            plans.drop_action(one, "Remplacée", replaced_by=wrong, version=1, by=HOUSE)
    plans.drop_action(one, "Remplacée", replaced_by=two, version=1, by=HOUSE)
    with pytest.raises(Denied):
        plans.drop_action(three, "Remplacée", replaced_by=two, version=1, by=HOUSE)
    with pytest.raises(Denied):
        plans.finish_action(one, clock.today(), "Fait", version=2, by=HOUSE)


# --- around ---------------------------------------------------------------------------------------------------------


def test_the_list_is_by_name_and_costs_the_same_however_many(w4i, association, officer, client_of):
    round_of(w4i, association, ago=30, value=1)
    client, address = client_of(officer), reverse("network:capacities")
    client.get(address)
    with CaptureQueriesContext(connection) as one:
        client.get(address)
    for number in range(3):
        other = Organisation.objects.create(code=f"P-{number}", name=f"Aide {number}", kind="association")
        done(planned(round_of(w4i, other, ago=20, value=4)))
    with CaptureQueriesContext(connection) as four:
        page = client.get(address)
    assert len(four) == len(one)
    names = [str(organisation) for organisation, _one in page.context["lines"]]
    assert names == sorted(names), "never by how they score"
    assert reverse("network:begin_assessment") not in texts(page), "whoever only looks is offered nothing"
    assert client.get(address, {"project": "W4I"}).context["page"].paginator.count == 4
    for other in ("CPE", "NONE"):
        narrowed = client.get(address, {"project": other})
        assert narrowed.context["page"].paginator.count == (0 if other == "CPE" else 4)


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_the_grid_on_paper_is_in_two_languages(officer, client_of, language):
    grid = current("association", clock.today())
    address = reverse("network:blank_grid", args=["association"])
    page = texts(client_of(officer).get(("" if language == "fr" else "/ar") + address))
    for item in grid.items:
        assert item.levels[0]["fr"] in page and item.levels[3]["ar"] in page
    assert client_of(officer).get(reverse("network:blank_grid", args=["nothing"])).status_code == 404


def test_what_falls_due_stands_in_the_calendar_and_on_the_day_of_whoever_steers(
    w4i, association, youssef, officer, stranger, viewer_of
):
    held, today = round_of(w4i, association, ago=20), clock.today()
    late, soon, far = (
        planned(held, "En retard", until=-2),
        planned(held, "Bientôt", until=5),
        planned(held, "Loin", until=90),
    )
    done(planned(held, "Faite", until=3))
    told = [one.address for one in due_between(viewer_of(officer), today - timedelta(30), today + timedelta(30))]
    assert told == [late.get_absolute_url(), soon.get_absolute_url()] and far.due > today
    assert not list(due_between(viewer_of(stranger), today - timedelta(30), today + timedelta(30)))

    def on_her_day(user):
        return [line.late for block in blocks(viewer_of(user)) if block.sort.code == "capacity" for line in block.lines]

    assert on_her_day(youssef) == [True, False]
    assert on_her_day(stranger) == []


def test_the_page_of_an_organisation_says_where_it_stands(
    w4i, association, youssef, officer, amina, stranger, viewer_of
):
    profile = Profile.objects.of(association)
    assert shown(profile, viewer_of(officer)) is None and shown(profile, viewer_of(amina)) is None
    held = round_of(w4i, association, ago=20)
    assert [line.address for line in shown(profile, viewer_of(officer)).lines] == [
        held.strengthening.get_absolute_url()
    ]
    assert shown(profile, viewer_of(officer)).address == ""
    assert f"organisation={association.pk}" in shown(profile, viewer_of(youssef)).address
    assert not shown(profile, viewer_of(stranger)).lines


def test_the_demonstration_tells_its_story_once(programme):
    es = Project.objects.create(programme=programme, code="ES", title={"fr": "ES"})
    Organisation.objects.create(code="CESM", name="Association CESM", kind="association")
    furnish(by=HOUSE)
    furnish(by=HOUSE)
    told = growth.grown(Strengthening.objects.filter(project=es))
    assert [len(one.concluded) for one in told] == [2, 0, 2]
    assert sorted(one.plan.share for one in told if one.plan) == [20, 60]


def test_no_page_of_it_opens_for_a_donor(w4i, association, donor, client_of):
    held = round_of(w4i, association, ago=20)
    for address in (reverse("network:capacities"), held.get_absolute_url(), held.strengthening.get_absolute_url()):
        assert client_of(donor).get(address).status_code in {403, 404}
    AssignmentFactory(user=donor, role="facilitator", project=w4i)
    assert client_of(donor).get(reverse("network:capacities")).status_code == 403
