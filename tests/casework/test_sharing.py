"""What leaves with a referral: the groups that she agreed to, exactly as the page showed them, and nothing else."""

from dataclasses import replace
from datetime import date, timedelta
from html import unescape
from uuid import uuid4

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils.translation import override
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from terrain.casework import sharing
from terrain.casework.actions import plans, referrals
from terrain.casework.actions.referrals import Asking, KnownOtherwise
from terrain.casework.models import Referral
from terrain.core import clock
from terrain.core.policies import Denied
from terrain.network.actions.directory import Offer, list_service
from terrain.people import actions as people
from terrain.people.consents.actions import Agreement, record
from terrain.people.consents.holdings import empty_groups
from terrain.people.identity import Identity
from terrain.people.models import Disclosure, Person
from terrain.people.models.profiles import ContactRule, Paper, Relation, profile_of
from terrain.people.profiles import actions as profiles
from tests.factories import HOUSE

pytestmark = pytest.mark.django_db
EVENING = ContactRule("call", "+212612345678", whose="sa sœur", who="Elle", days=(0, 3), since="18:00", until="20:00")


@pytest.fixture
def say(fatou):
    def said(**what):
        base, version = profile_of(fatou)
        profiles.tell(fatou, base, replace(base, **what), version=version, by=HOUSE)

    return said


@pytest.fixture
def paper(fatou):
    def given(kind, ends=None, **said):
        return Paper.objects.create(person=fatou, kind=kind, ends=ends, **said)

    return given


def packed(case, *groups):
    return sharing.payload_of(case, groups)


def words(case, group, language="fr"):
    with override(language):
        return [(str(one.label), one.value) for one in sharing.told(packed(case, group))]


# --- each group ---------------------------------------------------------------------------------------------------


def test_her_rules_travel_with_her_number_and_a_bare_telephone_does_not(file, say):
    assert packed(file, "contact") == {"contact": [["phone", "+212612000001"]]}
    say(
        rules=(EVENING, ContactRule("sms", "+212612999999")),
        never=("sms", "whatsapp"),
        code_word="Jasmin",
        no_voicemail=True,
    )
    told = packed(file, "contact")["contact"]
    assert [code for code, _value in told] == ["never", "code_word", "no_voicemail", "way"]
    said = " / ".join(value for _label, value in words(file, "contact"))
    assert (
        "Jasmin" in said and "18:00–20:00" in said and "sa sœur" in said and "06 12 34 56 78" in said.replace("-", " ")
    )
    assert "612000001" not in str(told) and "999999" not in str(told)


def test_a_number_does_not_go_along_when_she_forbids_calls(file, say):
    say(never=("call",))
    assert [code for code, _value in packed(file, "contact")["contact"]] == ["never"]


def test_a_name_that_protects_her_goes_in_place_of_the_civil_one(file, say):
    say(name_kinds=(("Mariam", "alias"),))
    file.person.refresh_from_db()
    assert packed(file, "identity")["identity"][0] == ["name", "Mariam"]


def test_her_rules_do_not_go_along_with_another_group(file, say):
    say(rules=(EVENING,), code_word="Jasmin")
    others = [group for group in sharing.GROUPS if group != "contact"]
    assert "Jasmin" not in str(packed(file, *others)) and "345678" not in str(packed(file, *others))


def test_of_her_family_only_those_are_named_whom_she_named(file, fatou, w4i, cpe):
    awa = people.register(Identity("Awa Diallo"), project=w4i, by=HOUSE)
    away = people.register(Identity("Binta Loin"), project=cpe, by=HOUSE)
    hidden = people.register(Identity("Cora Cachée"), project=w4i, by=HOUSE)
    Person.objects.filter(pk=hidden.pk).update(sealed_at=clock.now())
    profiles.relate(fatou, "sibling", name="Moussa Diallo", by=HOUSE)
    starts, over = date(2020, 5, 1), clock.today() - clock.ONE_DAY
    Relation.objects.create(person=fatou, other=awa, kind="child", legal=True, starts=starts)
    Relation.objects.create(person=fatou, other=away, kind="spouse")
    Relation.objects.create(person=fatou, other=hidden, kind="child")
    Relation.objects.create(person=fatou, other=awa, kind="partner", ends=over)
    said = words(file, "family")
    assert len(said) == 2 and "Moussa Diallo" in str(said) and "1er mai 2020" in str(said)
    assert not any(name in str(packed(file, "family")) for name in ("Awa", "Binta", "Cora"))


