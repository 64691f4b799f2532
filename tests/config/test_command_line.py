"""The command line, as a script sees it: exit codes, and results on the output stream alone."""

import json
import subprocess
import sys

import pytest

from terrain.config import cli
from terrain.core.models import AuditEvent
from terrain.gatherings.models import Attendance
from tests import REPOSITORY, SMALL_PROGRAMME

SHIPPED = REPOSITORY / "terrain" / "gatherings" / "reference" / "demo-register.xlsx"
pytestmark = pytest.mark.django_db


def values(capsys, *words):
    assert cli.main(["values", "--json", *words]) == 0
    return {row["line"]: row for row in json.loads(capsys.readouterr().out)}


def test_a_register_is_tried_then_imported_and_the_values_follow(w4i, capsys):
    call = ["import", "attendance", str(SHIPPED), "--project", "W4I", "--json"]
    assert cli.main([*call, "--dry-run"]) == 0
    tried = json.loads(capsys.readouterr().out)
    assert tried["dry_run"] and not Attendance.objects.exists()
    assert cli.main(call) == 0
    done = json.loads(capsys.readouterr().out)
    assert done["counts"]["refused"] == tried["counts"]["refused"] == 2
    assert values(capsys, "--project", "W4I")["W4I-T3"]["achieved"] == 17
    assert cli.main(["facts", "rebuild", "--check"]) == 0
    assert cli.main(["audit", "verify"]) == 0


def test_words_for_people_never_stand_in_the_output_for_scripts(w4i, capsys):
    cli.main(["import", "attendance", str(SHIPPED), "--project", "W4I"])
    said = capsys.readouterr()
    assert said.out == "" and "imported" in said.err


@pytest.mark.parametrize(
    "call",
    [
        ["values", "--project", "NOPE"],
        ["import", "attendance", str(SHIPPED), "--project", "NOPE"],
        ["import", "attendance", "nowhere.xlsx", "--project", "W4I"],
        ["import", "attendance", str(SHIPPED), "--project", "W4I", "--mapping", str(SHIPPED)],
        ["invite", "somebody@example.org", "--role", "queen"],
    ],
)
def test_a_call_that_cannot_work_exits_with_2(w4i, call, capsys):
    assert cli.main(call) == 2
    assert capsys.readouterr().err


@pytest.mark.parametrize("kind", ["sightings", "attendance"])
def test_a_refused_file_exits_with_1(w4i, kind, tmp_path, capsys):
    page = tmp_path / "page.xlsx"
    page.write_text("<html>no workbook</html>")
    assert cli.main(["import", kind, str(page), "--project", "W4I"]) == 1
    assert capsys.readouterr().err


def test_an_unknown_word_exits_with_2(capsys):
    with pytest.raises(SystemExit) as stopped:
        cli.main(["dance"])
    assert stopped.value.code == 2


def test_loading_a_file_twice_changes_nothing_and_says_so(w4i, capsys):
    assert cli.main(["load", str(SMALL_PROGRAMME), "--yes"]) == 0
    assert "Nothing to change" in capsys.readouterr().err


def test_a_wrong_programme_file_exits_with_1_and_names_the_line(db, tmp_path, capsys):
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text(SMALL_PROGRAMME.read_text().replace("status: active", "status: asleep", 1))
    (tmp_path / "places.yaml").write_text((SMALL_PROGRAMME.parent / "places.yaml").read_text())
    assert cli.main(["load", str(wrong), "--yes"]) == 1
    assert "wrong.yaml:" in capsys.readouterr().err


def test_a_rule_that_cannot_be_used_is_refused_when_loading(db, tmp_path, capsys):
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text(SMALL_PROGRAMME.read_text().replace("kind: attendance", "kind: sightings", 1))
    (tmp_path / "places.yaml").write_text((SMALL_PROGRAMME.parent / "places.yaml").read_text())
    assert cli.main(["load", str(wrong), "--yes"]) == 1
    assert "sightings" in capsys.readouterr().err


def test_a_changed_journal_exits_with_1(w4i, capsys):
    AuditEvent.objects.filter(seq=1).update(verb="programmes.nothing_happened")
    assert cli.main(["audit", "verify"]) == 1
    assert "row 1 was changed" in capsys.readouterr().err


def test_the_first_director_is_invited_with_a_link(w4i, capsys):
    assert cli.main(["invite", "leila@example.org"]) == 0
    assert "/invitation/" in capsys.readouterr().out
    assert cli.main(["invite", "leila@example.org", "--role", "queen"]) == 2


def test_a_folder_without_a_house_is_told_so(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "terrain.config.cli", "values"],
        env={"TERRAIN_HOME": str(tmp_path / "empty"), "PATH": ""},
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 2 and "terrain init" in done.stderr


def test_a_folder_in_which_real_people_work_never_becomes_a_demonstration(amina, home_of_its_own, monkeypatch, capsys):
    monkeypatch.setenv("TERRAIN_DEMO", "")
    monkeypatch.setattr("terrain.config.commands.prepare", lambda: None)
    assert cli.main(["init", "--demo"]) == 1
    assert "Real people" in capsys.readouterr().err
    assert not (home_of_its_own / "demo").exists()
