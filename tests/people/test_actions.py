from datetime import date

import pytest
from django.core import serializers
from django.db import connection

from terrain.core import audit, vault
from terrain.core.models import AuditEvent, VaultKey
from terrain.core.policies import Denied
from terrain.facts.models import Subject
from terrain.people import actions
from terrain.people.actions import Ambiguous, ChangedMeanwhile, RegistryMoved
from terrain.people.enums import Clash
from terrain.people.holders import forget_holder, register_holder
from terrain.people.models import ContradictingKeys, IdentityKey, Meeting, Person
from terrain.people.recognition import recognise
from tests.factories import HOUSE
from tests.people.writing import identity

pytestmark = pytest.mark.django_db

AMINATA = identity(
    "Diallo Aminata", sex="F", birth="1990-03-12", nationality="Guinée", phone="0612345678", card="Z826179C"
)


def bring(rows, project, by=HOUSE, **more):
    return actions.register_many(recognise(rows), rows, project=project, by=by, **more)


def test_a_newcomer_is_registered_once_and_known_to_the_project(w4i, cpe, facilitator, viewer_of):
    person = actions.register(AMINATA, project=w4i, by=viewer_of(facilitator))
    again = actions.register(identity("Aminata", card="z826179c"), project=cpe, by=HOUSE)
    assert again == person and Person.objects.count() == 1
    assert set(person.meetings.values_list("project__code", flat=True)) == {"W4I", "CPE"}
    assert person.identity() == AMINATA
    assert Subject.objects.get(pk=person.subject).kind == "person"


def test_nothing_readable_of_a_person_stands_on_disk(w4i):
    bring([AMINATA, identity("Sow Ousmane", phone="voir son frère 0699", card="EN COURS")], w4i)
    contradicting = [identity("Diallo Aminata", card="A190799C", birth="1990-03-12")]
    bring(contradicting, w4i)
    assert ContradictingKeys.objects.count() == 1
    with connection.cursor() as cursor:
        dump = ""
        for table in connection.introspection.table_names(cursor):
            if connection.vendor == "sqlite" or not table.startswith("django_"):
                cursor.execute(f'SELECT * FROM "{table}"')
                for row in cursor.fetchall():
                    dump += " ".join(
                        bytes(v).decode("latin1") if isinstance(v, bytes | memoryview) else str(v) for v in row
                    )
    dump += serializers.serialize("json", [*Person.objects.all(), *IdentityKey.objects.all()])
    for secret in (
        "Diallo",
        "Aminata",
        "diallo",
        "aminata",
        "612345678",
        "826179",
        "190799",
        "Ousmane",
        "frère",
        "frère 0699",
    ):
        assert secret not in dump


def test_unknown_facts_are_filled_in_and_known_ones_never_overwritten(w4i):
    person = bring([identity("Diallo Aminata", card="Z826179C", birth=1990)], w4i)[0]
    bring([AMINATA], w4i)
    bring([identity("Diallo Mariama", card="Z826179C", sex="F", nationality="Mali", phone="0698765432")], w4i)
    person = Person.objects.get(pk=person.pk)
    assert person.identity() == AMINATA
    assert "Diallo Mariama" in person.sealed().names
    assert recognise([identity("Mariama Diallo", birth="1990-03-12")]).groups[0].person_id == person.pk
    assert recognise([identity("Mariama Diallo", phone="0698765432")]).groups[0].person_id == person.pk


def test_a_draw_between_rows_stays_unknown(w4i):
    rows = [identity("Sow Awa", card="Z826179C", sex=sex, birth=birth) for sex, birth in (("F", 1990), ("M", 1991))]
    person = bring(rows, w4i)[0]
    assert (person.sex, person.birth_date) == ("", None)


def test_the_same_table_again_changes_nothing(w4i):
    rows = [AMINATA, identity("Sow Ousmane", phone="0698765432"), identity("Keita Sira", birth="1999-09-09", sex="F")]
    first = bring(rows, w4i)
    before = list(Person.objects.order_by("pk").values()), IdentityKey.objects.count(), Meeting.objects.count()
    assert bring(rows, w4i) == first
    assert (
        list(Person.objects.order_by("pk").values()),
        IdentityKey.objects.count(),
        Meeting.objects.count(),
    ) == before


def test_contradicting_rows_make_nobody_and_wait_once_for_a_human(w4i):
    person = bring([AMINATA], w4i)[0]
    odd = [identity("Diallo Aminata", card="A190799C", birth="1990-03-12"), identity("Sow Ousmane", phone="0698765432")]
    for _time in range(2):
        persons = bring(odd, w4i, reference="registre.xlsx")
        assert persons[0] is None and persons[1] is not None
    kept = ContradictingKeys.objects.get()
    assert (kept.clash, kept.reference, list(kept.persons.all())) == (Clash.SEVERAL_CARDS, "registre.xlsx", [person])
    assert kept.rows()[0]["card"] == "A190799C"


