"""What time itself does, once a day: answers that did not come, reminders, outcomes that are missing."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from terrain.casework import consenting
from terrain.casework.actions import transfers
from terrain.casework.actions.links import kill_links, mail_link, make_link
from terrain.casework.actions.notices import tell
from terrain.casework.actions.referrals import held, step, withdraw_shared
from terrain.casework.models import Referral, Transfer
from terrain.casework.orientation import lists
from terrain.core import audit
from terrain.core.access import Viewer, system_viewer
from terrain.core.actions import action
from terrain.core.policies import Denied
from terrain.people.models.consents import Consent

HOUSE = system_viewer("referrals")
AGAIN = timedelta(days=7)
"""How long after a reminder another one goes."""


@dataclass(frozen=True)
class Swept:
    """How many ended without an answer, and how many were reminded."""

    expired: int
    reminded: int
    transfers: int


def sweep(today: date) -> Swept:
    """Do what is due on ``today``; running it again the same day changes nothing."""
    late = Referral.objects.filter(state__in=["sent", "seen"], answer_by__lt=today)
    expired = sum(_expire(referral, today) for referral in list(late))
    reminded = sum(_remind(referral, today) for referral in _to_remind(today))
    waiting = list(Transfer.objects.filter(state="asked", answer_by__lt=today).select_related("case"))
    for transfer in waiting:
        transfers.stop(transfer, "expired", "transfer_expired")
    return Swept(expired, reminded, len(waiting))


def sweep_in_words(today: date) -> str:
    """``sweep``, told in a few words; nothing when there was nothing to do."""
    swept = sweep(today)
    told = {
        "referrals without an answer": swept.expired,
        "reminded": swept.reminded,
        "transfers without an answer": swept.transfers,
    }
    return ", ".join(f"{count} {words}" for words, count in told.items() if count)


def when_withdrawn(consent: Consent, by: Viewer) -> None:
    """She changed her mind: what runs under that consent is stopped in the same transaction, and every link of it dies."""
    whats = list(consenting.sent_under(consent))
    withdraw_shared(whats, by=by)
    uids = [what.rpartition(" ")[2] for what in whats if what.startswith("casework.Transfer ")]
    for transfer in Transfer.objects.filter(uid__in=uids, state="asked").select_related("case"):
        transfers.stop(transfer, "withdrawn", "transfer_stopped")
    for transfer in Transfer.objects.filter(uid__in=uids):
        kill_links(transfer)


def _expire(referral: Referral, today: date) -> bool:
    with action("casework.referral_expired", by=HOUSE, obj=referral.case, project_id=referral.case.project_id) as act:
        now = held(referral)
        act.detail = {"referral": now.pk}
        if now.state not in {"sent", "seen"}:
            act.silent = True
            return False
        step(now, "expire", HOUSE, via="house", outcome="expired", outcome_on=today)
        tell({now.sent_by_id, now.case.owner_id}, "referral_expired", case=now.case, url=now.get_absolute_url())
    return True


def _to_remind(today: date) -> Iterator[Referral]:
    """Those whose answer is half awaited, and those whose outcome is overdue; not reminded in the last days."""
    asked = Referral.objects.filter(state__in=["sent", "seen"], reminded_on=None, answer_by__gte=today)
    for referral in list(asked):
        after = timedelta(days=lists().urgency(referral.urgency).remind_days)
        if referral.sent_at is not None and timezone.localdate(referral.sent_at) + after <= today:
            yield referral
    taken = Referral.objects.filter(state__in=["accepted", "appointment"], answer_by__lt=today)
    for referral in list(taken):
        if referral.reminded_on is None or referral.reminded_on + AGAIN <= today:
            yield referral


def _remind(referral: Referral, today: date) -> bool:
    with action("casework.referral_reminded", by=HOUSE, obj=referral.case, project_id=referral.case.project_id) as act:
        now = held(referral)
        act.detail = {"referral": now.pk}
        now.reminded_on = today
        now.save(update_fields=["reminded_on"])
        if now.state in {"accepted", "appointment"}:
            tell({now.sent_by_id, now.case.owner_id}, "referral_overdue", case=now.case, url=now.get_absolute_url())
        if now.to_organisation_id is not None and _may_mail(now):
            mail_link(now.service.email, make_link(now, HOUSE))
    return True


def _may_mail(referral: Referral) -> bool:
    """Whether a link goes to the service by itself: not to an address that somebody changed since it was sent."""
    about = audit.events_about(referral.service).filter(verb="network.service_changed", at__gte=referral.sent_at)
    changed = any("email" in event.detail.get("fields", ()) for event in about)
    return bool(referral.service.email) and not changed and _still_agreed(referral)


def _still_agreed(referral: Referral) -> bool:
    """Whether the consent under which it was sent still holds: otherwise no new link goes out."""
    try:
        consenting.check(referral.person, purpose="referral", recipient=referral.receiver, fields=referral.shared)
    except Denied:
        return False
    return True
