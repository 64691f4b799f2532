"""The programme that the product ships: six projects, what the documents promise, and nothing that they do not say."""

import csv
import re
from collections import Counter

import pytest

from terrain.casework.kinds import kinds as case_kinds
from terrain.core.texts import said
from terrain.facts.registry import kind_of
from terrain.gatherings.enums import SessionKind
from terrain.programmes.actions import apply, compare, read_programme
from terrain.programmes.models import FormerRegion, Line, Place, Programme, Project, Target, plain
from terrain.programmes.reference import REFERENCE
from terrain.programmes.schema import ProgrammeFile
from terrain.programmes.topics import recognise
from terrain.results.rules import check_rules
from tests import REPOSITORY, SHARED
from tests.factories import HOUSE

LANGUAGES = {"fr", "ar", "en", "it"}
TARGETS = SHARED / "mission" / "targets.csv"
REGISTER = SHARED / "data" / "attendance" / "w4i-registre-2018.xlsx"
INFORMATION = {"Information auto-entrepreneur", "Sensibilisation à l'entrepreneuriat"}


@pytest.fixture(scope="module")
def reference() -> ProgrammeFile:
    return read_programme(REFERENCE)


@pytest.fixture
def loaded(db, reference) -> ProgrammeFile:
    apply(reference, by=HOUSE)
    return reference


def _targets(file: ProgrammeFile):
    return {target.code: (project, target) for project in file.projects for target in project.targets}


def test_it_holds_six_projects_and_thirty_two_targets(reference):
    assert [project.code for project in reference.projects] == ["W4I", "ES", "CPE", "MEL", "PIOP", "TUT"]
    assert Counter(code.split("-")[0] for code in _targets(reference)) == {
        "W4I": 7, "ES": 6, "CPE": 6, "MEL": 4, "PIOP": 4, "TUT": 5,
    }  # fmt: skip


def test_loading_it_twice_changes_nothing(loaded, reference):
    assert (Project.objects.count(), Target.objects.count(), Place.objects.count()) == (6, 32, 87)
    assert compare(reference).empty
    assert apply(read_programme(REFERENCE), by=HOUSE).empty
    assert FormerRegion.objects.count() == 16
    assert Project.objects.get(code="W4I").versions.count() == 1


@pytest.mark.skipif(not TARGETS.is_file(), reason="the list of targets of the documents is not on this machine")
def test_every_target_says_what_the_list_of_targets_says(reference):
    targets = _targets(reference)
    with TARGETS.open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    assert set(targets) == {row["line"] for row in rows}
    for row in rows:
        project, target = targets[row["line"]]
        found = {
            "project": project.code,
            "hashtag": project.hashtag,
            "line": target.code,
            "target": "" if target.value is None else str(target.value),
            "qualifier": (target.qualifier or "").replace("_", " "),
            "unit": target.unit,
            "who_or_what": target.text["en"],
            "result": (target.result or "").removeprefix(f"{project.code}-"),
            "counted_when": target.counted_when["en"],
            "never": target.never["en"] if target.never else "-",
        }
        assert found == row


def test_what_the_documents_leave_blank_is_blank(reference):
    projects = {project.code: project for project in reference.projects}
    assert projects["CPE"].results == [] == projects["MEL"].results
    assert {t.code for _p, t in _targets(reference).values() if t.value is None} == {
        "ES-T6", "PIOP-T3", "PIOP-T4", "TUT-T5",
    }  # fmt: skip
    assert all(t.qualifier is None for _p, t in _targets(reference).values() if t.value is None)
    assert projects["ES"].objectives.overall == []
    assert projects["W4I"].starts is None
    assert all(project.ends is None for project in reference.projects)


def test_every_word_stands_in_four_languages(reference):
    texts = [reference.programme.name, reference.programme.summary, reference.programme.hub]
    texts += [topic.names for topic in reference.topics]
    for project in reference.projects:
        texts += [project.title, project.summary, *project.beneficiaries, *filter(None, [project.note])]
        texts += [line.text for line in (*project.objectives.overall, *project.objectives.specific, *project.results)]
        texts += [topic.names for topic in project.topics]
        for target in project.targets:
            texts += [target.text, target.counted_when, *filter(None, [target.never])]
    assert [text for text in texts if set(text) != LANGUAGES] == []
    arabic = re.compile(r"[\u0600-\u06ff]")
    assert [text["ar"] for text in texts if not arabic.search(text["ar"]) and text["ar"] != text["fr"]] == []


