"""The parts of a page: fields, errors, pager, bar, menu, languages."""

import re

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import engines
from django.test import RequestFactory
from django.urls import resolve, reverse
from django.utils.translation import override

from terrain.core.access import ANONYMOUS, Viewer, system_viewer
from terrain.core.ui import navigation
from terrain.core.ui.bars import bar_of
from terrain.core.ui.context import House, in_language
from terrain.core.ui.navigation import Way, register_way, ways_for


class VisitForm(forms.Form):
    place = forms.CharField(help_text="Where it was.")
    kind = forms.ChoiceField(choices=[("a", "One"), ("b", "Two")], widget=forms.RadioSelect)
    agreed = forms.BooleanField()
    day = forms.DateField(widget=forms.SelectDateWidget)
    moment = forms.SplitDateTimeField(widget=forms.SplitDateTimeWidget)
    notes = forms.CharField(required=False)
    token = forms.CharField(widget=forms.HiddenInput)


def rendered(text, **context):
    return engines["django"].from_string("{% load ui %}" + text).render(context)


def field_html(form, name):
    return rendered("{% field bound %}", bound=form[name])


def test_a_field_with_an_error_says_so_to_a_screen_reader():
    html = field_html(VisitForm({}), "place")
    described = re.search(r'<input[^>]*aria-describedby="([^"]*)"', html).group(1).split()
    assert 'aria-invalid="true"' in html
    assert described == ["id_place_helptext", "id_place_error"]
    assert all(f'id="{name}"' in html for name in described)
    assert html.index("id_place_helptext") < html.index("<input")


def test_a_field_without_error_claims_none():
    html = field_html(VisitForm(), "place")
    assert "aria-invalid" not in html
    assert 'aria-describedby="id_place_helptext"' in html
    assert '<label for="id_place">' in html


def test_choices_stand_in_a_named_group():
    html = field_html(VisitForm({}), "kind")
    assert re.search(r'<fieldset[^>]*aria-describedby="id_kind_error"', html)
    assert html.count('class="choice"') == 2
    assert "<legend>" in html


def test_each_control_of_a_set_has_words_of_its_own():
    with override("en"):
        day, moment = field_html(VisitForm(), "day"), field_html(VisitForm(), "moment")
    assert re.findall(r'<label class="part">(\w+) <select', day) == ["Month", "Day", "Year"]
    assert re.findall(r'<label class="part">(\w+) <input', moment) == ["Day", "Time"]


def test_what_was_typed_is_kept_beside_the_error():
    html = field_html(VisitForm({"notes": "on the <roof>"}), "notes")
    assert 'value="on the &lt;roof&gt;"' in html


def test_only_what_may_be_left_out_is_called_optional():
    class Search(forms.Form):
        q = forms.CharField(required=False)

    with override("en"):
        assert "optional" in field_html(VisitForm(), "notes")
        assert "optional" not in field_html(VisitForm(), "place")
        assert "optional" not in field_html(Search(), "q")


def test_a_hidden_field_is_nothing_but_its_control():
    assert field_html(VisitForm(), "token").strip() == '<input type="hidden" name="token" id="id_token">'


def test_the_summary_leads_to_each_field():
    form = VisitForm({})
    form.add_error(None, "Not on a Sunday.")
    html = rendered("{% form_errors form %}", form=form)
    anchors = re.findall(r'href="#([^"]*)"', html)
    assert len(anchors) == 5
    assert html.index("Not on a Sunday.") < html.index("#id_place")
    controls = "".join(field_html(form, name) for name in form.fields)
    assert all(f'id="{anchor}"' in controls for anchor in anchors)


def test_a_form_without_errors_has_no_summary():
    assert rendered("{% form_errors form %}", form=VisitForm()).strip() == ""


def pager_html(query, number):
    request = RequestFactory().get("/list/" + query)
    return rendered("{% pager page %}", page=Paginator(range(120), 50).page(number), request=request)


def test_the_pager_keeps_the_question():
    html = pager_html("?q=salma&place=a&place=b&page=2", 2)
    assert 'href="?q=salma&amp;place=a&amp;place=b&amp;page=1"' in html
    assert 'href="?q=salma&amp;place=a&amp;place=b&amp;page=3"' in html


def test_the_pager_ends_where_the_list_ends():
    assert 'rel="prev"' not in pager_html("", 1)
    assert 'rel="next"' not in pager_html("", 3)
    assert rendered("{% pager page %}", page=Paginator([1], 50).page(1)).strip() == ""


def test_the_bar_shows_how_far_and_how_late():
    with override("fr"):
        bar = bar_of(180, 500, 0.4)
    assert (bar.filled, bar.goal, bar.tick) == (36.0, None, 40.0)
    assert (bar.x_filled, bar.width_filled, bar.x_tick) == ("0.00", "36.00", "40.00")


def test_the_bar_is_mirrored_in_arabic():
    with override("ar"):
        bar = bar_of(180, 500, 0.4)
    assert (bar.x_filled, bar.x_tick) == ("64.00", "60.00")


def test_a_surpassed_target_still_shows_where_it_stood():
    with override("fr"):
        bar = bar_of(1000, 500, 1)
    assert (bar.filled, bar.goal, bar.tick) == (100.0, 50.0, 50.0)


