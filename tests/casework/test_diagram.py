"""The drawing of a kind of file: from any table, nothing overlaps, nothing is missing, and it is mirrored for Arabic."""

import re
from collections import Counter
from dataclasses import replace
from datetime import date

import pytest
from django.urls import reverse
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from terrain.casework.diagram import LETTER, WIDTH, as_mermaid, drawn, ordered, wrapped
from terrain.casework.kinds import CaseKind, Stage, Transition, kind_of, kinds, register_kind
from terrain.casework.lists import Lists
from terrain.casework.stage_charts import chart_of
from terrain.core import clock
from tests.casework.test_law import a_law

LABELS = st.text("abcdefgh éàإلمرحة ", min_size=1, max_size=60).filter(str.strip)
LISTS = Lists.model_validate({"checked": "2026-11-26", "retention": {"months": 12, "source": "essai"}})


@st.composite
def tables(draw) -> CaseKind:
    """Any table that a kind allows: each stage reached, ends without a way out, and any further steps."""
    number = draw(st.integers(1, 7))
    finals = draw(st.lists(st.booleans(), min_size=number, max_size=number))
    stages = [Stage("s0", draw(LABELS))]
    stages += [Stage(f"s{n}", draw(LABELS), final=final) for n, final in enumerate(finals, 1)]
    open_stages = [stage.code for stage in stages if not stage.final]
    targets = stages[1:] + draw(st.lists(st.sampled_from(stages), max_size=8))
    steps = []
    for n, target in enumerate(targets):
        sources = draw(st.lists(st.sampled_from(open_stages), min_size=1, max_size=len(open_stages), unique=True))
        asks = "closing_reason" if target.final else ""
        step = Transition(f"t{n}", draw(LABELS), tuple(sources), target.code, asks=asks)
        steps.append(replace(step, approval=draw(st.booleans()), forward=draw(st.booleans())))
    return CaseKind("random", "Essai", "essai", tuple(stages), tuple(steps), LISTS)


NOTES = st.dictionaries(st.sampled_from([f"s{n}" for n in range(8)]), st.lists(LABELS, max_size=3))


def picture(kind, notes=None, rtl=False):
    return drawn(kind, notes or {}, approved="si la personne qui encadre est d'accord", rtl=rtl)


@given(tables(), NOTES)
def test_no_two_boxes_overlap_and_all_stand_inside(kind, notes):
    found = picture(kind, notes)
    assert [box.stage for box in found.boxes] == [stage.code for stage in ordered(kind)]
    for above, below in zip(found.boxes, found.boxes[1:], strict=False):
        assert above.y + above.height < below.y
    for box in found.boxes:
        assert box.x > 0 and box.x + box.width < WIDTH and box.y > 0 and box.y + box.height < found.height
        assert box.width > WIDTH / 3


@given(tables())
def test_each_transition_is_drawn_once_from_each_stage_that_it_leaves(kind):
    found = picture(kind)
    shown = Counter((link.transition, source, link.target) for link in found.links for source in link.sources)
    told = {(step.code, source, step.target) for step in kind.transitions for source in step.sources}
    assert set(shown) == told and set(shown.values()) == {1}
    lines = Counter(link.transition for link in found.links for _line in link.lines)
    assert all(lines[step.code] == len(set(step.sources)) for step in kind.transitions)
    assert all(link.approval == kind.transition(link.transition).approval for link in found.links)


@given(tables(), NOTES)
def test_no_line_runs_through_a_box_and_no_two_run_along_one_another(kind, notes):
    found = picture(kind, notes)
    pieces = [
        (link, one, other)
        for link in found.links
        for line in link.lines
        for one, other in zip(line, line[1:], strict=False)
    ]
    for _link, (x, y), (to_x, to_y) in pieces:
        assert min(x, to_x) >= 0 and max(x, to_x) <= WIDTH and min(y, to_y) >= 0 and max(y, to_y) <= found.height
        for box in found.boxes:
            beside = max(x, to_x) <= box.x or min(x, to_x) >= box.x + box.width
            apart = max(y, to_y) <= box.y or min(y, to_y) >= box.y + box.height
            assert beside or apart
    for n, (link, one, to) in enumerate(pieces):
        for other, begins, ends in pieces[n + 1 :]:
            assert link is other or not along(one, to, begins, ends)


def along(one, to, begins, ends) -> bool:
    """Whether two straight pieces lie on one another for more than a point."""
    for axis in (0, 1):
        if one[axis] == to[axis] == begins[axis] == ends[axis]:
            span, other = sorted((one[1 - axis], to[1 - axis])), sorted((begins[1 - axis], ends[1 - axis]))
            return max(span[0], other[0]) <= min(span[1], other[1])
    return False


@given(tables())
def test_what_goes_back_runs_at_the_start_side_and_what_ends_at_the_other(kind):
    found = picture(kind)
    box = {one.stage: one for one in found.boxes}
    for link in found.links:
        (x, y), target = link.head[0], box[link.target]
        assert target.y <= y < target.y + target.height and target.x <= x <= target.x + target.width
        across = [x for line in link.lines for x, _y in line]
        if link.way == "back":
            assert max(across) <= box[link.target].x
            assert all(box[source].y >= box[link.target].y for source in link.sources)
        elif link.way == "aside":
            assert min(across) >= box[link.target].x + box[link.target].width
            assert all(box[source].y < box[link.target].y for source in link.sources)
        else:
            assert link.sources[0] == found.boxes[found.boxes.index(box[link.target]) - 1].stage


