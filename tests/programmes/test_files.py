"""A programme file: read with faults that name their line, compared, agreed to, applied; twice changes nothing."""

import pytest
from django.utils import translation

from terrain.core.access import Viewer
from terrain.core.models import AuditEvent
from terrain.core.policies import Denied
from terrain.programmes import actions, logframes, redlines
from terrain.programmes.actions import StaleDiff, apply, compare, digest_of
from terrain.programmes.faults import SENTENCES, ProgrammeError
from terrain.programmes.models import (
    FormerRegion,
    Line,
    LogframeVersion,
    Place,
    Programme,
    Project,
    ProjectRole,
    Target,
    Topic,
)
from terrain.programmes.reader import read_programme, read_texts
from tests import SMALL_PROGRAMME
from tests.factories import HOUSE

PLACES = (SMALL_PROGRAMME.parent / "places.yaml").read_text()
SMALL = SMALL_PROGRAMME.read_text()
T3 = "{fr: personnes informées, ar: أشخاص تم إعلامهم, en: people informed, it: persone informate}"


def changed(*pairs: tuple[str, str], places: str = PLACES):
    text = SMALL
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new, 1)
    return read_texts("small.yaml", text, {"places.yaml": places})


def without(code: str) -> tuple[str, str]:
    """The part of the file that describes a target, to be taken out."""
    start = SMALL.index(f"      - code: {code}\n")
    end = min(found for mark in ("      - code: ", "  - code: CPE") if (found := SMALL.find(mark, start + 9)) > 0)
    return SMALL[start:end], ""


# --- faults ------------------------------------------------------------------------------------------------------

FAULTS = [
    ("value: 800", "value: many", "39: projects.1.targets.1.value: a whole number is expected"),
    ("value: 800", "value: -1", "39: projects.1.targets.1.value: this number is too small"),
    ("unit: person", "unit: souls", "41: projects.1.targets.1.unit: one of these is expected: 'person'"),
    ("code: W4I-T3\n", f"code: {'X' * 21}\n", "37: projects.1.targets.1.code: at most 20 signs fit here"),
    ("code: SMALL", "code: small programme", "3: programme.code: a code is made of letters"),
    ("  country: MA\n", "", "2: programme.country: this is required"),
    ("  summary: {fr: Un pr", "  sumary: {fr: Un pr", "5: programme.sumary: this word is not known here"),
    ("status: active", "status: actif", "19: projects.1.status: one of these is expected: 'active' or 'closed'"),
    ('starts: "2018-01"', 'starts: "2018-13"', "20: projects.1.starts: write a year, a month or a day"),
    ('starts: "2018-01"', 'starts: "2018-02-30"', "20: projects.1.starts: there is no day 2018-02-30"),
    ("ends: null", "ends: 2017", "21: projects.1.ends: the project ends before it starts"),
    ("{fr: Contribuer.,", "{de: Beitragen.,", "30: projects.1.objectives.overall.1.text: unknown language de"),
    ("places: [MA-04]", "places: [MA-04, MA-99]", "24: projects.1.territory.places.2: there is no place MA-99"),
    ("organisation: DONOR", "organisation: NOBODY", "there is no organisation NOBODY"),
    ("result: W4I-R3", "result: W4I-R9", "38: projects.1.targets.1.result: there is no result W4I-R9"),
    ("former_regions: [Fès-B", "former_regions: [Chaouia-B", "there is no former region Chaouia-Boulemane"),
    ("code: CPE-OG", "code: W4I-OG", "78: projects.2.objectives.overall.1.code: the code W4I-OG is used twice"),
    ("code: CPE-T3", "code: W4I-T3", "the code W4I-T3 is used twice"),
    ("code: DONOR", "code: ASSOC", "11: organisations.2.code: the code ASSOC is used twice"),
    ("terrain: 1", "terrain: 1\nterrain: 1", "2: the word terrain stands twice"),
    ("terrain: 1", "terrain: 2", "1: terrain: one of these is expected: 1"),
    ("places: places.yaml", "places: ../secret.yaml", "8: there is no file ../secret.yaml beside it"),
    ("terrain: 1", "a: &a 1\nb: *a", "2: write this out: a link to another part is not read here"),
    ("terrain: 1", "? [a]\n: 1", "1: a word is expected here"),
    ("terrain: 1", "terrain: !!python/object:os.system 1", "1: write the value alone"),
    ("terrain: 1", "terrain: !!timestamp x", "1: write the value alone"),
    ("terrain: 1", "terrain: 1\n\ttab: 1", "2: "),
    ("terrain: 1", "terrain: " + "[" * 3000, "1: too many parts lie inside each other"),
    ("terrain: 1", "terrain: \x07", "1: a sign that does not belong into a text"),
]


