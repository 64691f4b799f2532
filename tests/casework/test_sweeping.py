"""What time does by itself, as the machine is told to do it."""

from datetime import timedelta

import pytest

from terrain.casework.guarding import SWEEPS
from terrain.config import commands
from terrain.config.cli import make_parser
from terrain.core import clock, sweeping, vault
from terrain.core.models import VaultKey
from terrain.core.sweeping import forget_sweep, register_sweep, sweep_all

pytestmark = pytest.mark.django_db


def run(*words: str) -> int:
    return commands.perform(make_parser().parse_args(words))


def test_a_quiet_house_has_nothing_to_do_and_says_so_by_zero(programme, capsys):
    assert run("sweep") == 0
    assert capsys.readouterr().err == ""


def test_a_sweep_that_fails_is_an_exit_code(programme, capsys):
    def broken(today):
        raise OSError("disk full")

    register_sweep("tests.broken", broken)
    try:
        assert run("sweep") == 1
    finally:
        forget_sweep("tests.broken")
    assert "tests.broken: failed" in capsys.readouterr().err


def test_doing_it_twice_on_one_day_changes_nothing(programme):
    sweep_all()
    assert sweep_all() == []
    assert {"retention", "exports", "seals", "emergencies"} <= set(SWEEPS)


def test_the_round_of_every_hour_reminds_and_looks_for_people_written_twice(programme):
    assert {"reminders", "duplicates"} <= set(sweeping._SWEEPS)


def test_a_restored_database_is_put_right_by_hand(programme, capsys):
    key = vault.new_key()
    wrapped = bytes(key.wrapped)
    vault.destroy(key)
    vault._note_destroyed([key])
    VaultKey.objects.filter(pk=key.pk).update(wrapped=wrapped, destroyed_at=None)
    assert run("vault", "honour-erasures") == 0
    assert "1 keys destroyed again" in capsys.readouterr().err
    assert VaultKey.objects.get(pk=key.pk).destroyed_at is not None


def test_the_master_key_turns_by_itself_once_its_days_are_over(programme, settings, monkeypatch):
    vault.new_key()
    before = vault.ring_path().read_text()
    assert not SWEEPS["keys"](clock.today()) and vault.ring_path().read_text() == before
    real = clock.now
    monkeypatch.setattr(clock, "now", lambda: real() + timedelta(days=31))
    settings.ROTATE_DAYS = 0
    assert not SWEEPS["keys"](clock.today())
    settings.ROTATE_DAYS = 30
    assert SWEEPS["keys"](clock.today()) and vault.ring_path().read_text() != before