@given(tables(), NOTES)
def test_for_arabic_everything_is_mirrored(kind, notes):
    plain, other = picture(kind, notes), picture(kind, notes, rtl=True)
    assert other != plain or not plain.links
    assert other.mirrored() == plain
    assert [words.text for words in other.words] == [words.text for words in plain.words]
    for one, across in zip(plain.boxes, other.boxes, strict=True):
        assert (across.x, across.y) == (WIDTH - one.x - one.width, one.y)


@given(tables(), NOTES)
def test_all_words_stand_there_in_lines_that_fit(kind, notes):
    found = picture(kind, notes)
    shown = "".join(words.text for words in found.words).replace(" ", "")
    for words in [stage.label for stage in kind.stages] + [step.label for step in kind.transitions]:
        assert re.sub(r"\s", "", words) in shown
    for words in found.words:
        room = words.x if words.end else WIDTH - words.x
        assert len(words.text) * LETTER[words.role] <= max(room, LETTER[words.role])
    assert len({(words.x, words.y) for words in found.words}) == len(found.words)


@given(st.text("ab é", max_size=80), st.integers(10, 300))
def test_a_text_is_wrapped_without_losing_a_letter(text, width):
    lines = wrapped(text, width, "step")
    assert "".join(lines).replace(" ", "") == "".join(text.split())
    assert all(len(line) <= max(1, int(width / LETTER["step"])) for line in lines)


@pytest.mark.parametrize("code", ["accompaniment", "legal_aid", "reception"])
def test_the_ordinary_way_goes_straight_down(code):
    found = picture(kind_of(code))
    straight = [link.target for link in found.links if link.way == "on"]
    assert straight == [box.stage for box in found.boxes[1:]]


def test_mermaid_says_every_stage_and_every_step():
    text = as_mermaid(kind_of("accompaniment"))
    assert text.startswith("stateDiagram-v2\n") and "  [*] --> first_interview\n" in text
    with override("en"):
        assert "  plan --> assessment: Assess again" in as_mermaid(kind_of("accompaniment"))
    assert text.count("--> closed:") == 4 and text.endswith("closed --> [*]")


@pytest.fixture
def kind(kind):
    """Accompaniment with a law beside it, while the test lasts."""
    register_kind(replace(kind, law=a_law()))
    yield replace(kind, law=a_law())
    register_kind(kind)


pages = pytest.mark.django_db


def english(code: str, query: str = "") -> str:
    with override("en"):
        return reverse("casework:kind", args=[code]) + query


@pages
def test_the_page_shows_stages_days_what_is_owed_and_who_agrees(client_of, amina, kind):
    page = client_of(amina).get(english("accompaniment")).content.decode()
    for words in ("First interview", "14 days at most", "1 thing is owed", "Lui dire ses droits", "Close the file"):
        assert words in page
    assert page.count("<rect") == 5 and "if whoever supervises agrees" in page
    assert reverse("casework:law", args=["accompaniment"]) in page and "your file stands here" not in page
    assert not re.search(r"\sstyle=|<style", page.split("<svg", 1)[1])


@pages
def test_the_stage_that_one_comes_from_is_marked(client_of, amina, w4i):
    page = client_of(amina).get(english("accompaniment", "?stage=plan")).content.decode()
    assert page.count("chart-box--here") == 1 and page.count("your file stands here") == 1


@pages
@pytest.mark.parametrize("code", [kind.code for kind in kinds()])
def test_it_is_drawn_in_arabic_from_the_right(client_of, amina, w4i, code):
    with override("ar"):
        address = reverse("casework:kind", args=[code])
        expected = chart_of(kind_of(code), clock.today()).drawing
    answer = client_of(amina).get(address)
    if answer.status_code == 200:
        assert answer.context["chart"].drawing == expected
    with override("fr"):
        assert (
            chart_of(kind_of(code), clock.today()).drawing.boxes[0].x
            == WIDTH - expected.boxes[0].x - expected.boxes[0].width
        )


@pages
def test_the_file_and_the_texts_lead_to_it(client_of, amina, file, kind):
    address = reverse("casework:kind", args=["accompaniment"])
    client = client_of(amina)
    assert f"{address}?stage={file.stage}" in client.get(file.get_absolute_url()).content.decode()
    assert address in client.get(reverse("casework:law", args=["accompaniment"])).content.decode()


@pages
def test_it_is_for_those_who_open_files_of_the_kind(client_of, officer, donor, amina, w4i):
    address = reverse("casework:kind", args=["accompaniment"])
    assert [client_of(who).get(address).status_code for who in (officer, donor, amina)] == [403, 403, 200]
    assert client_of(amina).get(reverse("casework:kind", args=["nothing"])).status_code == 404


@pages
def test_what_the_law_of_another_day_owes_is_not_shown(kind):
    law = kind.law
    over = replace(
        kind,
        law=law.model_copy(
            update={"duties": tuple(d.model_copy(update={"ends": date(2020, 1, 1)}) for d in law.duties)}
        ),
    )
    assert [len(told.duties) for told in chart_of(kind, clock.today()).stages] == [1, 0, 0, 0, 0]
    assert not any(told.duties for told in chart_of(over, clock.today()).stages)