def test_a_tie_written_on_the_other_side_is_told_as_seen_from_her(file, fatou, w4i):
    awa = people.register(Identity("Awa Diallo"), project=w4i, by=HOUSE)
    Relation.objects.create(person=awa, other=fatou, kind="mother")
    assert words(file, "family", "en")[0][1].startswith("Child")


def test_residence_is_the_title_that_holds_else_the_last_one(file, fatou, paper):
    Person.objects.filter(pk=fatou.pk).update(nationality="GN")
    file.person.refresh_from_db()
    paper("residence_card", date(2024, 1, 1))
    last = paper("residence_card", clock.today() - timedelta(days=3), motive="work", starts=date(2024, 1, 2))
    told = packed(file, "residence")["residence"]
    assert [code for code, _value in told] == ["nationality", "title"] and str(last.ends) in told[1][1]
    paper("resident_card", clock.today() + timedelta(days=90), receipt=True)
    assert "resident_card" in packed(file, "residence")["residence"][1][1]
    assert len(packed(file, "residence")["residence"]) == 2


def test_papers_go_by_kind_and_date_and_never_by_number(file, paper):
    paper("health_card", date(2027, 5, 1))
    paper("national_card", date(2030, 1, 1))
    paper("passport", removed_at=clock.now())
    paper("other")
    assert words(file, "health")[0][1].endswith("1er mai 2027")
    assert len(packed(file, "legal")["legal"]) == 1 and "national_card" in str(packed(file, "legal"))


def test_a_group_that_holds_nothing_is_not_offered_and_says_so(file, clinic, agree, amina, client_of, paper):
    agree(clinic.organisation, "identity", "health", "needs")
    client = client_of(amina)
    refer = reverse("casework:refer", args=[file.uid]) + f"?service={clinic.uid}"
    page = unescape(client.get(refer).content.decode())
    assert 'value="health"' not in page and "Santé" in page and 'value="identity"' in page
    asking = reverse("people:ask_consent", args=[file.person.uid])
    page = unescape(client.get(asking).content.decode())
    nothing = page.split('value="health"')[1].split("</label>")[0]
    assert "(" in nothing and "(" not in page.split('value="contact"')[1].split("</label>")[0]
    paper("health_card", date(2027, 5, 1))
    assert 'value="health"' in client.get(refer).content.decode()
    assert "(" not in unescape(client.get(asking).content.decode()).split('value="health"')[1].split("</label>")[0]


def test_who_agreed_only_to_what_is_empty_is_not_sent_to_a_form_without_boxes(file, clinic, agree, amina, client_of):
    agree(clinic.organisation, "health")
    page = client_of(amina).get(reverse("casework:refer", args=[file.uid]) + f"?service={clinic.uid}").content.decode()
    assert 'name="callback"' not in page


def test_what_is_written_in_a_file_that_she_does_not_see_is_nothing_to_her(file, fatou, amina, colleague, viewer_of):
    plan = plans.begin(file, by=viewer_of(amina))
    plans.add_goal(plan, "Se loger", by=viewer_of(amina))
    file.plans.update(state="in_force")
    assert "plan" not in empty_groups(viewer_of(amina), fatou)
    assert "plan" in empty_groups(viewer_of(colleague), fatou)


# --- what leaves --------------------------------------------------------------------------------------------------


@pytest.fixture
def whole(file, say, fatou, paper, amina, viewer_of):
    """A file in which every group holds something."""
    say(rules=(EVENING,), never=("sms",), code_word="Jasmin", email="fatou@example.org")
    Person.objects.filter(pk=fatou.pk).update(nationality="GN")
    profiles.relate(fatou, "sibling", name="Moussa Diallo", by=HOUSE)
    for kind in ("residence_card", "passport", "health_card"):
        paper(kind, clock.today() + timedelta(days=90))
    plan = plans.begin(file, by=viewer_of(amina))
    plans.add_goal(plan, "Se loger", by=viewer_of(amina))
    file.plans.update(state="in_force")
    file.person.refresh_from_db()
    return file


