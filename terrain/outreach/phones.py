"""Telephones that were given at an event: heard once, turned at once into a fingerprint, never kept.

A fingerprint is made with a secret of the campaign, which is sealed with a key of its own. It tells that two are the same telephone
within this campaign and nothing else: no other campaign, no register and nobody who tries all numbers finds whose it is. The key is
destroyed when the campaign ends, and the fingerprints with it.
"""

import hmac
import re
import secrets
from collections.abc import Iterable
from hashlib import sha256

from terrain.core import vault
from terrain.outreach.models import Campaign, CampaignEvent, Heard
from terrain.people.identity import normalise_phone, phone_key

SEALED_AS = "outreach.Campaign.sealed_secret"
BETWEEN = re.compile(r"[\n,;/|]+")
MOST = 2000
"""Telephones that one form takes."""


def read(typed: str) -> tuple[list[str], int]:
    """The different telephones in a text, one a line or with commas between, and how many pieces of it were none."""
    found: dict[str, None] = {}
    wrong = 0
    for piece in BETWEEN.split(typed):
        if not piece.strip():
            continue
        number = phone_key(normalise_phone(piece))
        if number:
            found[number] = None
        else:
            wrong += 1
    return list(found), wrong


def secret_of(campaign: Campaign) -> bytes:
    """The campaign's secret, made when there is none yet. Inside an action, on a campaign that is held. Raises ``vault.Erased``."""
    if campaign.key is None:
        campaign.key = vault.new_key()
        campaign.sealed_secret = vault.seal(campaign.key, secrets.token_bytes(32), SEALED_AS)
        campaign.save(update_fields=["key", "sealed_secret"])
    return vault.unseal(campaign.key, bytes(campaign.sealed_secret), SEALED_AS)


def fingerprints(secret: bytes, numbers: Iterable[str]) -> list[bytes]:
    """Of each number its fingerprint."""
    return [hmac.digest(secret, number.encode(), sha256) for number in numbers]


def hear(campaign: Campaign, event: CampaignEvent, numbers: Iterable[str]) -> None:
    """Keep that these telephones were given at an event; those it knows already stay once."""
    prints = fingerprints(secret_of(campaign), numbers)
    heard = [Heard(event=event, fingerprint=one) for one in prints]
    Heard.objects.bulk_create(heard, ignore_conflicts=True, batch_size=500)


def destroy(campaign: Campaign) -> int:
    """Destroy the campaign's secret and every fingerprint; returns how many there were."""
    gone, _by_model = Heard.objects.filter(event__campaign=campaign).delete()
    if campaign.key is not None and campaign.key.destroyed_at is None:
        vault.destroy(campaign.key)
    campaign.sealed_secret = b""
    return gone
