"""What a programme file may ask to be counted."""

import pytest

from terrain.programmes.models import Programme, Target
from terrain.results.rules import WrongRule, check_rules, parse

ATTENDED = {"kind": "attendance", "where": {"session_kind": ["training"]}}


def test_a_rule_without_a_window_counts_once_over_the_project():
    assert parse({"count": "subjects", "of": [ATTENDED]}).once == "project"


@pytest.mark.parametrize(
    ("rule", "word"),
    [
        ({"count": "heads", "of": [ATTENDED]}, "heads"),
        ({"count": "subjects"}, "of"),
        ({"count": "subjects", "of": []}, "of"),
        ({"count": "subjects", "of": [{"kind": "sightings"}]}, "sightings"),
        ({"count": "subjects", "of": [{"kind": "attendance", "where": {"colour": ["red"]}}]}, "colour"),
        ({"count": "subjects", "of": [{"kind": "attendance", "where": {"session_kind": ["picnic"]}}]}, "picnic"),
        ({"count": "subjects", "of": [ATTENDED], "window": "week"}, "week"),
        ({"count": "ratio", "of": [ATTENDED]}, "per"),
        ({"count": "subjects", "of": [ATTENDED], "per": [ATTENDED]}, "ratio"),
        ({"count": "subjects", "of": [ATTENDED], "unless": 1}, "unless"),
        ({"count": "subjects", "of": ["attendance"]}, "kind"),
    ],
)
def test_a_wrong_rule_is_refused_with_the_word_that_is_wrong(rule, word):
    with pytest.raises(WrongRule, match=word):
        parse(rule)


def test_the_tests_own_programme_has_no_wrong_rule(programme):
    assert check_rules(programme) == []


def test_a_rule_that_counts_something_else_than_was_promised_is_told(by_rule):
    target = by_rule(count="subjects", of=[ATTENDED])
    Target.objects.filter(pk=target.pk).update(unit="organisation")
    assert [str(fault) for fault in check_rules(Programme.objects.get())] == [
        "W4I-T3: the target promises organisation, the rule counts person"
    ]


def test_an_audience_is_never_counted_by_a_rule(by_rule):
    target = by_rule(count="occurrences", of=[ATTENDED])
    Target.objects.filter(pk=target.pk).update(unit="audience")
    assert "declared" in str(check_rules(Programme.objects.get())[0])


def test_a_wrong_rule_is_told_with_its_target(by_rule):
    by_rule(count="subjects", of=[{"kind": "sightings"}])
    assert str(check_rules(Programme.objects.get())[0]).startswith("W4I-T3: ")
