"""Recognising a place and a topic in what people typed."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from terrain.programmes.models import Place, Project, Topic, plain
from terrain.programmes.topics import recognise, recogniser

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("Rabat", "MA-RAB"),
        ("  RABAT ", "MA-RAB"),
        ("Fès", "MA-FES"),
        ("fes", "MA-FES"),
        ("Fez", "MA-FES"),
        ("Meknes", "MA-MEK"),
        ("kenitra", "MA-KEN"),
        ("Tanger Assilah", "MA-TNG"),
        ("tangier", "MA-TNG"),
        ("طنجة", "MA-TNG"),
        ("الرباط", "MA-RAB"),
        ("Rabat-Salé-Kénitra", "MA-04"),
        ("rabat sale kenitra", "MA-04"),
    ],
)
def test_a_place_is_found_however_it_is_written(programme, typed, code):
    assert Place.objects.find(typed).code == code
    assert Place.objects.by_plain_name()[plain(typed)].code == code


@pytest.mark.parametrize("typed", ["", "Atlantis", "Rabat et Salé", "123"])
def test_what_is_no_place_is_not_guessed(programme, typed):
    assert Place.objects.find(typed) is None


def test_a_province_goes_before_a_region_of_the_same_name(programme):
    region = Place.objects.get(code="MA-04")
    region.known_as.create(plain="rabat")
    assert Place.objects.find("Rabat").code == "MA-RAB" and Place.objects.by_plain_name()["rabat"].code == "MA-RAB"


def test_many_places_are_recognised_with_one_question(programme, django_assert_num_queries):
    with django_assert_num_queries(1):
        names = Place.objects.by_plain_name()
        assert names["fez"].code == "MA-FES" and names["sale"].code == "MA-SAL"


def test_the_region_of_a_province_and_of_a_region(programme):
    places = Place.objects.select_related("parent").in_bulk(["MA-FES", "MA-03"], field_name="code")
    assert places["MA-FES"].region == places["MA-03"].region == places["MA-03"]


@given(st.text())
@settings(deadline=None, max_examples=60)
def test_making_a_name_plain_twice_makes_it_no_plainer(text):
    assert plain(plain(text)) == plain(text)


@given(
    st.sampled_from(["Fès", "Salé", "Kénitra", "طنجة"]),
    st.sampled_from([str.upper, str.lower, str.title, str.swapcase]),
)
@settings(deadline=None)
def test_case_makes_no_difference(name, change):
    assert plain(change(name)) == plain(name)


@pytest.mark.parametrize(
    ("one", "two"), [("Fès", "Fe\u0300s"), ("الرّباط", "الرباط"), ("طـنـجـة", "طنجة"), ("A-B", "a  b")]
)
def test_accents_marks_and_dashes_make_no_difference(one, two):
    assert plain(one) == plain(two)


# --- topics ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("theme", "code"),
    [
        ("Information auto-entrepreneur", "information"),
        ("SENSIBILISATION à l’entrepreneuriat", "w4i-awareness"),
        ("Sensibilisation a l'entrepreneuriat (suite)", "w4i-awareness"),
        ("Atelier : CV", "workshop"),
        ("formation couture", "training"),
        ("Réunion", None),
        ("informations", None),
        ("", None),
    ],
)
def test_a_theme_is_recognised_by_whole_words(w4i, theme, code):
    found = recognise(w4i, theme)
    assert (found.code if found else None) == code


def test_the_topics_of_another_project_are_not_ours(cpe):
    assert recognise(cpe, "Sensibilisation à l'entrepreneuriat") is None
    assert recognise(cpe, "Formation").code == "training"


def test_the_projects_own_topic_goes_before_a_general_one_and_the_longer_wording_before_the_shorter(w4i):
    own = Topic.objects.create(project=w4i, code="own", session_kind="training", words=["information"])
    longer = Topic.objects.create(project=w4i, code="longer", session_kind="training", words=["information juridique"])
    assert recognise(w4i, "Information sur les droits") == own
    assert recognise(w4i, "Information juridique") == longer


def test_a_retired_topic_is_not_recognised(w4i):
    Topic.objects.filter(code="workshop").update(retired=True)
    assert recognise(w4i, "Atelier") is None


def test_a_thousand_themes_are_one_question(w4i, django_assert_num_queries):
    with django_assert_num_queries(1):
        known = recogniser(w4i)
        assert all(known("atelier").code == "workshop" for _theme in range(1000))


@given(st.text(max_size=40))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=30)
def test_no_theme_breaks_the_recogniser(w4i, theme):
    found = recognise(Project.objects.get(pk=w4i.pk), theme)
    assert found is None or any(f" {plain(word)} " in f" {plain(theme)} " for word in found.words)
