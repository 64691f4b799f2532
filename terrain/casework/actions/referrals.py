"""What the sender does with a referral: written, sent, sent again, withdrawn, its loop closed."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from terrain.casework import consenting, sharing
from terrain.casework.actions.links import kill_links, mail_link, make_link
from terrain.casework.actions.notices import tell
from terrain.casework.lifecycles import REFERRAL
from terrain.casework.models import Case, Referral, ReferralStep, key_for_writing, key_of
from terrain.casework.orientation import lists
from terrain.casework.policies import referrals as policies
from terrain.casework.staffing import supervisors
from terrain.core import clock, slips, vault
from terrain.core.access import Viewer
from terrain.core.actions import action
from terrain.core.policies import Denied
from terrain.facts import actions as facts
from terrain.network.models import Service

WORDS = "casework.Referral.sealed_words"
CALLBACK = "casework.Referral.sealed_callback"
PAYLOAD = "casework.Referral.sealed_payload"
OUTCOME = "casework.Referral.sealed_outcome"


class WrittenMeanwhile(Exception):
    """A colleague changed the referral since the page was opened; ``referral`` says what it says now."""

    def __init__(self, referral: Referral) -> None:
        super().__init__(referral.code)
        self.referral = referral


class KnownOtherwise(Exception):
    """What would be shared is no longer what the page showed."""


@dataclass(frozen=True)
class Asking:
    """What is asked of a service: how soon, which groups of fields go along, in which words, whom to call back."""

    service: Service
    urgency: str
    shared: tuple[str, ...]
    words: str = ""
    callback: str = ""


def _opened(case: Case, sealed: bytes | memoryview, context: str) -> str:
    return vault.unseal(key_of(case), bytes(sealed), context).decode() if sealed else ""


def words_of(referral: Referral) -> str:
    """What she needs, in the sender's words; for the sender only, the receiver reads the payload."""
    return _opened(referral.case, referral.sealed_words, WORDS)


def callback_of(referral: Referral) -> str:
    """Whom the receiver calls back."""
    return _opened(referral.case, referral.sealed_callback, CALLBACK)


def payload_of(referral: Referral) -> sharing.Payload:
    """What was shared when it was sent; before that, what would be."""
    if not referral.sealed_payload:
        return sharing.payload_of(referral.case, referral.shared, words_of(referral))
    return sharing.opened(vault.unseal(key_of(referral.case), bytes(referral.sealed_payload), PAYLOAD))


def outcome_words_of(referral: Referral) -> str:
    """What the receiver chose to tell."""
    return _opened(referral.case, referral.sealed_outcome, OUTCOME)


def held(referral: Referral) -> Referral:
    """The referral as it stands now, nobody else writing in it until the transaction ends."""
    rows = Referral.objects.select_for_update(of=("self",))
    return rows.select_related("case__project", "service", "person__key", "to_project", "to_organisation").get(
        pk=referral.pk
    )


def step(referral: Referral, move: str, by: Viewer, *, via: str = "screen", **changes: Any) -> None:
    """Make a move of the table, part of an action of the caller's. Raises ``Denied`` when it does not lead from there."""
    made = REFERRAL.move(move)
    if referral.state not in made.sources:
        words = {"state": REFERRAL.state(referral.state).label}
        raise Denied(policies.NO_LONGER % words)
    ReferralStep.objects.create(
        referral=referral, move=move, source=referral.state, target=made.target, by_id=by.user_id, via=via
    )
    referral.state = made.target
    for name, value in changes.items():
        setattr(referral, name, value)
    referral.version += 1
    referral.save()
    facts.sync(referral)


def draft(case: Case, said: Asking, *, slip: UUID | None = None, by: Viewer) -> Referral:
    """Write a referral down; nothing leaves the file yet."""
    slip = slips.own(slip, by, case)
    policies.check_refer(by, case)
    with action("casework.referral_drafted", by=by, obj=case, project_id=case.project_id) as act:
        if (before := slips.taken(slip, Referral)) is not None:
            act.silent = True
            return before
        referral = Referral(case=case, person=case.person, created_by_id=by.user_id)
        _write(referral, said)
        referral.save()
        slips.made(slip, referral)
        act.detail = {"referral": referral.pk, "service": said.service.service_type}
    return referral


