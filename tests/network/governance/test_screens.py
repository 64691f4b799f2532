"""The pages: one click from a closed door to an agenda, forms that keep what was typed, papers, and nothing for others."""

import io
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import gettext as _
from hypothesis import given
from hypothesis import strategies as st

from terrain.casework.models import Referral
from terrain.core.access import Viewer
from terrain.core.models import AuditEvent
from terrain.core.policies import Denied
from terrain.network import picture
from terrain.network.actions import agendas, commitments, round_tables
from terrain.network.flows import Flow
from terrain.network.governance_panels import panel_of
from terrain.network.models import AgendaItem, Agreement, Commitment, Experiment, Profile, RoundTable
from terrain.network.papers import Given
from terrain.network.views.papers import handed_out
from tests.factories import HOUSE
from tests.network.governance.conftest import at


def text(response) -> str:
    return unescape(response.content.decode())


@pytest.fixture
def coordinator(youssef, client_of):
    return client_of(youssef)


def queries(client, address) -> int:
    with CaptureQueriesContext(connection) as found:
        assert client.get(address).status_code == 200
    return len(found)


# --- the picture ------------------------------------------------------------------------------------------------------


FLOWS = st.lists(
    st.builds(Flow, st.integers(1, 9), st.none(), st.integers(1, 30), st.integers(3, 500), st.none(), st.none(), st.none()),
    min_size=1, max_size=80, unique_by=lambda one: (one.from_project_id, one.to_organisation_id),
)  # fmt: skip


@given(FLOWS, st.booleans())
def test_the_picture_has_a_dozen_boxes_that_do_not_touch_and_loses_nothing(flows, rtl):
    drawn = picture.drawn(flows, {}, {}, others="les autres", rtl=rtl)
    assert drawn is not None and len(drawn.boxes) <= 13
    for x in {box.x for box in drawn.boxes}:
        column = sorted((box.y, box.y + box.height) for box in drawn.boxes if box.x == x)
        assert all(end < start for (_a, end), (start, _b) in zip(column, column[1:], strict=False))
        assert column[0][0] >= 0 and column[-1][1] <= drawn.height
    assert sum(int(band.words.rsplit(": ", 1)[1]) for band in drawn.bands) == sum(one.sent for one in flows)
    assert all(0 < band.width <= picture.WIDEST for band in drawn.bands)


def test_arabic_reads_the_picture_from_the_right():
    flow = [Flow(1, None, 2, 9, None, None, None)]
    names = {("project", 1): "W4I", ("to_organisation", 2): "Centre"}
    left, right = (picture.drawn(flow, names, {}, others="", rtl=rtl) for rtl in (False, True))
    assert [box.x for box in left.boxes] == [box.x for box in right.boxes][::-1]
    assert picture.drawn([], {}, {}, others="") is None


# --- the network view -------------------------------------------------------------------------------------------------


def test_one_click_brings_a_closed_door_to_the_agenda(coordinator, w4i, door, referred):
    page = text(coordinator.get(reverse("network:flows")))
    assert "Foyer" in page and "Plus de place" in page and "<svg" in page
    sent = {"project": "W4I", "months": 6, "service_type": door[0], "place": door[1], "reason": door[2]}
    for _twice in range(2):
        answer = coordinator.post(reverse("network:to_agenda"), sent)
        assert answer.status_code == 302
    item = AgendaItem.objects.get()
    assert answer.headers["Location"] == item.round_table.get_absolute_url()
    again = text(coordinator.get(reverse("network:flows")))
    assert item.get_absolute_url() in again and reverse("network:to_agenda") not in again


def test_whoever_sees_all_projects_chooses_one_first(client_of, director, officer, w4i, door):
    client = client_of(director)
    assert reverse("network:to_agenda") not in text(client.get(reverse("network:flows")))
    one = text(client.get(reverse("network:flows"), {"project": "W4I", "months": 6}))
    assert reverse("network:to_agenda") in one
    seen = text(client_of(officer).get(reverse("network:flows"), {"project": "W4I", "months": 6}))
    assert "Plus de place" in seen and reverse("network:to_agenda") not in seen


def test_numbers_of_a_few_never_reach_the_page(coordinator, referred):
    referred(2, hours=5)
    page = text(coordinator.get(reverse("network:flows")))
    assert "Foyer" not in page and "<svg" not in page.split("<main")[1].split("</main")[0]


def test_another_project_is_not_there(client_of, stranger, table, door):
    client = client_of(stranger)
    assert client.get(table.get_absolute_url()).status_code == 404
    assert "Foyer" not in text(client.get(reverse("network:flows")))
    assert client.post(reverse("network:to_agenda"), {"project": "W4I"}).status_code == 404