def test_what_no_room_measures_yet_has_no_rule(reference):
    ruled = {code for code, (_project, target) in _targets(reference).items() if target.rule}
    assert ruled == {
        "W4I-T3", "W4I-T6", "CPE-T1", "CPE-T2", "CPE-T3", "CPE-T4", "CPE-T5", "CPE-T6", "ES-T4", "ES-T5", "ES-T6", "MEL-T1", "MEL-T2", "MEL-T3", "MEL-T4", "PIOP-T2", "TUT-T1", "TUT-T2", "TUT-T3", "TUT-T5",
    }  # fmt: skip
    for _project, target in _targets(reference).values():
        assert target.answered_by in {"records", "declaration"}
        measured = target.unit == "audience" and bool(target.rule)
        assert (target.unit == "audience" and not measured) == (target.answered_by == "declaration")
        assert not (target.rule and target.answered_by == "declaration")


def test_every_rule_asks_for_values_that_exist(reference):
    for _project, target in _targets(reference).values():
        for selection in (target.rule or {"of": []})["of"]:
            kind = kind_of(selection["kind"])
            for attribute, wanted in selection.get("where", {}).items():
                assert set(wanted) <= _values(reference, kind, attribute, selection["where"]), target.code


def _values(reference, kind, attribute: str, where: dict) -> set[str]:
    """What an attribute may be; kinds of file and their stages are what the pathways registered."""
    if attribute == "organisation":
        return {one.code for one in reference.organisations}
    if attribute == "case_kind":
        return {one.code for one in case_kinds()}
    if attribute == "stage":
        return {stage.code for one in case_kinds() if one.code in where["case_kind"] for stage in one.stages}
    return set(kind.attributes[attribute])


def test_no_rule_is_wrong(loaded):
    assert check_rules(Programme.objects.get()) == []


def test_a_closed_project_says_why(reference):
    closed = [project for project in reference.projects if project.status == "closed"]
    assert [project.code for project in closed] == ["PIOP"]
    assert "clôturé" in closed[0].note["fr"]


def test_donors_and_leads_are_those_of_the_documents(loaded):
    def holding(code: str, *roles: str) -> set[str]:
        return set(
            Project.objects.get(code=code).roles.filter(role__in=roles).values_list("organisation__code", flat=True)
        )

    assert holding("W4I", "donor") == {"UE"} == holding("MEL", "donor")
    assert holding("ES", "donor") == {"VISMARA", "CARIPLO"}
    assert holding("CPE", "cofunder") == {"UE"} and holding("CPE", "donor") == set()
    assert holding("PIOP", "donor") == {"FONDSPRIVES"}
    assert holding("TUT", "donor") == {"AICS"} and holding("TUT", "lead") == {"AIBI"}
    assert holding("CPE", "lead") == set() == holding("MEL", "lead")


def test_morocco_has_twelve_regions_and_seventy_five_provinces(reference):
    regions = {region.code: region for region in reference.places.regions}
    provinces = {p.code: region.code for region in regions.values() for p in region.provinces}
    assert len(regions) == 12 and len(provinces) == 75
    assert len({region.tile for region in regions.values()}) == 12
    assert provinces["MA-CHT"] == "MA-09" and provinces["MA-NOU"] == "MA-06"
    assert Counter(provinces.values()) == {
        "MA-01": 8, "MA-02": 8, "MA-03": 9, "MA-04": 7, "MA-05": 5, "MA-06": 9,
        "MA-07": 8, "MA-08": 5, "MA-09": 6, "MA-10": 4, "MA-11": 4, "MA-12": 2,
    }  # fmt: skip


def test_no_name_means_two_places(reference):
    places = [(p.code, [*p.names.values(), *p.aliases]) for r in reference.places.regions for p in [r, *r.provinces]]
    known = Counter(name for _code, names in places for name in {plain(n) for n in names})
    assert [name for name, times in known.items() if times > 1] == []