def test_contradictions_of_a_table_are_taken_back_with_it(w4i, youssef, stranger, viewer_of):
    bring([AMINATA], w4i)
    bring([identity("Diallo Aminata", card="A190799C", birth="1990-03-12")], w4i, reference="table 1")
    assert actions.forget_contradictions("table 2", by=viewer_of(youssef)) == 0
    assert actions.forget_contradictions("table 1", by=viewer_of(stranger)) == 0
    assert actions.forget_contradictions("table 1", by=viewer_of(youssef)) == 1
    assert not ContradictingKeys.objects.exists()


def test_a_repaired_number_that_equals_a_full_one_is_shown_and_once_told_apart_stays_so(w4i):
    rows = [identity("Sow Awa", phone="0612345678"), identity("Sow Awa", phone="0612345678", phone_restored=True)]
    persons = bring(rows, w4i)
    assert persons[0] != persons[1]
    kept = ContradictingKeys.objects.get()
    assert kept.clash == Clash.RESTORED_PHONE and set(kept.persons.all()) == set(persons)
    actions.settle(kept, by=HOUSE)
    with pytest.raises(vault.Erased):
        ContradictingKeys.objects.get().rows()
    bring(rows, w4i)
    assert ContradictingKeys.objects.count() == 1


def test_one_person_may_hold_the_same_number_restored_and_in_full(w4i):
    rows = [identity("Sow Awa", phone="0612345678", card="Z826179C")]
    rows.append(identity("Sow Awa", phone="0612345678", phone_restored=True, card="Z826179C"))
    person = bring(rows, w4i)[0]
    assert ContradictingKeys.objects.count() == 0
    for row in (identity("Sow Awa", phone="0612345678"), identity("Sow Awa", phone="0612345678", phone_restored=True)):
        assert recognise([row]).groups[0].person_id == person.pk


def test_a_human_is_told_when_keys_contradict_and_may_say_that_it_is_somebody_else(w4i, amina, viewer_of):
    bring([AMINATA], w4i)
    other = identity("Diallo Aminata", card="A190799C", birth="1990-03-12")
    with pytest.raises(Ambiguous) as doubt:
        actions.register(other, project=w4i, by=viewer_of(amina))
    assert doubt.value.clash == Clash.SEVERAL_CARDS and Person.objects.count() == 1
    assert str(doubt.value)
    actions.register(other, project=w4i, by=viewer_of(amina), apart=True)
    assert Person.objects.count() == 2


def test_a_newcomer_registered_meanwhile_is_not_made_twice(w4i):
    seen = recognise([AMINATA])
    actions.register(AMINATA, project=w4i, by=HOUSE)
    with pytest.raises(RegistryMoved):
        actions.register_many(seen, [AMINATA], project=w4i, by=HOUSE)


def test_who_may_register_and_who_may_not(w4i, cpe, partner, officer, donor, stranger, guardian, viewer_of):
    actions.register(AMINATA, project=w4i, by=viewer_of(partner))
    bring([AMINATA], w4i, by=viewer_of(officer))
    for user in (donor, stranger, guardian):
        with pytest.raises(Denied):
            actions.register(AMINATA, project=w4i, by=viewer_of(user))
        with pytest.raises(Denied):
            bring([AMINATA], w4i, by=viewer_of(user))


def test_a_correction_is_found_again_under_what_stood_before(w4i, amina, viewer_of):
    person = bring([AMINATA], w4i)[0]
    new = identity("Diallo Aminatou", sex="F", birth="1991-03-12", phone="0655555551", card="A190799C")
    person = actions.correct(person, new, by=viewer_of(amina), version=person.version)
    assert person.identity() == new
    for row in (AMINATA, new, identity("Aminata Diallo", birth="1990-03-12"), identity("X Y", card="Z826179C")):
        found = recognise([row]).groups[0]
        assert (found.person_id, found.conflict) == (person.pk, "")
    assert AuditEvent.objects.filter(verb="people.corrected").get().detail["fields"]


def test_a_correction_may_forget_what_was_never_hers(w4i, amina, viewer_of):
    person = bring([AMINATA], w4i)[0]
    new = identity(
        "Diallo Aminata", sex="F", birth="1990-03-12", nationality="Guinée", phone="0612345678", card="A190799C"
    )
    actions.correct(person, new, by=viewer_of(amina), keep_former=False)
    assert recognise([identity("Kouassi Jean", card="Z826179C")]).groups[0].person_id is None


def test_a_correction_does_not_overwrite_a_colleagues_nor_take_anothers_keys(w4i, amina, viewer_of):
    first, second = bring([AMINATA, identity("Sow Ousmane", card="A190799C")], w4i)
    by = viewer_of(amina)
    with pytest.raises(ChangedMeanwhile):
        actions.correct(first, identity("Diallo A"), by=by, version=first.version - 1)
    with pytest.raises(Ambiguous) as doubt:
        actions.correct(second, identity("Sow Ousmane", card="Z826179C"), by=by)
    assert doubt.value.persons == (first.pk,)