@pytest.mark.parametrize(("old", "new", "told"), FAULTS, ids=[told[:40] for _old, _new, told in FAULTS])
def test_a_fault_names_its_line_and_what_is_wrong_there(old, new, told):
    with pytest.raises(ProgrammeError) as error:
        changed((old, new))
    assert any(fault.startswith("small.yaml:") and told in fault for fault in error.value.faults), error.value.faults


@pytest.mark.parametrize("word", ["no", "yes", "on", "2018-01-01", "12:30", "0x1F", "=", "1_000", "010"])
def test_a_plain_word_stays_the_word_that_was_written(word):
    assert changed(("fr: Contribuer.", f"fr: {word}")).projects[0].objectives.overall[0].text["fr"] == word


def test_every_fault_is_told_at_once_not_one_after_the_other():
    with pytest.raises(ProgrammeError) as error:
        changed(("value: 800", "value: x"), ("unit: audience", "unit: ears"), ("status: active", "status: on"))
    assert len(error.value.faults) == 3


def test_a_fault_of_the_places_file_names_that_file():
    with pytest.raises(ProgrammeError) as error:
        changed(places=PLACES.replace("provinces: [MA-FES]", "provinces: [MA-XXX]"))
    assert error.value.faults == ["places.yaml:21: former_regions.1.provinces.1: there is no province MA-XXX"]


def test_a_fault_is_told_in_the_language_of_the_screen_and_in_english_to_a_script(monkeypatch):
    monkeypatch.setitem(SENTENCES, "no_place", translation.gettext_lazy("Sign in"))
    with pytest.raises(ProgrammeError) as error:
        changed(("places: [MA-04]", "places: [MA-99]"))
    assert error.value.faults[0].endswith("Sign in")
    with translation.override("fr"):
        assert error.value.said()[0].endswith(translation.gettext("Sign in"))


@pytest.mark.parametrize("content", [b"", b"just words", b"- a\n- b", b"\xff\xfe", b"a: b\n---\nc: d", b"\xef\xbb\xbf"])
def test_what_is_not_a_programme_file_is_said(tmp_path, content):
    path = tmp_path / "a.yaml"
    path.write_bytes(content)
    with pytest.raises(ProgrammeError, match=r"^a\.yaml:\d+: "):
        read_programme(path)


def test_a_huge_file_is_refused_before_it_is_read(tmp_path):
    path = tmp_path / "a.yaml"
    path.write_bytes(b"#" * ((5 << 20) + 1))
    with pytest.raises(ProgrammeError, match="larger than 5 MB"):
        read_programme(path)


def test_a_file_saved_by_a_windows_editor_is_read():
    text = "\ufeff".encode() + SMALL.replace("\n", "\r\n").encode()
    assert read_texts("a.yaml", text.decode("utf-8-sig"), {"places.yaml": PLACES}) == changed()


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("2018", "2018-01-01", "2018-12-31"),
        ("2020-02", "2020-02-01", "2020-02-29"),
        ("2018-03-05", "2018-03-05", "2018-03-05"),
    ],
)
@pytest.mark.parametrize("quote", ['"', ""])
def test_a_year_or_a_month_begins_with_its_first_day_and_ends_with_its_last(db, written, first, last, quote):
    text = f"{quote}{written}{quote}"
    apply(changed(('starts: "2018-01"', f"starts: {text}"), ("ends: null", f"ends: {text}")), by=HOUSE)
    project = Project.objects.get(code="W4I")
    assert (project.starts.isoformat(), project.ends.isoformat()) == (first, last)


# --- applying ----------------------------------------------------------------------------------------------------


def test_loading_twice_changes_nothing_and_leaves_no_second_trace(programme):
    before = (AuditEvent.objects.count(), LogframeVersion.objects.count())
    assert compare(changed()).empty and apply(changed(), by=HOUSE).empty
    assert (AuditEvent.objects.count(), LogframeVersion.objects.count()) == before
    assert str(compare(changed())) == "Nothing to change."


