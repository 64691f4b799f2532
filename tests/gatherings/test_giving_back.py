"""What a table completed of somebody known goes back with it, unless somebody changed it since."""

from dataclasses import replace

import pytest

from terrain.facts import actions as facts
from terrain.facts.models import Fact
from terrain.gatherings.actions import add_newcomer
from terrain.imports import actions as imports
from terrain.imports.models import Batch
from terrain.people.actions import correct
from terrain.people.identity import Identity
from terrain.people.models import Completed, IdentityKey, Person
from tests.factories import HOUSE

TITLES = "Date;Lieu;Thème;Nom et prénom;Sexe;Téléphone;Né(e) le;N° carte de séjour\n"
ROW = "12/03/2026;Rabat;Information du matin;Awa Ndiaye;F;0612000009;04/05/1991;Z123456A\n"
LATER = "13/03/2026;Salé;Information du soir;Awa Ndiaye;;0612000009;;Y765432B\n"


@pytest.fixture
def awa(information):
    """Known by her telephone alone, present at a session that somebody held by hand."""
    return add_newcomer(information, Identity("Awa Ndiaye", phone="+212612000009"), by=HOUSE).person


def bring(tmp_path, project, row, name="registre.csv") -> Batch:
    file = tmp_path / name
    file.write_text(TITLES + row, encoding="utf-8")
    imports.run_file(file, "attendance", project, by=HOUSE)
    return Batch.objects.order_by("-pk").first()


def known(person) -> tuple:
    held = Person.objects.select_related("key").get(pk=person.pk)
    keys = sorted(bytes(digest) for digest in held.identity_keys.values_list("digest", flat=True))
    return held.sex, held.birth_date, held.birth_precision, held.version, held.sealed(), keys


def test_an_undone_table_gives_back_what_it_completed(awa, w4i, tmp_path):
    before, facts_before = known(awa), list(Fact.objects.values_list("sex", "age"))
    batch = bring(tmp_path, w4i, ROW)
    assert known(awa)[0] == "F" and IdentityKey.objects.filter(person=awa).count() > len(before[-1])
    imports.undo(batch, by=HOUSE)
    assert known(awa) == before and list(Fact.objects.values_list("sex", "age")) == facts_before
    assert not Completed.objects.exists() and facts.rebuild(check=True).clean


def test_two_tables_taken_back_one_after_the_other_leave_what_was_before(awa, w4i, tmp_path):
    before = known(awa)
    batches = [bring(tmp_path, w4i, ROW), bring(tmp_path, w4i, LATER, "autre.csv")]
    for batch in reversed(batches):
        imports.undo(batch, by=HOUSE)
    assert known(awa) == before


def test_what_a_human_corrected_since_stays(awa, w4i, tmp_path):
    batch = bring(tmp_path, w4i, ROW)
    held = Person.objects.select_related("key").get(pk=awa.pk)
    correct(held, replace(held.identity(), full_name="Awa Ndiaye Sow"), by=HOUSE)
    imports.undo(batch, by=HOUSE)
    held.refresh_from_db()
    assert held.sex == "F" and held.sealed().full_name == "Awa Ndiaye Sow"


def test_a_table_imported_again_after_being_taken_back_completes_again(awa, w4i, tmp_path):
    batch = bring(tmp_path, w4i, ROW)
    imports.undo(batch, by=HOUSE)
    bring(tmp_path, w4i, ROW)
    assert known(awa)[0] == "F"
