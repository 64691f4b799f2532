"""Dates, figures, money and telephone numbers read as people here write them."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.template import engines
from django.utils.formats import date_format
from django.utils.translation import override

from terrain.core import clock
from terrain.core.ui import wording

TODAY = date(2026, 3, 15)


@pytest.fixture(autouse=True)
def the_clock_stands_still(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 3, 15, 12, 0, tzinfo=UTC))


def rendered(text, **context):
    return engines["django"].from_string("{% load ui %}" + text).render(context)


@pytest.mark.parametrize(
    ("language", "days", "words"),
    [
        ("fr", -3, "il y a 3 jours"),
        ("fr", -6, "il y a 6 jours"),
        ("fr", -7, "dimanche 8 mars"),
        ("fr", 4, "dans 4 jours"),
        ("fr", -400, "8 février 2025"),
        ("ar", -3, "قبل 3 أيام"),
        ("ar", 160, "السبت 22 غشت"),
        ("en", -3, "3 days ago"),
        ("en", -7, "Sunday 8 March"),
        ("it", 12, "venerdì 27 marzo"),
    ],
)
def test_a_day_is_said_as_people_say_it(language, days, words):
    with override(language):
        assert wording.day_words(TODAY + timedelta(days=days)) == words


def test_near_days_have_names_in_every_language():
    for language in ("fr", "ar", "en", "it"):
        with override(language):
            said = [wording.day_words(TODAY + timedelta(days=away)) for away in (-1, 0, 1)]
        assert len(set(said)) == 3
        assert not any(character.isdigit() for character in "".join(said))


def test_the_exact_day_stands_in_the_title():
    with override("fr"):
        html = rendered("{{ day|day_words }}", day=date(2026, 3, 12))
    assert html == '<time datetime="2026-03-12" title="jeudi 12 mars 2026">il y a 3 jours</time>'


def test_an_instant_is_told_in_the_time_of_the_programme():
    late = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)
    with override("fr"):
        html = rendered("{{ instant|day_words }}", instant=late)
    assert 'title="mercredi 1er juillet 2026' in html
    assert "00:30" in html
    assert ">mercredi 1er juillet</time>" in html


def test_an_instant_of_today_tells_its_time():
    with override("fr"):
        assert "09:05" in wording.day_words(datetime(2026, 3, 15, 9, 5))  # noqa: DTZ001


def test_no_date_is_a_dash():
    assert rendered("{{ day|day_words }}", day=None) == "—"


@pytest.mark.parametrize(
    ("language", "number", "words"),
    [
        ("fr", 1234567, "1\u202f234\u202f567"),
        ("ar", 1234.5, "1\u202f234,5"),
        ("en", 1234.5, "1\u202f234.5"),
        ("fr", Decimal("62.255"), "62,26"),
        ("fr", -40, "\u221240"),
        ("fr", -0.001, "0"),
        ("fr", 0, "0"),
        ("fr", 100, "100"),
        ("fr", None, "—"),
    ],
)
def test_figures_are_set_with_thin_spaces(language, number, words):
    with override(language):
        assert wording.figure(number) == words


def test_a_figure_shows_as_many_decimals_as_asked():
    with override("fr"):
        assert rendered("{{ n|figure:1 }} {{ n|figure:0 }}", n=62.25) == "62,3 62"


def test_money_is_in_dirhams_and_never_breaks():
    with override("fr"):
        assert wording.money(48500) == "48\u202f500\u00a0MAD"
        assert wording.money(Decimal("99.5")) == "99,50\u00a0MAD"
        assert wording.money(None) == "—"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("+212612345678", "06 12 34 56 78"),
        ("0612345678", "06 12 34 56 78"),
        ("+390612345678", "+39 06 1234 5678"),
        ("ask her sister", "ask her sister"),
        ("12", "12"),
    ],
)
def test_telephone_numbers_are_in_national_form(written, read):
    assert " ".join(wording.phone(written).replace("-", " ").split()) == read


def test_a_telephone_number_is_read_from_left_to_right():
    with override("ar"):
        assert rendered("{{ n|phone_words }}", n="+212612345678").startswith('<bdi dir="ltr">06')


def test_what_people_typed_is_escaped():
    assert "<b>" not in rendered("{{ n|phone_words }}", n="<b>12</b>")


def test_a_text_in_several_languages_is_said_in_the_active_one():
    with override("ar"):
        assert rendered("{{ t|said }}", t={"fr": "Femmes", "ar": "نساء"}) == "نساء"
        assert rendered("{{ t|said }}", t={"fr": "Femmes"}) == "Femmes"
        assert rendered("{{ t|said }}", t="as it is") == "as it is"


@pytest.mark.parametrize(("language", "words"), [("fr", "une, deux"), ("ar", "une، deux"), ("en", "une, deux")])
def test_words_of_a_list_are_parted_as_the_language_parts_them(language, words):
    with override(language):
        assert wording.listed(["une", "deux"]) == words
    assert wording.listed([]) == ""


def test_django_says_the_months_as_morocco_does():
    with override("ar"):
        assert date_format(date(2026, 11, 26)) == wording.dated(date(2026, 11, 26)) == "26 نونبر 2026"
        assert [date_format(date(2026, month, 1), "F") for month in (5, 7, 8)] == ["ماي", "يوليوز", "غشت"]
    with override("fr"):
        assert date_format(date(2026, 8, 3), "j F Y") == "3 août 2026"
