import pytest

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