def rewrite(referral: Referral, said: Asking, *, version: int, by: Viewer) -> Referral:
    """Write it anew while it is not sent. Raises ``WrittenMeanwhile`` when a colleague did since ``version``."""
    with action("casework.referral_rewritten", by=by, obj=referral.case, project_id=referral.case.project_id) as act:
        now = held(referral)
        policies.check_write(by, now)
        act.detail = {"referral": now.pk}
        if now.version != version:
            raise WrittenMeanwhile(now)
        _write(now, said)
        now.version += 1
        now.save()
    return now


def _write(referral: Referral, said: Asking) -> None:
    lists().urgency(said.urgency)
    unknown = set(said.shared) - set(sharing.GROUPS)
    if unknown:
        raise Denied(f"{sorted(unknown)} are not groups of fields")
    key = key_for_writing(referral.case)
    referral.service, referral.service_type = said.service, said.service.service_type
    referral.to_project, referral.to_organisation = said.service.project, said.service.organisation
    referral.urgency = said.urgency
    referral.shared = [group for group in sharing.GROUPS if group in said.shared]
    referral.sealed_words = vault.seal(key, said.words.strip().encode(), WORDS) if said.words.strip() else b""
    referral.sealed_callback = vault.seal(key, said.callback.strip()[:200].encode(), CALLBACK)


def send(
    referral: Referral, *, mail: bool = False, slip: UUID | None = None, seen: str = "", by: Viewer
) -> tuple[Referral, str]:
    """Send it: consent is checked and what is shared is copied, written down as disclosed, and sealed.

    Returns the referral and the secret of the partner's link, shown this once (blank for a project of the house). ``mail``:
    send the link to the address of the service too. ``seen``: ``sharing.seen`` of what the page showed; raises ``KnownOtherwise``
    when something else would leave.
    """
    slip = slips.own(slip, by, referral)
    with action("casework.referral_sent", by=by, obj=referral.case, project_id=referral.case.project_id) as act:
        now = held(referral)
        act.detail = {"referral": now.pk}
        if slips.taken(slip, Referral) is not None:
            act.silent = True
            return now, _again(now, by)
        policies.check_write(by, now)
        slips.made(slip, now)
        payload = payload_of(now)
        if seen and seen != sharing.seen(payload):
            raise KnownOtherwise
        if not payload:
            raise Denied(_("Nothing of what was ticked is written down any more: change the referral."))
        consenting.disclose(
            now.person, purpose="referral", recipient=now.receiver, fields=list(payload), what=what_of(now), by=by
        )
        key = key_for_writing(now.case)
        today = clock.today()
        step(
            now, "send", by,
            shared=list(payload),
            sealed_payload=vault.seal(key, sharing.sealable(payload), PAYLOAD),
            sent_at=clock.now(), sent_by_id=by.user_id, answer_by=lists().answer_by(now.urgency, today),
        )  # fmt: skip
        act.detail |= {"fields": list(payload)}
        if now.to_project is not None:
            tell(supervisors(now.to_project), "referral_received", url=reverse("casework:received", args=[now.uid]))
            return now, ""
        return now, _linked(now, mail, by)


def _linked(referral: Referral, mail: bool, by: Viewer) -> str:
    secret = make_link(referral, by)
    if mail and referral.service.email:
        mail_link(referral.service.email, make_link(referral, by))
    return secret


def _again(referral: Referral, by: Viewer) -> str:
    """The same sending came twice: its page is shown again, with a secret of its own, for the first one was not kept."""
    if referral.to_organisation_id is None or referral.state not in {"sent", "seen"}:
        return ""
    policies.check_renew(by, referral)
    consenting.check(referral.person, purpose="referral", recipient=referral.receiver, fields=referral.shared)
    return make_link(referral, by)


def what_of(referral: Referral) -> str:
    """How a disclosure names it."""
    return f"casework.Referral {referral.uid}"