def test_a_changed_file_shows_exactly_what_it_changes(programme):
    diff = compare(changed(("value: 800", "value: 900"), ("hashtag: ProgrammeDROITS", "hashtag: Droits")))
    assert set(str(diff).splitlines()) == {
        "~ project CPE hashtag: 'ProgrammeDROITS' → 'Droits'",
        "~ target W4I-T3 value: 800 → 900",
    }
    assert Target.objects.get(code="W4I-T3").value == 800


def test_a_target_that_is_no_longer_named_is_retired_and_can_come_back(programme):
    apply(changed(without("W4I-T9")), by=HOUSE)
    assert Target.objects.get(code="W4I-T9").retired
    assert compare(changed(without("W4I-T9"))).empty
    apply(changed(), by=HOUSE)
    assert not Target.objects.get(code="W4I-T9").retired


def test_a_topic_that_is_no_longer_named_is_retired_with_its_sessions(programme):
    line = next(line for line in SMALL.splitlines(keepends=True) if "code: workshop" in line)
    apply(changed((line, "")), by=HOUSE)
    assert Topic.objects.get(code="workshop").retired and compare(changed((line, ""))).empty


def test_an_organisation_leaves_a_project_and_stays_known(programme):
    apply(changed(("\n      - {organisation: DONOR, role: donor}", "")), by=HOUSE)
    assert not ProjectRole.objects.filter(organisation__code="DONOR").exists()
    assert compare(changed(("\n      - {organisation: DONOR, role: donor}", ""))).empty


def test_a_project_that_is_no_longer_named_is_refused_and_nothing_else_is_done(programme):
    file = read_texts(
        "a.yaml", SMALL[: SMALL.index("  - code: CPE")].replace("value: 800", "value: 1"), {"places.yaml": PLACES}
    )
    with pytest.raises(Denied, match="CPE"):
        apply(file, by=HOUSE)
    assert Target.objects.get(code="W4I-T3").value == 800


def test_a_code_that_another_programme_holds_is_refused(programme):
    with pytest.raises(Denied, match="CPE, CPE-OG, CPE-T3, W4I"):
        apply(changed(("code: SMALL", "code: OTHER")), by=HOUSE)
    assert not Programme.objects.filter(code="OTHER").exists()


def test_a_second_programme_stands_beside_the_first(programme):
    other = SMALL.replace("SMALL", "OTHER").replace("W4I", "ABC").replace("CPE", "DEF").replace("w4i-", "abc-")
    apply(read_texts("b.yaml", other, {"places.yaml": PLACES}), by=HOUSE)
    assert compare(changed()).empty and Project.objects.count() == 4


def test_what_was_agreed_to_is_what_is_applied(programme):
    file = changed(("value: 800", "value: 900"))
    agreed = digest_of(compare(file))
    with pytest.raises(StaleDiff):
        apply(changed(("value: 800", "value: 901")), by=HOUSE, agreed=agreed)
    apply(changed(("value: 800", "value: 850")), by=HOUSE)
    with pytest.raises(StaleDiff):
        apply(file, by=HOUSE, agreed=agreed)
    apply(file, by=HOUSE, agreed=digest_of(compare(file)))
    assert Target.objects.get(code="W4I-T3").value == 900


def test_the_fingerprint_covers_what_is_added_too(programme):
    one, two = (
        changed(("targets:\n", f"targets:\n      - {{code: NEW, value: {n}, unit: person, text: {{}}}}\n"))
        for n in (1, 2)
    )
    assert str(compare(one)) == str(compare(two)) and digest_of(compare(one)) != digest_of(compare(two))


def test_only_a_role_of_the_whole_programme_loads(programme, w4i):
    for grants in ({("programme.edit", w4i.pk)}, {("programme.view", None)}):
        with pytest.raises(Denied):
            apply(changed(), by=Viewer(user_id=1, grants=frozenset(grants)))


def test_a_fault_that_a_room_above_finds_undoes_everything(programme, monkeypatch):
    monkeypatch.setattr(actions, "inspections", [lambda loaded: [f"{loaded.code}: cannot be counted"]])
    with pytest.raises(ProgrammeError, match="SMALL: cannot be counted"):
        apply(changed(("value: 800", "value: 1")), by=HOUSE)
    assert Target.objects.get(code="W4I-T3").value == 800


# --- versions ----------------------------------------------------------------------------------------------------


def test_each_change_of_a_logframe_freezes_a_version_of_that_project_only(programme, w4i, cpe):
    apply(changed(("value: 800", "value: 900")), by=HOUSE)
    apply(changed(("value: 800", "value: 900"), ("hashtag: ProgrammeDROITS", "hashtag: Droits")), by=HOUSE)
    assert [version.number for version in w4i.versions.all()] == [2, 1] and cpe.versions.count() == 1
    assert w4i.versions.get(number=1).content["target W4I-T3"]["value"] == 800