def test_figures_follow_a_corrected_sex_or_birth_date_only(w4i, monkeypatch):
    counted = []
    monkeypatch.setattr(actions.facts, "resync_subjects", lambda subjects: counted.extend(subjects))
    person = bring([identity("Sow Awa", card="Z826179C")], w4i)[0]
    actions.correct(person, identity("Sow Hawa", card="Z826179C"), by=HOUSE)
    assert counted == []
    actions.correct(person, identity("Sow Hawa", card="Z826179C", sex="F"), by=HOUSE)
    bring([identity("Sow Hawa", card="Z826179C", birth=1990)], w4i)
    assert counted == [person.subject] * 2


def test_partners_do_not_correct(w4i, partner, officer, stranger, viewer_of):
    person = bring([AMINATA], w4i)[0]
    for user in (partner, officer, stranger):
        with pytest.raises(Denied):
            actions.correct(person, identity("Autre Nom"), by=viewer_of(user))


@pytest.fixture
def needed():
    pairs: set[tuple[int, int]] = set()
    register_holder("tests", lambda persons: [pair for pair in pairs if pair[0] in persons])
    yield pairs
    forget_holder("tests")


def test_taking_back_erases_whom_nobody_holds_and_nobody_else(w4i, cpe, youssef, viewer_of, needed):
    rows = [AMINATA, identity("Sow Ousmane", card="A190799C"), identity("Keita Sira", phone="0698765432")]
    lone, held, by_hand = bring(rows, w4i)
    needed.add((held.pk, w4i.pk))
    actions.register(rows[2], project=w4i, by=HOUSE)
    ids = [lone.pk, held.pk, by_hand.pk]
    assert actions.remove_unused(ids, by=viewer_of(youssef)) == 1
    assert set(Person.objects.values_list("pk", flat=True)) == {held.pk, by_hand.pk}
    assert not IdentityKey.objects.filter(person_id=lone.pk).exists()
    assert bytes(VaultKey.objects.get(pk=lone.key_id).wrapped) == b""
    with pytest.raises(vault.Erased):
        lone.key.refresh_from_db()
        lone.sealed()
    assert Subject.objects.filter(pk=lone.subject).exists()
    assert actions.remove_unused(ids, by=viewer_of(youssef)) == 0


def test_a_project_whose_import_was_taken_back_does_not_know_the_person_any_more(w4i, cpe, youssef, viewer_of, needed):
    person = bring([AMINATA], cpe)[0]
    bring([AMINATA], w4i)
    needed.add((person.pk, cpe.pk))
    assert actions.remove_unused([person.pk], by=viewer_of(youssef)) == 0
    assert set(person.meetings.values_list("project__code", flat=True)) == {"CPE"}


def test_taking_back_reaches_only_ones_own_projects(w4i, cpe, youssef, partner, donor, viewer_of):
    person = bring([AMINATA], cpe)[0]
    assert actions.remove_unused([person.pk], by=viewer_of(youssef)) == 0
    assert Person.objects.filter(pk=person.pk).exists()
    with pytest.raises(Denied):
        actions.remove_unused([person.pk], by=viewer_of(donor))


def test_age_counts_completed_years():
    assert Person(birth_date=date(1990, 3, 12)).age_on(date(2018, 3, 11)) == 27
    assert Person(birth_date=date(1990, 3, 12)).age_on(date(2018, 3, 12)) == 28
    assert Person(birth_date=date(1990, 1, 1), birth_precision="year").age_on(date(2018, 6, 1)) == 28
    assert Person().age_on(date(2018, 6, 1)) is None


def test_what_is_visible_agrees_with_what_the_policy_says(w4i, cpe, amina, stranger, donor, admin, director, viewer_of):
    from terrain.core.policies import verdict  # noqa: PLC0415
    from terrain.people.policies import check_view  # noqa: PLC0415

    persons = [*bring([AMINATA], w4i), *bring([identity("Sow Ousmane", card="A190799C")], cpe)]
    for user in (amina, stranger, donor, admin, director):
        viewer = viewer_of(user)
        seen = set(Person.objects.visible_to(viewer))
        assert seen == {person for person in persons if verdict(check_view, viewer, person)}


def test_the_audit_of_the_registry_holds_no_name(w4i, amina, viewer_of):
    person = actions.register(AMINATA, project=w4i, by=viewer_of(amina))
    actions.correct(person, identity("Diallo Aminatou", card="Z826179C"), by=viewer_of(amina))
    written = " ".join(str(event.detail) + event.verb for event in AuditEvent.objects.all())
    assert "iallo" not in written and audit.verify().whole