def test_every_group_of_a_whole_file_holds_something(whole):
    assert set(sharing.filled(whole)) == set(sharing.GROUPS)
    assert set(packed(whole, *sharing.GROUPS)) == set(sharing.GROUPS) - {"needs"}


@pytest.mark.parametrize("group", sorted(sharing.GROUPS))
def test_each_group_leaves_exactly_as_the_page_showed_it(group, whole, clinic, agree, amina, viewer_of, client_of):
    agree(clinic.organisation, group)
    asking = Asking(clinic, "usual", (group,), "Une consultation." if group == "needs" else "", "Amina")
    draft = referrals.draft(whole, asking, by=viewer_of(amina))
    client = client_of(amina)
    shown = client.get(draft.get_absolute_url()).context
    said = [(str(one.label), one.value) for one in shown["told"]]
    answer = client.post(
        reverse("casework:send_referral", args=[draft.uid]), {"slip": str(uuid4()), "seen": shown["seen"]}
    )
    assert answer.status_code == 200 and said
    held = Referral.objects.get()
    payload = referrals.payload_of(held)
    assert list(payload) == [group] == held.shared and Disclosure.objects.get().fields == [group]
    with override("fr"):
        assert [(str(one.label), one.value) for one in sharing.told(payload)] == said


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    agreed=st.sets(st.sampled_from(sorted(sharing.GROUPS)), min_size=1),
    asked=st.sets(st.sampled_from(sorted(sharing.GROUPS)), min_size=1),
)
def test_only_groups_that_she_agreed_to_leave(agreed, asked, whole, w4i, amina, viewer_of, client_of):
    with transaction.atomic():
        clinic = list_service(Offer("health", "Centre", newcomer="Croissant", email="c@example.org"), by=HOUSE)
        record(
            whole.person,
            w4i,
            Agreement("referral", clinic.organisation, tuple(sorted(agreed)), date(2099, 1, 1)),
            by=HOUSE,
        )
        said = Asking(clinic, "usual", tuple(sorted(asked)), "Une consultation." if "needs" in asked else "", "Amina")
        draft = referrals.draft(whole, said, by=viewer_of(amina))
        if asked <= agreed:
            referrals.send(draft, by=viewer_of(amina))
            assert set(referrals.payload_of(Referral.objects.get(pk=draft.pk))) == asked
        else:
            with pytest.raises(Denied):
                referrals.send(draft, by=viewer_of(amina))
            assert not Disclosure.objects.exists()
        transaction.set_rollback(True)


def test_what_changed_since_the_page_was_shown_does_not_leave_unseen(
    whole, say, clinic, agree, amina, viewer_of, client_of
):
    agree(clinic.organisation, "contact")
    draft = referrals.draft(whole, Asking(clinic, "usual", ("contact",), "", "Amina"), by=viewer_of(amina))
    client, where = client_of(amina), reverse("casework:send_referral", args=[draft.uid])
    seen = client.get(draft.get_absolute_url()).context["seen"]
    say(rules=(replace(EVENING, number="+212655555555"),))
    with pytest.raises(KnownOtherwise):
        referrals.send(draft, seen=seen, by=viewer_of(amina))
    assert client.post(where, {"slip": str(uuid4()), "seen": seen})["Location"] == draft.get_absolute_url()
    assert Referral.objects.get().state == "draft" and not Disclosure.objects.exists()
    fresh = client.get(draft.get_absolute_url()).context["seen"]
    assert client.post(where, {"slip": str(uuid4()), "seen": fresh}).status_code == 200


def test_a_referral_of_which_nothing_is_left_does_not_leave(file, clinic, agree, paper, amina, viewer_of):
    agree(clinic.organisation, "health")
    held = paper("health_card", date(2027, 5, 1))
    draft = referrals.draft(file, Asking(clinic, "usual", ("health",), "", "Amina"), by=viewer_of(amina))
    Paper.objects.filter(pk=held.pk).update(removed_at=clock.now())
    with pytest.raises(Denied):
        referrals.send(draft, by=viewer_of(amina))
    assert not Disclosure.objects.exists()


@pytest.mark.parametrize("language", ["fr", "ar", "en", "it"])
def test_every_field_is_said_in_the_language_of_whoever_reads(language, whole):
    with override(language):
        told = sharing.told(packed(whole, *sharing.GROUPS))
    assert not any("{" in one.value for one in told) and all(str(one.label) and one.value for one in told)