def test_the_former_regions_share_the_country_out(reference):
    named = [code for former in reference.places.former_regions for code in former.provinces]
    assert len(named) == len(set(named)) == 75


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("Casablanca", "MA-CAS"), ("casa", "MA-CAS"), ("الدار البيضاء", "MA-CAS"), ("TANGER", "MA-TNG"),
        ("Tangier", "MA-TNG"), ("Salé", "MA-SAL"), ("sale", "MA-SAL"), ("Beni Mellal", "MA-BEM"), ("Fez", "MA-FES"),
        ("FES", "MA-FES"), ("Kénitra", "MA-KEN"), ("Meknes", "MA-MEK"), ("Rabat/Salé", "MA-04"), ("أكادير", "MA-AGD"),
        ("Marrakesh", "MA-MAR"), ("Région de Tanger.", "MA-01"), ("Oriental", "MA-02"),
    ],
)  # fmt: skip
def test_a_town_is_found_as_people_write_it(loaded, written, code):
    assert Place.objects.find(written).code == code


def test_a_former_region_may_lie_in_three_regions_of_today(loaded):
    def today(name: str) -> set[str]:
        return {p.region.code for p in FormerRegion.objects.get(name=name).provinces.select_related("parent")}

    assert today("Meknès-Tafilalet") == {"MA-03", "MA-05", "MA-08"}
    assert today("Grand Casablanca") == {"MA-06"}
    assert today("Rabat-Salé-Zemmour-Zaër") == {"MA-04"}
    assert today("Tanger-Tetouan") == {"MA-01"}


def test_every_topic_is_of_a_kind_that_sessions_have(reference):
    topics = [*reference.topics, *(topic for project in reference.projects for topic in project.topics)]
    assert {topic.session_kind for topic in topics} <= set(SessionKind.values)


@pytest.mark.parametrize(
    ("theme", "kind"),
    [
        *((theme, "information_session") for theme in sorted(INFORMATION)),
        ("SENSIBILISATION A L’ENTREPRENEURIAT", "information_session"),
        ("Atelier coopérative", "workshop"),
        ("Formation auto-entrepreneur", "training"),
        ("Sensibilisation aux droits", "awareness_action"),
        ("Atelier de théâtre", "theatre_workshop"),
        ("ورشة المسرح", "theatre_workshop"),
    ],
)
def test_a_theme_is_taken_for_what_it_is(loaded, theme, kind):
    assert recognise(Project.objects.get(code="W4I"), theme).session_kind == kind


@pytest.mark.skipif(not REGISTER.is_file(), reason="the register of attendance is not on this machine")
def test_every_theme_of_the_register_is_recognised_and_only_information_counts_for_t3(loaded):
    openpyxl = pytest.importorskip("openpyxl")
    sheet = openpyxl.load_workbook(REGISTER).active
    themes = {row[3] for row in sheet.iter_rows(min_row=5, values_only=True) if row[3]}
    w4i = Project.objects.get(code="W4I")
    kinds = {theme: recognise(w4i, theme).session_kind for theme in themes}
    assert {theme for theme, kind in kinds.items() if kind == "information_session"} == INFORMATION


def test_every_result_and_objective_has_a_line(loaded):
    levels = Counter(Line.objects.values_list("level", flat=True))
    assert levels == {"overall": 5, "specific": 11, "result": 14}
    assert said(Line.objects.get(code="W4I-R1").text, "fr").startswith("Le Service d’incubation")


def test_the_example_of_the_file_format_can_be_loaded(db, tmp_path):
    page = (REPOSITORY / "docs" / "reference" / "programme-file.md").read_text(encoding="utf-8")
    blocks = dict(re.findall(r"<!-- (\S+\.yaml) -->\n```yaml\n(.*?)```", page, re.DOTALL))
    assert set(blocks) == {"my-programme.yaml", "my-places.yaml"}
    for name, text in blocks.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    file = read_programme(tmp_path / "my-programme.yaml")
    assert not apply(file, by=HOUSE).empty
    assert apply(file, by=HOUSE).empty
    assert recognise(Project.objects.get(code="WELL"), "Training: care of the pump").session_kind == "training"