def renew(referral: Referral, *, mail: bool = False, slip: UUID | None = None, by: Viewer) -> tuple[Referral, str]:
    """A new link in place of every earlier one; an expired referral is sent again. The consent must still hold."""
    slip = slips.own(slip, by, referral, "renew")
    with action("casework.referral_renewed", by=by, obj=referral.case, project_id=referral.case.project_id) as act:
        now = held(referral)
        policies.check_renew(by, now)
        act.detail = {"referral": now.pk}
        consenting.check(now.person, purpose="referral", recipient=now.receiver, fields=now.shared)
        if slips.taken(slip, Referral) is not None:
            act.silent = True
            return now, make_link(now, by)
        slips.made(slip, now)
        kill_links(now)
        if now.state == "expired":
            step(
                now, "resend", by, answer_by=lists().answer_by(now.urgency, clock.today()), outcome="", outcome_on=None
            )
        return now, _linked(now, mail, by)


def print_slip(referral: Referral, *, by: Viewer) -> tuple[Referral, str]:
    """A slip of paper for the partner: its code, and a link of its own as a picture. Returns the secret, shown this once."""
    with action("casework.referral_printed", by=by, obj=referral.case, project_id=referral.case.project_id) as act:
        now = held(referral)
        policies.check_renew(by, now)
        act.detail = {"referral": now.pk, "fields": now.shared}
        consenting.check(now.person, purpose="referral", recipient=now.receiver, fields=now.shared)
        if now.state == "expired":
            raise Denied(policies.NO_LONGER % {"state": now.at.label})
        return now, make_link(now, by)


def withdraw(referral: Referral, reason: str, *, by: Viewer) -> Referral:
    """Nothing is asked any more: every link dies at once. Twice is once."""
    if reason not in dict(lists().choices("withdraw_reasons", clock.today())):
        raise Denied(f"{reason!r} is not a reason of the list")
    with action("casework.referral_withdrawn", by=by, obj=referral.case, project_id=referral.case.project_id) as act:
        now = held(referral)
        if now.state == "withdrawn":
            act.silent = True
            return now
        if not by.everything:
            policies.check_follow(by, now, "withdraw")
        act.detail = {"referral": now.pk, "reason": reason}
        kill_links(now)
        sent = {"outcome": "withdrawn", "outcome_on": clock.today()} if now.sent_at is not None else {}
        step(now, "withdraw", by, via="house" if by.everything else "screen", reason=reason, **sent)
    return now


def close(referral: Referral, *, by: Viewer) -> Referral:
    """The sender has read the outcome: the loop is closed. Twice is once."""
    with action("casework.referral_closed", by=by, obj=referral.case, project_id=referral.case.project_id) as act:
        now = held(referral)
        act.detail = {"referral": now.pk}
        if now.state == "closed":
            act.silent = True
            return now
        policies.check_follow(by, now, "close")
        kill_links(now)
        step(now, "close", by, closed_at=clock.now())
    return now


def withdraw_shared(whats: Iterable[str], *, by: Viewer) -> int:
    """A consent was withdrawn: what was sent under it and still runs is withdrawn; returns how many."""
    uids = [what.rpartition(" ")[2] for what in whats if what.startswith("casework.Referral ")]
    for referral in Referral.objects.filter(uid__in=uids):
        kill_links(referral)
    running = Referral.objects.filter(uid__in=uids).filter(state__in=REFERRAL.move("withdraw").sources)
    found = list(running.select_related("case"))
    for referral in found:
        with action("casework.referral_stopped", by=by, obj=referral.case, project_id=referral.case.project_id) as act:
            now = held(referral)
            policies.check_stop(now)
            act.detail = {"referral": now.pk}
            kill_links(now)
            ended = {} if now.outcome else {"outcome": "withdrawn", "outcome_on": clock.today()}
            step(now, "withdraw", by, via="house", reason="consent_withdrawn", **ended)
            tell({now.sent_by_id, now.case.owner_id}, "referral_stopped", case=now.case, url=now.get_absolute_url())
    return len(found)
