"""The map of squares and the promises: pure rules, no page."""

from hypothesis import given
from hypothesis import strategies as st

from terrain.programmes.public import PublicLine, PublicProject, PublicTarget, RegionTile
from terrain.publicsite import promises, tilemap
from terrain.results.public import PublicValue

SQUARES = st.sets(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=20)


def region(row: int, column: int, projects: int = 0) -> RegionTile:
    codes = tuple(f"P{n}" for n in range(projects))
    return RegionTile(f"R{row}-{column}", {"fr": f"Nord-{row}-{column}"}, row, column, codes)


def target(code: str, promised: int | None = 100) -> PublicTarget:
    return PublicTarget(code, {"fr": code}, promised, "about" if promised else "", "person", {}, {}, "records")


def project(*lines: PublicLine, loose: tuple[str, ...] = (), targets: tuple[PublicTarget, ...] = ()) -> PublicProject:
    known = {"results": lines, "loose_targets": loose, "targets": targets}
    return PublicProject(**dict.fromkeys(PublicProject.__dataclass_fields__) | known)


@given(SQUARES)
def test_every_region_has_one_square_and_the_map_is_a_rectangle(squares):
    rows = tilemap.rows([region(row, column) for row, column in squares])
    assert len({len(row) for row in rows}) == 1
    assert sorted(t.code for row in rows for t in row if t) == sorted(f"R{r}-{c}" for r, c in squares)
    assert any(row[0] for row in rows) and any(row[-1] for row in rows)
    assert any(rows[0]) and any(rows[-1])


@given(st.integers(0, 30))
def test_more_projects_never_make_a_square_paler(projects):
    shade = tilemap.rows([region(0, 0, projects)])[0][0].shade
    assert shade <= tilemap.rows([region(0, 0, projects + 1)])[0][0].shade <= tilemap.DARKEST
    assert (shade == 0) == (projects == 0)


def test_without_regions_there_is_no_map():
    assert tilemap.rows([]) == ()


def test_the_regions_of_a_project_are_marked():
    (row,) = tilemap.rows([region(0, 0), region(0, 1)], here=["R0-1"])
    assert [tile.here for tile in row] == [False, True]
    assert row[0].short == "Nord"


def test_each_promise_stands_once_under_its_result_or_after_them():
    line = PublicLine("L1", "result", "R1", {"fr": "Un"}, ("T1",))
    found = promises.chapters(project(line, loose=("T2",), targets=(target("T1"), target("T2"))), {})
    assert [(c.line, [p.target.code for p in c.promises]) for c in found] == [(line, ["T1"]), (None, ["T2"])]
    assert promises.measured(found) == 0


def test_a_zero_is_measured_and_a_share_of_nobody_is_not():
    targets = (target("T1"), target("T2"), target("T3", None))
    values = {"T1": PublicValue(0, "computed"), "T2": PublicValue(None, "computed"), "T3": PublicValue(7, "declared")}
    (chapter,) = promises.chapters(project(loose=("T1", "T2", "T3"), targets=targets), values)
    assert [(p.achieved, p.state) for p in chapter.promises] == [(0, "computed"), (None, "none"), (7, "declared")]
    assert promises.measured((chapter,)) == 2


def test_a_promise_is_reached_only_when_there_is_a_number_to_reach():
    targets = (target("T1", 100), target("T2", None), target("T3", 100))
    values = {"T1": PublicValue(100, "computed"), "T2": PublicValue(9, "computed"), "T3": PublicValue(99, "computed")}
    (chapter,) = promises.chapters(project(loose=("T1", "T2", "T3"), targets=targets), values)
    assert [p.reached for p in chapter.promises] == [True, False, False]


def test_a_part_that_is_left_out_is_noticed():
    targets = (target("T1"), target("T2"), target("T3"))
    values = {
        "T1": PublicValue(30, "computed", by_sex=(("F", 18), ("M", 12))),
        "T2": PublicValue(30, "computed", by_sex=(("F", 18),)),
        "T3": PublicValue(2, "computed"),
    }
    (chapter,) = promises.chapters(project(loose=("T1", "T2", "T3"), targets=targets), values)
    assert [p.partly_hidden for p in chapter.promises] == [False, True, False]
