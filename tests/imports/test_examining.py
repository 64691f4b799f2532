"""From a table to rows, problems and a plan."""

from types import SimpleNamespace

import pytest

from terrain.imports.examining import Unmapped, examine, parse
from terrain.imports.findings import Findings, counted, in_words, numbers_of, rows_in_words, said, spans
from terrain.imports.reading import Table
from terrain.imports.registry import Column, Context, Plan, Problem, Question, RowKind, RowProblem, Rows
from terrain.imports.values import birth_date, integer, phone, text


def fail_on_bad(cell):
    if cell == "bad":
        raise Problem("silly", "this is silly")
    return text(cell)


def quietly(done, total, words):
    pass


def kind_with(**changes) -> RowKind:
    defaults = {
        "code": "things",
        "label": "Things",
        "columns": (
            Column("name", "Name", ("name",), fail_on_bad, required=True),
            Column("count", "Count", ("count",), integer),
            Column("phone", "Phone", ("phone",), phone, shape="phone"),
            Column("birth", "Birth", ("birth",), birth_date, shape="year"),
        ),
        "plan": lambda rows, context: Plan(figures={"things": len(rows)}),
        "apply": lambda *told: {},
        "undo": lambda *told: {},
    }
    return RowKind(**(defaults | changes))


def table(**columns) -> Table:
    length = len(next(iter(columns.values())))
    merges = columns.pop("merges", [])
    return Table(
        sheet="", sheets=[""], header_row=1, headers=list(columns), letters=["A", "B", "C", "D"][: len(columns)],
        numbers=list(range(2, 2 + length)), columns=[list(c) for c in columns.values()], merges=merges,
    )  # fmt: skip


CONTEXT = Context(project=SimpleNamespace(pk=1), by=None)


def test_a_row_is_refused_for_each_of_its_problems_and_counted_once():
    found = examine(
        kind_with(), table(name=["a", None, "bad"], count=["1", "x", "y"]), {"name": 0, "count": 1}, CONTEXT, quietly
    )
    assert [(p.row, p.column, p.code) for p in found.problems] == [
        (3, "name", "blank_required"), (4, "name", "silly"), (3, "count", "not_a_number"), (4, "count", "not_a_number"),
    ]  # fmt: skip
    findings = found.findings()
    assert (findings.read, findings.ready, findings.refused) == (3, 1, 2)
    assert findings.bad_rows()[4] == [("count", "not_a_number", ""), ("name", "silly", "this is silly")]
    assert found.good.numbers == [2]


def test_a_needed_column_that_is_not_matched_is_named():
    with pytest.raises(Unmapped) as refused:
        examine(kind_with(), table(count=["1"]), {"count": 0}, CONTEXT, quietly)
    assert "name" in str(refused.value)


def test_each_different_cell_is_parsed_once():
    seen = []

    def parse_it(cell):
        seen.append(cell)
        return str(cell)

    kind = kind_with(columns=(Column("name", "Name", ("name",), parse_it),))
    rows = parse(kind, table(name=["a", "b", "a", 1, 1.0, True, 1]), {"name": 0}, quietly).rows
    assert seen == ["a", "b", 1, 1.0, True]
    assert rows.column("name") == ["a", "b", "a", "1", "1.0", "True", "1"]


def test_rows_that_say_nothing_in_the_matched_columns_are_ignored():
    found = parse(kind_with(), table(name=["a", None, "b"], other=["1", "2", "3"]), {"name": 0}, quietly)
    assert found.read == 2
    assert found.ignored == {"blank": 1}


def test_a_cell_merged_downwards_speaks_for_each_row():
    merged = table(name=["a", None, None, None], count=["1", "2", "3", "4"], merges=[(2, 4, 0)])
    found = parse(kind_with(), merged, {"name": 0, "count": 1}, quietly)
    assert found.rows.column("name") == ["a", "a", "a"]
    assert [p.row for p in found.problems] == [5]


def test_repairs_are_counted_only_on_rows_that_go_in():
    cells = table(
        name=["a", None, "c"], phone=[612345678, 612345679, "0612345670"], birth=["1987", "1988", "02/05/1990"]
    )
    found = parse(kind_with(), cells, {"name": 0, "phone": 1, "birth": 2}, quietly)
    assert found.notes == {"phones_restored": 1, "only_years": 1}


def test_a_question_without_an_answer_stops_before_the_plan():
    asked = kind_with(questions=lambda rows, context: [Question("which", "Which?", [("a", "A"), ("b", "B")], "a", 2)])
    found = examine(asked, table(name=["a", "b"]), {"name": 0}, CONTEXT, quietly)
    assert found.plan is None
    assert found.findings().questions == [
        {
            "code": "which",
            "label": "Which?",
            "help": "",
            "rows": 2,
            "options": [["a", "A"], ["b", "B"]],
            "proposal": "a",
        }
    ]
    answered = Context(project=CONTEXT.project, by=None, answers={"which": "b"})
    assert examine(asked, table(name=["a", "b"]), {"name": 0}, answered, quietly).plan.figures == {"things": 2}


def test_rows_that_the_plan_refuses_stay_out_too():
    picky = kind_with(plan=lambda rows, context: Plan(problems=[RowProblem(3, "name", "taken")]))
    found = examine(picky, table(name=["a", "b", "c"]), {"name": 0}, CONTEXT, quietly)
    assert found.good.numbers == [2, 4]
    assert found.findings().refused == 1


def test_row_numbers_are_kept_as_runs():
    assert spans([5, 1, 2, 3, 9, 2]) == [[1, 3], [5, 5], [9, 9]]
    assert list(numbers_of(spans([5, 1, 2, 3, 9]))) == [1, 2, 3, 5, 9]
    assert rows_in_words([[1, 3], [5, 5]]) == "1–3, 5"
    assert rows_in_words([[n * 2, n * 2] for n in range(40)]).endswith("…")


def test_problems_are_grouped_by_column_and_reason_the_most_frequent_first():
    found = examine(
        kind_with(), table(name=["a", "b", "bad"], count=["x", "x", "1"]), {"name": 0, "count": 1}, CONTEXT, quietly
    )
    words = in_words(kind_with(), found.findings().problems)
    assert [(g["column"], g["count"], g["rows"]) for g in words] == [("Count", 2, "2–3"), ("Name", 1, "4")]
    assert words[1]["reason"] == "this is silly"


def test_a_code_without_words_is_at_least_legible():
    assert said(kind_with(), "some_code") == "some code"
    assert counted(kind_with(), "some_code", 3) == "3 some code"
    assert counted(kind_with(words={"x": "%(count)d of them"}), "x", 3) == "3 of them"


def test_findings_of_nothing_are_zeros():
    assert (Findings().read, Findings().ready, Findings().refused, Findings().bad_rows()) == (0, 0, 0, {})


def test_rows_side_by_side_and_columns_that_are_not_there():
    rows = Rows([2, 3], {"a": [1, 2]})
    assert list(rows.tuples("a", "b")) == [(1, None), (2, None)]
    assert rows.without([]) is rows
    assert rows.without([2]).column("a") == [2]
    assert not rows.has("b")


def test_no_finding_ever_holds_a_cell():
    secret = "Amina 0612345678"
    found = examine(kind_with(), table(name=["bad"], count=[secret]), {"name": 0, "count": 1}, CONTEXT, quietly)
    assert secret not in repr(found.findings())
