"""What an entry is worth is the share of what it says, each gap is said in words, and saying more never makes it worth less."""

from datetime import date, timedelta
from html import unescape

from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from terrain.accounts.models import User
from terrain.core import clock
from terrain.network.actions.directory import Offer, list_service
from terrain.network.enums import Interval
from terrain.network.models import Service
from terrain.network.quality import parts, quality_of, rules, whole_score, worst_first
from tests.factories import HOUSE

DAY = date(2026, 11, 26)
WHOLE = {
    "phone": "0537000001",
    "email": "x@example.org",
    "audience": "Tout le monde",
    "referred_by": "herself",
    "channels": ["phone"],
    "place_id": 1,
    "address": "1, rue de l'Essai",
    "hours": "9 h à 12 h",
    "languages": ["fr"],
    "documents": "Rien",
    "cost": "Gratuit",
    "places_said_on": DAY,
    "review_on": DAY + timedelta(200),
    "keeper": User(full_name="Youssef"),
}
BLANK = {"review_months": Interval.HALF_YEAR, "review_on": DAY - timedelta(1), "name": "Essai"}


def entry(*said: str) -> Service:
    return Service(**(BLANK | {name: WHOLE[name] for name in said}))


def codes(criteria) -> set[str]:
    return {one.code for one in criteria}


def test_an_entry_that_says_everything_is_worth_100_and_one_that_says_nothing_0():
    whole, nothing = quality_of(entry(*WHOLE), DAY), quality_of(entry(), DAY)
    assert (whole.score, whole.missing, whole.tone) == (100, (), "ok")
    assert (nothing.score, nothing.present, nothing.tone) == (0, (), "bad")
    assert {one.code for one in nothing.missing} == {one.code for one in rules().criteria}
    assert [one.weight for one in nothing.missing] == sorted((one.weight for one in nothing.missing), reverse=True)


def test_the_weights_make_a_hundred_so_that_each_can_be_read_as_points():
    assert sum(one.weight for one in rules().criteria) == 100


@given(st.sets(st.sampled_from(sorted(WHOLE))), st.sampled_from(sorted(WHOLE)))
def test_saying_more_never_lowers_the_score(said, more):
    before, after = quality_of(entry(*said), DAY), quality_of(entry(*said, more), DAY)
    assert before.score <= after.score
    assert codes(before.present) <= codes(after.present)


@given(st.sets(st.sampled_from(sorted(WHOLE))))
def test_the_score_is_the_weights_of_what_is_there_and_every_gap_has_words(said):
    found = quality_of(entry(*said), DAY)
    assert found.score == sum(one.weight for one in found.present)
    assert codes(found.present + found.missing) == codes(rules().criteria)
    assert all(one.missing_words for one in found.missing)


def test_an_entry_ages_by_itself():
    fresh = entry(*WHOLE)
    later = quality_of(fresh, DAY + timedelta(rules().lately_days + 1))
    assert [one.code for one in later.missing] == ["capacity"]
    assert "reviewed" in {one.code for one in quality_of(fresh, DAY + timedelta(201)).missing}


def test_a_keeper_who_left_answers_for_nothing():
    left = Service(**(BLANK | WHOLE | {"keeper": User(full_name="Partie", is_active=False)}))
    assert [one.code for one in quality_of(left, DAY).missing] == ["keeper"]


def test_the_directory_as_a_whole_is_the_mean_and_says_what_is_most_missing():
    found = worst_first([entry(*WHOLE), entry()])
    assert [quality.score for _service, quality in found] == sorted(quality.score for _service, quality in found)
    assert whole_score([]) is None
    assert all(part.of == 2 for part in parts(found))
    shares = [part.share for part in parts(found)]
    assert shares == sorted(shares)


def test_what_to_mend_first_on_screen(client_of, youssef, amina, clinic):
    poor = list_service(Offer("legal", "Permanence pauvre", newcomer="Barreau des essais"), by=HOUSE)
    text = unescape(client_of(youssef).get("/services/to-mend/").content.decode())
    assert text.index("Permanence pauvre") < text.index(clinic.name)
    assert f"/services/{poor.uid}/#id_phone" in text
    assert f"/services/{poor.uid}/#id_phone" not in client_of(amina).get("/services/to-mend/").content.decode()
    only = unescape(client_of(amina).get("/services/to-mend/?kind=health").content.decode())
    assert clinic.name in only and "Permanence pauvre" not in only


def test_the_number_of_queries_does_not_grow_with_the_entries(client_of, youssef, clinic):
    def asked():
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/services/to-mend/").status_code == 200
        return len(queries)

    client = client_of(youssef)
    asked()
    before = asked()
    for number in range(6):
        said = Offer("legal", f"Permanence {number}", organisation=clinic.organisation, keeper=youssef)
        list_service(said, found_true=clock.today() - timedelta(300), by=HOUSE)
    assert asked() == before