# --- a table, from planning to proof ------------------------------------------------------------------------------------


def test_a_round_table_from_the_plan_to_the_proof(coordinator, w4i, court, today):
    said = {"project": "W4I", "title": "Table", "day": today.isoformat(), "hour": "09:00"}
    coordinator.post(reverse("network:new_table"), said)
    table = RoundTable.objects.get()
    empty = coordinator.post(reverse("network:invite", args=[table.uid]), {})
    assert empty.status_code == 422
    coordinator.post(reverse("network:invite", args=[table.uid]), {"organisation": court.code, "as_whom": "Greffe"})
    coordinator.post(reverse("network:add_item", args=[table.uid]), {"title": "Attendre moins"})
    item = AgendaItem.objects.get()
    half = {"text": "Un guichet.", "what": "Ouvrir"}
    refused = coordinator.post(reverse("network:decide", args=[item.uid]), half)
    assert refused.status_code == 422 and "Un guichet." in text(refused)
    whole = half | {"owner": court.code, "due": (today + timedelta(5)).isoformat()}
    assert coordinator.post(reverse("network:decide", args=[item.uid]), whole).status_code == 302
    invited = table.invitations.get()
    minutes = {"minutes": "On a dit.", "agreed_by": "Greffe", "version": 1, f"state_{invited.pk}": "came"}
    assert coordinator.post(reverse("network:hold_table", args=[table.uid]), minutes).status_code == 302
    commitment = Commitment.objects.get()
    bare = coordinator.post(
        reverse("network:keep_commitment", args=[commitment.uid]), {"day": today.isoformat(), "version": 1}
    )
    assert bare.status_code == 422
    paper = io.BytesIO(b"photo")
    paper.name = "guichet.jpg"
    sent = {"day": today.isoformat(), "version": 1, "proof": "", "file": paper}
    assert coordinator.post(reverse("network:keep_commitment", args=[commitment.uid]), sent).status_code == 302
    proof = coordinator.get(reverse("network:commitment_proof", args=[commitment.uid]))
    assert b"".join(proof.streaming_content) == b"photo"
    assert AuditEvent.objects.filter(verb="network.paper_read").exists()
    for media in ("pdf", "docx"):
        assert coordinator.get(reverse("network:minutes_paper", args=[table.uid, media])).status_code == 200
    assert coordinator.get(reverse("network:minutes_paper", args=[table.uid, "exe"])).status_code == 404
    printed = text(coordinator.get(reverse("network:minutes", args=[table.uid])))
    assert all(words in printed for words in ("Greffe", "On a dit.", "Un guichet.", "Ouvrir"))


def test_a_proof_is_for_those_who_see_names(promised, w4i, cpe, today, rf):
    """A photograph of a list of names proves something too."""
    held = commitments.keep(
        promised, day=today, proof="", given=Given(io.BytesIO(b"photo"), "p.jpg"), version=1, by=HOUSE
    )
    request = rf.get("/")
    for names_in in (None, cpe):
        grants = {("network.view", w4i.pk), ("network.view", cpe.pk)}
        request.viewer = Viewer(1, frozenset(grants | ({("people.identify", names_in.pk)} if names_in else set())))
        with pytest.raises(Denied):
            handed_out(request, held, held.proof_file, held.project_id)
    assert not AuditEvent.objects.filter(verb="network.paper_read").exists()


def test_every_planned_table_is_within_reach(coordinator, w4i, today):
    for number in range(21):
        said = round_tables.TableSaid(f"Table {number:02}", at(today + timedelta(1 + number)))
        round_tables.plan_table(w4i, said, by=HOUSE)
    first = coordinator.get(reverse("network:tables"))
    assert "Table 00" in text(first) and "planned=2" in text(first)
    assert "Table 20" in text(coordinator.get(reverse("network:tables"), {"planned": "2"}))


def test_who_comes_second_sees_both_and_loses_nothing(coordinator, table):
    round_tables.change_table(table, round_tables.TableSaid("Titre de Houda", table.starts_at), version=1, by=HOUSE)
    day = {"day": table.day.isoformat(), "hour": "10:00", "version": 1}
    answer = coordinator.post(reverse("network:edit_table", args=[table.uid]), day | {"title": "Mon titre"})
    assert answer.status_code == 422
    assert "Mon titre" in text(answer) and "Titre de Houda" in text(answer)
    kept = coordinator.post(reverse("network:edit_table", args=[table.uid]), day | {"title": "Mon titre", "version": 2})
    assert kept.status_code == 302 and RoundTable.objects.get().title == "Mon titre"


