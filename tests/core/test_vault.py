import json

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from terrain.core import vault
from terrain.core.models import VaultKey

pytestmark = pytest.mark.django_db


def test_what_is_sealed_opens_with_its_key_and_context_only():
    key, other = vault.new_keys(2)
    blob = vault.seal(key, "خديجة".encode(), "people.Person.identity")
    assert vault.unseal(key, blob, "people.Person.identity").decode() == "خديجة"
    for wrong_key, wrong_context in ((other, "people.Person.identity"), (key, "people.Person.note")):
        with pytest.raises(vault.Tampered):
            vault.unseal(wrong_key, blob, wrong_context)


def test_one_flipped_byte_is_found():
    key = vault.new_key()
    blob = bytearray(vault.seal(key, b"secret", "here"))
    blob[-1] ^= 1
    with pytest.raises(vault.Tampered):
        vault.unseal(key, bytes(blob), "here")


def test_a_wrapped_key_moved_to_another_row_opens_nothing():
    key, other = vault.new_keys(2)
    blob = vault.seal(key, b"secret", "here")
    other.wrapped = key.wrapped
    with pytest.raises(vault.Tampered):
        vault.unseal(other, blob, "here")


def test_destroying_the_key_erases():
    key = vault.new_key()
    blob = vault.seal(key, b"secret", "here")
    vault.destroy(key)
    with pytest.raises(vault.Erased):
        vault.unseal(VaultKey.objects.get(pk=key.pk), blob, "here")


def test_rotation_wraps_every_key_anew_and_loses_nothing():
    keys = vault.new_keys(5)
    blobs = [vault.seal(key, b"secret", "here") for key in keys]
    vault.destroy(keys[0])
    fingerprint = vault.digest("phone", "+212600000000")
    assert vault.rotate_master(batch=2) == 4
    assert set(json.loads(vault.ring_path().read_text())["keys"]) == {"m1", "m2"}
    assert set(VaultKey.objects.filter(destroyed_at=None).values_list("master", flat=True)) == {"m2"}
    for key, blob in list(zip(VaultKey.objects.order_by("pk"), blobs, strict=True))[1:]:
        assert vault.unseal(key, blob, "here") == b"secret"
    assert vault.digest("phone", "+212600000000") == fingerprint


def test_the_master_key_is_outside_the_database_and_private(home_of_its_own):
    vault.new_key()
    path = vault.ring_path()
    assert path.is_relative_to(home_of_its_own)
    assert path.stat().st_mode & 0o077 == 0


def test_fingerprints_of_two_purposes_differ():
    assert vault.digest("phone", "1") != vault.digest("card", "1")


def test_a_key_that_was_just_being_written_during_a_rotation_is_not_lost():
    key = vault.new_key()
    blob, before = vault.seal(key, b"secret", "here"), bytes(key.wrapped)
    vault.rotate_master()
    VaultKey.objects.filter(pk=key.pk).update(master="m1", wrapped=before)
    assert vault.unseal(VaultKey.objects.get(pk=key.pk), blob, "here") == b"secret"
    assert vault.rotate_master() == 1
    assert vault.unseal(VaultKey.objects.get(pk=key.pk), blob, "here") == b"secret"
    assert set(json.loads(vault.ring_path().read_text())["keys"]) == {"m2", "m3"}


def test_a_rotation_that_was_stopped_goes_on_where_it_was(monkeypatch):
    keys = vault.new_keys(4)
    blobs = [vault.seal(key, b"secret", "here") for key in keys]
    real, calls = vault._wrap_anew, []

    def once(current, batch):
        calls.append(current)
        if len(calls) > 1:
            raise KeyboardInterrupt
        return real(current, batch)

    monkeypatch.setattr(vault, "_wrap_anew", once)
    with pytest.raises(KeyboardInterrupt):
        vault.rotate_master(batch=2)
    for key, blob in zip(VaultKey.objects.order_by("pk"), blobs, strict=True):
        assert vault.unseal(key, blob, "here") == b"secret"
    monkeypatch.setattr(vault, "_wrap_anew", real)
    assert vault.rotate_master(batch=2) == 2
    assert json.loads(vault.ring_path().read_text())["current"] == "m2"
    for key, blob in zip(VaultKey.objects.order_by("pk"), blobs, strict=True):
        assert vault.unseal(key, blob, "here") == b"secret"


def test_the_master_of_another_house_opens_nothing(settings, tmp_path):
    key = vault.new_key()
    blob = vault.seal(key, b"secret", "here")
    settings.TERRAIN_HOME = tmp_path / "elsewhere"
    with pytest.raises(vault.Tampered):
        vault.unseal(key, blob, "here")


def test_preparing_twice_keeps_the_ring():
    vault.prepare()
    ring = vault.ring_path().read_bytes()
    vault.prepare()
    assert vault.ring_path().read_bytes() == ring


@given(st.binary(max_size=300), st.text(min_size=1, max_size=20))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=30)
def test_whatever_is_sealed_comes_back_and_no_two_seals_are_alike(data, context):
    key = vault.new_key()
    one, two = vault.seal(key, data, context), vault.seal(key, data, context)
    assert vault.unseal(key, one, context) == vault.unseal(key, two, context) == data and one != two


@pytest.mark.skipif(connection.vendor != "sqlite", reason="what a file of SQLite holds")
def test_what_is_deleted_is_overwritten_in_the_file():
    """A wrapped key that stood on a page must not be found there once it is destroyed."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA secure_delete")
        assert cursor.fetchone()[0] == 1
