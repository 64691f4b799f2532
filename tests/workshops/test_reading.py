"""What a group worked on is read by those who hold its sessions and see names, and by whoever wrote it; nobody else."""

import re

import pytest
from django.urls import reverse
from django.utils.translation import gettext, override

from terrain.core.policies import Denied
from terrain.workshops.actions import series
from terrain.workshops.actions.series import Held, SessionSaid
from tests.workshops.conftest import JANUARY

pytestmark = pytest.mark.django_db
WHY = (
    "These two are read by those who hold sessions here and see names, and by you. Neither partners nor donors read them: when "
    "only one or two took part, any word speaks of one girl."
)
WORDS, KEPT = "Une image de porte fermée.", "Repartir de la fenêtre."


def told(browser, group, met):
    """Everything that the pages of a series and its session say."""
    pages = (group.get_absolute_url(), met.get_absolute_url(), reverse("workshops:new_session", args=[group.uid]))
    return " ".join(browser.get(one).content.decode() for one in pages)


@pytest.fixture
def written(group, facilitator, viewer_of):
    """Two were there; the facilitator wrote it down."""
    return series.hold_session(group, SessionSaid(Held(JANUARY, 90, 2, "", WORDS, KEPT)), by=viewer_of(facilitator))


@pytest.mark.parametrize(
    ("role", "reads"),
    [
        ("facilitator", True),
        ("youssef", True),
        ("director", True),
        ("partner", False),
        ("officer", False),
        ("amina", False),
    ],
)
def test_who_reads_the_words(request, group, written, client_of, role, reads):
    said = told(client_of(request.getfixturevalue(role)), group, written)
    assert (WORDS in said, KEPT in said) == (reads, reads)


def test_numbers_stay_for_everybody_who_sees_sessions(group, written, officer, client_of):
    page = client_of(officer).get(written.get_absolute_url()).content.decode()
    assert re.search(r"2\s+personnes présentes", re.sub(r"<[^>]+>", "", page))


def test_a_partner_reads_and_changes_her_own_words_and_nobody_elses(group, written, partner, client_of, viewer_of):
    browser, by = client_of(partner), viewer_of(partner)
    mine = series.hold_session(group, SessionSaid(Held(JANUARY, 60, 8, "", "Des jeux.", "Un chant.")), by=by)
    said = told(browser, group, mine)
    assert "Des jeux." in said and "Un chant." in said and WORDS not in said
    assert browser.get(reverse("workshops:edit_session", args=[mine.uid])).status_code == 200
    for name in ("edit_session", "strike_session"):
        address = reverse(f"workshops:{name}", args=[written.uid])
        assert browser.post(address, {}).status_code == 403
    with pytest.raises(Denied):
        series.strike_session(written, by=by)


def test_the_form_says_who_reads_it_and_why(group, facilitator, client_of):
    page = client_of(facilitator).get(reverse("workshops:new_session", args=[group.uid])).content.decode()
    with override("fr"):
        assert gettext(WHY) in page