def test_an_opened_door_says_what_changed(coordinator, w4i, door, today, court, referred):
    item = agendas.put_on_agenda(w4i, door, today - timedelta(90), today, by=HOUSE)
    decides = reverse("network:decide", args=[item.uid])
    assert decides not in text(coordinator.get(item.get_absolute_url()))
    RoundTable.objects.update(starts_at=at(today - timedelta(60)))
    assert decides in text(coordinator.get(item.get_absolute_url()))
    decision = agendas.decide(item, "Dix lits.", agendas.Undertaking("Dix lits", today, owner=court), by=HOUSE)
    commitment = decision.commitments.get()
    said = {"day": today.isoformat(), "proof": "Visite", "version": 1}
    coordinator.post(reverse("network:keep_commitment", args=[commitment.uid]), said)
    few = _("fewer than %(few)s") % {"few": 3}
    page = text(coordinator.get(item.get_absolute_url()))
    early = _("Too early to compare: less than 30 days.")
    assert _("Before") in page and early in page and few not in page.replace(early, "")
    Commitment.objects.update(ended_on=today - timedelta(30))
    assert few not in text(coordinator.get(item.get_absolute_url()))
    Referral.objects.all().delete()
    assert few in text(coordinator.get(item.get_absolute_url()))


def test_an_agreement_and_an_experiment_by_their_forms(coordinator, w4i, court, today):
    said = {"project": "W4I", "organisation": court.code, "about": "Guichet", "signed_on": today.isoformat()}
    tomorrow = said | {"signed_on": (today + timedelta(1)).isoformat()}
    assert coordinator.post(reverse("network:new_agreement"), tomorrow).status_code == 422
    assert coordinator.post(reverse("network:new_agreement"), said).status_code == 302
    agreement = Agreement.objects.get()
    tried = {
        "title": "Essai",
        "problem": "P",
        "hypothesis": "H",
        "agreement": str(agreement.uid),
        "partners": [court.code],
    }
    new = reverse("network:new_experiment", args=["W4I"])
    assert coordinator.post(new, tried | {"measure": "people_informed"}).status_code == 422
    days = {
        "before_first": "2026-01-15",
        "before_last": "2026-02-20",
        "after_first": "2026-03-05",
        "after_last": "2026-05-01",
    }
    assert coordinator.post(new, tried | {"measure": "people_informed"} | days).status_code == 302
    made = Experiment.objects.get()
    assert made.before_first.day == made.after_last.day == 1 and list(made.partners.all()) == [court]
    begun = coordinator.post(
        reverse("network:start_experiment", args=[made.uid]), {"day": today.isoformat(), "version": 1}
    )
    assert begun.status_code == 302
    page = text(coordinator.get(made.get_absolute_url()))
    assert "two-bars" in page and "0" in page
    same = coordinator.post(
        reverse("network:edit_experiment", args=[made.uid]),
        tried | {"measure": "people_informed", "title": "Mieux", "version": 2} | days,
    )
    assert same.status_code == 302 and Experiment.objects.get().title == "Mieux"


def test_an_organisation_tells_what_it_undertook_to_those_who_may_know(
    promised, court, youssef, stranger, amina, viewer_of
):
    profile = Profile.objects.of(court)
    assert [line.words for line in panel_of(profile, viewer_of(youssef)).lines] == [promised.what]
    assert panel_of(profile, viewer_of(stranger)) is None
    assert panel_of(profile, viewer_of(amina)) is None


def test_lists_ask_as_much_for_many_as_for_few(coordinator, w4i, court, table, promised, today):
    pages = [reverse(f"network:{name}") for name in ("tables", "commitments", "agreements", "experiments", "flows")]
    pages.append(table.get_absolute_url())
    coordinator.get(pages[0])
    few = [queries(coordinator, page) for page in pages]
    for number in range(6):
        said = round_tables.TableSaid(f"Table {number}", at(today - timedelta(number)))
        made = round_tables.plan_table(w4i, said, by=HOUSE)
        for held in (made, table):
            item = agendas.add_item(held, agendas.ItemSaid(f"Point {number}"), by=HOUSE)
            agendas.decide(item, "Oui", agendas.Undertaking("Faire", today, owner=court), by=HOUSE)
    assert [queries(coordinator, page) for page in pages] == few


def test_from_a_project_one_comes_to_its_round_tables(client_of, officer, youssef, amina, table):
    for user in (officer, youssef):
        page = text(client_of(user).get(reverse("programmes:project", args=["W4I"])))
        address = f"{reverse('network:tables')}?project=W4I"
        assert address in page and table.title in text(client_of(user).get(address))
        assert reverse("network:flows") in page
    assert reverse("network:tables") not in text(client_of(amina).get(reverse("programmes:project", args=["W4I"])))
