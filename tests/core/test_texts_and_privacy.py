"""Texts in several languages, privacy classes, the clock, reasons."""

from datetime import UTC, datetime

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from terrain.core import clock, privacy
from terrain.core.access import ANONYMOUS, Viewer, system_viewer
from terrain.core.models import SealedFile, VaultKey
from terrain.core.policies import Denied, Verdict, require, require_everywhere, verdict
from terrain.core.texts import FALLBACKS, said

TEXTS = {"fr": "Bonjour", "ar": "مرحبا", "en": "Hello"}


@pytest.mark.parametrize(
    ("language", "words"), [("ar", "مرحبا"), ("ar-ma", "مرحبا"), ("it", "Bonjour"), ("de", "Bonjour")]
)
def test_a_text_is_said_in_the_active_language_or_in_french(language, words):
    with translation.override(language):
        assert said(TEXTS) == words


def test_a_text_is_said_in_the_language_asked_for():
    assert said(TEXTS, "en") == "Hello"


@pytest.mark.parametrize("nothing", [None, {}, {"fr": ""}])
def test_a_blank_stays_blank(nothing):
    assert said(nothing) == ""


@given(
    st.dictionaries(st.sampled_from([*FALLBACKS, "de"]), st.text(min_size=1), min_size=1), st.sampled_from(FALLBACKS)
)
@settings(deadline=None)
def test_whatever_exists_is_said_before_nothing(texts, language):
    assert said(texts, language) in texts.values()
    if language in texts:
        assert said(texts, language) == texts[language]


def test_every_model_of_the_house_classifies_every_field():
    for model in privacy.house_models():
        assert not privacy.unclassified(model), model


def test_what_opens_the_vault_is_sensitive():
    assert privacy.classes_of(VaultKey)["wrapped"] == privacy.SENSITIVE
    assert privacy.classes_of(SealedFile)["sealed_name"] == privacy.PERSONAL


def test_a_field_that_nobody_classified_is_found(monkeypatch):
    monkeypatch.setattr(VaultKey, "privacy", {"wrapped": privacy.SENSITIVE})
    assert privacy.unclassified(VaultKey) == {"master", "created_at", "destroyed_at"}


def test_the_privacy_map_names_each_model_and_field_once():
    page = privacy.privacy_map()
    assert page.count("## core.VaultKey\n") == 1 and "| wrapped | sensitive |" in page and "| — |" not in page


def test_today_is_the_day_of_the_programme_not_of_greenwich(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 6, 30, 23, 30, tzinfo=UTC))
    assert clock.today().isoformat() == "2026-07-01"


def test_a_rule_says_no_with_a_reason_that_can_be_shown():
    viewer = Viewer(user_id=1, grants=frozenset({("people.view", 3)}))
    require(viewer, "people.view", 3)
    require(viewer, "people.view")
    for refused in (
        lambda: require(viewer, "people.view", 4),
        lambda: require(viewer, "people.edit"),
        lambda: require_everywhere(viewer, "people.view"),
        lambda: require(ANONYMOUS, "people.view"),
    ):
        with pytest.raises(Denied) as denied:
            refused()
        assert str(denied.value.reason)


def test_a_rule_gives_the_reason_it_was_given():
    with pytest.raises(Denied, match="^because$"):
        require_everywhere(ANONYMOUS, "people.view", "because")


def test_a_verdict_is_true_or_tells_why_and_passes_its_subjects_on():
    def check(viewer, first, second):
        if first != second:
            raise Denied("they differ")

    assert verdict(check, ANONYMOUS, 1, 1) == Verdict(True)
    assert verdict(check, ANONYMOUS, 1, 2) == Verdict(False, "they differ")


def test_an_error_in_a_rule_is_not_taken_for_a_refusal():
    with pytest.raises(ZeroDivisionError):
        verdict(lambda viewer: 1 // 0, ANONYMOUS)


def test_the_house_itself_is_named_in_what_it_does():
    house = system_viewer("terrain")
    assert house.label == "terrain" and house.is_signed_in and house.projects("people.view") is None
