"""A kit goes and comes back, a group meets, a play is shown in public: on a phone, in French and in Arabic."""

import pytest

from terrain.programmes.actions import apply
from terrain.programmes.models import Project
from terrain.programmes.reference import REFERENCE
from terrain.workshops.demo import furnish
from terrain.workshops.models import ActivitySheet, Forum, Kit, Loan, Proposal, Series, SeriesSession
from tests.factories import HOUSE, AssignmentFactory, UserFactory, file_once
from tests.journeys.conftest import DESKTOP, PHONE, check_accessible, keep_picture

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def facilitator(transactional_db):
    """Somebody who holds sessions of CPE, where the demonstration's story stands."""
    apply(file_once(REFERENCE), by=HOUSE)
    furnish(by=HOUSE)
    user = UserFactory(full_name="Salma")
    AssignmentFactory(user=user, role="facilitator", project=Project.objects.get(code="CPE"))
    return user


def everywhere() -> list[str]:
    """The address of every page of the room."""
    late, home = Kit.objects.get(code="K2"), Kit.objects.get(code="K1")
    gate, sheet = Series.objects.get(title="La porte"), ActivitySheet.objects.first()
    forum, proposal = Forum.objects.get(), Proposal.objects.first()
    lists = [f"/workshops/{page}" for page in ("", "new/", "kits/", "kits/new/", "sheets/", "sheets/new/", "centres/")]
    kits = [home.get_absolute_url() + page for page in ("", "edit/", "count/", "lend/", "things/new/")]
    series = [
        gate.get_absolute_url() + page for page in ("", "edit/", "sessions/new/", "public/new/", "public/choose/")
    ]
    return [
        *lists,
        *kits,
        f"{home.get_absolute_url()}things/{home.items.first().pk}/",
        late.get_absolute_url(),
        f"{late.get_absolute_url()}back/",
        *series,
        gate.sessions.first().get_absolute_url(),
        f"{gate.sessions.first().get_absolute_url()}edit/",
        sheet.get_absolute_url(),
        f"{sheet.get_absolute_url()}edit/",
        f"/workshops/centres/{home.home.uid}/",
        forum.get_absolute_url(),
        f"{forum.get_absolute_url()}edit/",
        f"/workshops/proposals/{proposal.uid}/",
        forum.session.get_absolute_url(),
    ]


@pytest.mark.parametrize(("viewport", "language"), [(PHONE, "ar"), (DESKTOP, "fr")], ids=["phone-ar", "desk-fr"])
def test_every_page_is_whole_and_accessible(open_browser, sign_in, facilitator, viewport, language):
    page = open_browser(viewport, language)
    sign_in(page, facilitator)
    prefix = "" if language == "fr" else f"/{language}"
    for address in everywhere():
        assert page.goto(prefix + address).status == 200, address
        for part in page.locator("main details").all():
            part.evaluate("part => { part.open = true }")
        check_accessible(page)


def test_a_kit_comes_back_and_a_group_meets(open_browser, sign_in, facilitator):
    page = open_browser(PHONE)
    sign_in(page, facilitator)
    late = Kit.objects.get(code="K2")
    page.goto("/workshops/kits/")
    page.click(f"a[href$='{late.get_absolute_url()}']")
    keep_picture(page, "kit-late")
    page.click(f"a[href$='{late.get_absolute_url()}back/']")
    for item in late.items.all():
        page.fill(f"[name=present_{item.pk}]", str(item.quantity - 1))
    page.fill("[name=note]", "Il manque un jeu de cartes.")
    page.click("main form[method=post] button")
    page.wait_for_url(f"**{late.get_absolute_url()}")
    assert not Loan.objects.filter(given_back_on=None).exists()
    group = Series.objects.get(title="La porte")
    page.goto(f"{group.get_absolute_url()}sessions/new/")
    for name, typed in (("minutes", "90"), ("headcount", "8"), ("worked_on", "Le groupe a rejoué la fin.")):
        page.fill(f"[name={name}]", typed)
    page.click("main form summary >> nth=0")
    page.fill("[name=role_spoke]", "5")
    page.click("main form[method=post] button")
    page.wait_for_url(f"**{group.get_absolute_url()}")
    assert SeriesSession.objects.get(minutes=90).roles.get().people == 5


def test_the_public_proposes_and_something_becomes_of_it(open_browser, sign_in, facilitator):
    page = open_browser(PHONE)
    sign_in(page, facilitator)
    forum = Forum.objects.get()
    page.goto(forum.get_absolute_url())
    page.fill("[name=words]", "Demander à la fille ce qu'elle veut.")
    page.select_option("[name=spectator]", "parent")
    page.select_option("[name=addressee]", "judges")
    page.click("form[action$='/propose/'] button")
    page.wait_for_selector("text=Demander à la fille")
    collected = Proposal.objects.get(words__startswith="Demander")
    page.click(f"a[href$='/workshops/proposals/{collected.uid}/']")
    page.select_option("[name=outcome]", "passed_on")
    page.click("main form[method=post] button")
    page.wait_for_url(f"**{forum.get_absolute_url()}")
    assert Proposal.objects.get(pk=collected.pk).outcome == "passed_on"