@pytest.mark.parametrize(("achieved", "target"), [(None, 500), (0, 500), (37, None), (37, 0), (None, None), (-5, 10)])
def test_a_bar_is_never_impossible(achieved, target):
    bar = bar_of(achieved, target, 1.7)
    assert 0 <= bar.filled <= 100
    assert bar.words
    assert bar.drawn == bool(target)


def test_the_bar_can_be_read_without_being_seen():
    with override("en"):
        html = rendered("{% bar 180 500 0.4 %}")
        told = rendered("{% bar 180 500 0.4 words=True %}")
    assert 'role="img" aria-label="180 of 500: 36 %. Time gone by: 40 %."' in html
    assert "<p " not in html
    assert 'aria-hidden="true"' in told
    assert ">180 of 500: 36 %. Time gone by: 40 %.</p>" in told


@pytest.fixture
def ways(monkeypatch):
    monkeypatch.setattr(navigation, "_WAYS", {})
    register_way(Way("Account", "account_profile", order=90))
    register_way(Way("Staff", "accounts:staff", permission="accounts.manage", order=10))


def test_the_menu_shows_only_open_ways_in_their_order(ways):
    anybody = Viewer(user_id=1)
    manager = Viewer(user_id=2, grants=frozenset({("accounts.manage", 7)}))
    assert [way.words for way in ways_for(anybody)] == ["Account"]
    assert [way.words for way in ways_for(manager)] == ["Staff", "Account"]
    assert ways_for(ANONYMOUS) == []


def test_every_way_of_the_house_leads_to_a_page():
    for way in ways_for(system_viewer("tests")):
        assert resolve(reverse(way.url_name)).view_name == way.url_name


def test_a_way_registered_twice_stands_once(ways):
    register_way(Way("Me", "account_profile"))
    assert [way.words for way in ways_for(Viewer(user_id=1))] == ["Me"]


def test_a_way_is_not_shown_to_whoever_has_another_to_the_same(ways):
    register_way(Way("Services", "network:services", permission="directory.view", order=20))
    register_way(Way("Network", "network:flows", permission="network.view", order=21, unless="directory.view"))
    reader = Viewer(user_id=1, grants=frozenset({("network.view", None)}))
    both = Viewer(user_id=2, grants=frozenset({("network.view", None), ("directory.view", None)}))
    assert [way.words for way in ways_for(reader)] == ["Network", "Account"]
    assert [way.words for way in ways_for(both)] == ["Services", "Account"]


def test_the_present_way_is_marked(ways, rf):
    request = rf.get("/staff/roles/")
    request.viewer = Viewer(user_id=2, grants=frozenset({("accounts.manage", None)}))
    assert [(way.words, way.here) for way in House(request).ways] == [("Staff", True), ("Account", False)]
    assert [(block.words, block.here) for block in House(request).menu] == [("", True), ("", False)]


def test_a_long_menu_is_gathered_and_a_group_of_one_stands_by_itself(ways, rf):
    request = rf.get("/people/new/")
    request.viewer = Viewer(user_id=1)
    places = {
        "people": ("people:people", "people:new"),
        "house": ("accounts:roles",),
        "activities": ("gatherings:sessions",),
    }
    for group, addresses in places.items():
        for address in addresses:
            register_way(Way(address, address, order=20, group=group))
    assert [len(block.entries) for block in House(request).menu] == [1] * 5, "few ways stand side by side"
    for address in ("imports:home", "imports:new", "results:home", "gatherings:new"):
        register_way(Way(address, address, order=40))
    gathered = [(str(block.words), block.here) for block in House(request).menu if len(block.entries) > 1]
    assert gathered == [(str(navigation.GROUPS["people"]), True)]
    assert sum(len(block.entries) for block in House(request).menu) == len(House(request).ways) == 9


@pytest.mark.parametrize(
    ("path", "language", "there"),
    [
        ("/", "ar", "/ar/"),
        ("/ar/", "fr", "/"),
        ("/people/?q=a&page=2", "it", "/it/people/?q=a&page=2"),
        ("/it/people/?q=a", "en", "/en/people/?q=a"),
        ("/people/", "fr", "/people/"),
        ("/area/", "ar", "/ar/area/"),
        ("/account/login/?next=/desk/%3Fday%3D2", "ar", "/ar/account/login/?next=%2Far%2Fdesk%2F%3Fday%3D2"),
        ("/ar/account/login/?next=https://elsewhere.example/", "fr", "/account/login/?next=https%3A%2F%2Felsewhere.example%2F"),
    ],
)  # fmt: skip
def test_the_same_page_in_another_language(path, language, there):
    assert in_language(path, language) == there


def test_the_languages_name_themselves(rf):
    with override("ar"):
        languages = House(rf.get("/ar/people/?q=a")).languages
    assert [(entry.words, entry.url) for entry in languages] == [
        ("Français", "/people/?q=a"),
        ("العربية", "/ar/people/?q=a"),
        ("English", "/en/people/?q=a"),
        ("Italiano", "/it/people/?q=a"),
    ]
    assert [entry.code for entry in languages if entry.here] == ["ar"]