def test_a_frozen_version_does_not_follow_later_changes(programme, w4i):
    apply(changed(("{fr: Contribuer.,", "{fr: Tout autre chose.,")), by=HOUSE)
    first, last = w4i.versions.get(number=1), w4i.versions.get(number=2)
    assert logframes.of_version(first).branches[0].text["fr"] == "Contribuer."
    assert logframes.of_version(last) == logframes.of_project(w4i)


def test_the_tree_puts_results_under_the_objective_and_promises_under_their_line(programme, w4i):
    tree = logframes.of_project(w4i)
    overall = tree.branches[0]
    assert [overall.code, overall.branches[0].code, overall.branches[0].branches[0].code] == [
        "W4I-OG",
        "W4I-OS1",
        "W4I-R3",
    ]
    assert [promise.code for promise in overall.branches[0].branches[0].promises] == ["W4I-T3", "W4I-T5"]
    assert [promise.code for promise in tree.loose] == ["W4I-T9"] and not tree.empty


def test_a_redline_tells_texts_language_by_language_and_choices_in_words(programme, w4i):
    new = T3.replace("personnes informées", "personnes bien informées")
    apply(changed((T3, new), ("qualifier: about", "qualifier: at_least"), without("W4I-T9")), by=HOUSE)
    with translation.override("en"):
        chapters = redlines.told(actions.redline(w4i.versions.get(number=1), w4i.versions.get(number=2)))
    entries = {entry.code: entry for chapter in chapters for entry in chapter.entries}
    turns = [(turn.label, turn.before, turn.after) for turn in entries["W4I-T3"].turns]
    assert ("words (fr)", "personnes informées", "personnes bien informées") in turns
    assert ("qualifier", "about", "at least") in turns and len(turns) == 2
    assert entries["W4I-T3"].words == "people informed"
    assert entries["W4I-T9"].mark == "-" and "enterprises created" in entries["W4I-T9"].words


def test_every_field_of_a_picture_has_a_word_for_the_screen(programme):
    from terrain.programmes import picture  # noqa: PLC0415

    fields = {(kind, name) for (kind, _key), values in picture.of_file(changed()).items() for name in values}
    assert {name for _kind, name in fields} <= set(redlines.FIELDS)
    assert {kind for kind, _name in fields} == set(redlines.KINDS)


def test_the_first_load_is_told_kind_by_kind(db):
    chapters = redlines.told(compare(changed()))
    assert all(entry.mark == "+" for chapter in chapters for entry in chapter.entries)
    assert {entry.code for chapter in chapters for entry in chapter.entries} >= {"W4I", "W4I-T3", "MA-04"}


# --- what the records hold afterwards ----------------------------------------------------------------------------


def test_former_regions_are_kept_as_written_and_mapped_by_province(programme, cpe):
    former = FormerRegion.objects.get(name="Fès-Boulemane")
    assert [place.code for place in former.provinces.all()] == ["MA-FES"]
    assert cpe.territory_as_written == "Fès-Boulemane"
    assert {place.region.code for territory in cpe.territories.all() for place in territory.today} == {"MA-03"}


def test_lines_keep_their_order_and_their_parents(programme, w4i):
    assert list(w4i.lines.values_list("code", "parent__code")) == [
        ("W4I-OG", None),
        ("W4I-OS1", "W4I-OG"),
        ("W4I-R3", "W4I-OS1"),
    ]


def test_a_blank_target_stays_blank(programme):
    blank = Target.objects.get(code="W4I-T9")
    assert blank.value is None and blank.qualifier == "" and blank.line is None and blank.rule is None


def test_a_line_that_is_no_longer_named_is_retired_under_its_code(programme):
    apply(changed(("\n      specific: [{code: W4I-OS1, text: {fr: Améliorer., en: Improve.}}]", "")), by=HOUSE)
    assert Line.objects.get(code="W4I-OS1").retired
    assert Line.objects.get(code="W4I-R3").parent.code == "W4I-OG"


def test_a_place_gains_and_loses_the_names_it_is_known_by(programme):
    apply(changed(places=PLACES.replace("aliases: [Tanger, Tangier, طنجة]", "aliases: [Tingis]")), by=HOUSE)
    assert Place.objects.find("tingis").code == "MA-TNG" and Place.objects.find("Tangier") is None
