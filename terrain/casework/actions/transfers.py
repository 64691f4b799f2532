"""A file becomes somebody else's: asked with a note, accepted or declined, and only then given up."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from terrain.casework import consenting, sharing
from terrain.casework.actions import cases
from terrain.casework.actions.links import PARTNER, kill_links, mail_link, make_link
from terrain.casework.actions.notices import tell
from terrain.casework.actions.seals import seal_like
from terrain.casework.holding import take_on
from terrain.casework.kinds import CaseKind
from terrain.casework.models import AnswerLink, Case, Transfer, key_for_writing, key_of
from terrain.casework.orientation import lists
from terrain.casework.policies import referrals as referral_policies
from terrain.casework.policies import transfers as policies
from terrain.casework.staffing import supervisors
from terrain.core import clock, slips, vault
from terrain.core.access import Viewer, system_viewer
from terrain.core.actions import action
from terrain.core.policies import Denied
from terrain.network.models import Service
from terrain.people import actions as people
from terrain.programmes.models import Project

NOTE = "casework.Transfer.sealed_note"
CALLBACK = "casework.Transfer.sealed_callback"
PAYLOAD = "casework.Transfer.sealed_payload"
TRANSFERRED = "transferred"


@dataclass(frozen=True)
class Handover:
    """Who is to take over: a project, or the partner that offers ``service``; what goes along, and what it has to know."""

    shared: tuple[str, ...]
    note: str
    project: Project | None = None
    service: Service | None = None
    callback: str = ""


def note_of(transfer: Transfer) -> str:
    """What whoever takes over has to know."""
    sealed = bytes(transfer.sealed_note)
    return vault.unseal(key_of(transfer.case), sealed, NOTE).decode() if sealed else ""


def callback_of(transfer: Transfer) -> str:
    """Whom the receiver calls back."""
    sealed = bytes(transfer.sealed_callback)
    return vault.unseal(key_of(transfer.case), sealed, CALLBACK).decode() if sealed else ""


def payload_of(transfer: Transfer) -> sharing.Payload:
    """What was shared when it was asked."""
    return sharing.opened(vault.unseal(key_of(transfer.case), bytes(transfer.sealed_payload), PAYLOAD))


def held(transfer: Transfer) -> Transfer:
    """The transfer as it stands now, nobody else writing in it until the transaction ends."""
    rows = Transfer.objects.select_for_update(of=("self",))
    return rows.select_related("case__project", "person__key", "to_project", "to_organisation", "service").get(
        pk=transfer.pk
    )


def what_of(transfer: Transfer) -> str:
    """How a disclosure names it."""
    return f"casework.Transfer {transfer.uid}"


def ask(
    case: Case, said: Handover, *, mail: bool = False, slip: UUID | None = None, by: Viewer
) -> tuple[Transfer, str]:
    """Ask that the file becomes somebody else's. Until they accept nothing changes.

    Returns the transfer and the secret of the partner's link, shown this once (blank for a project of the house).
    """
    slip = slips.own(slip, by, case)
    with action("casework.transfer_asked", by=by, obj=case, project_id=case.project_id) as act:
        if (before := slips.taken(slip, Transfer)) is not None:
            act.silent = True
            return before, _again(before, by)
        now = cases.held(case)
        policies.check_ask(by, now)
        transfer = _asked(now, said, by)
        slips.made(slip, transfer)
        act.detail = {"transfer": transfer.pk, "fields": transfer.shared}
        if said.project is not None:
            tell(supervisors(said.project), "transfer_received", url=transfer.get_absolute_url())
            return transfer, ""
        secret = make_link(transfer, by)
        if mail and said.service is not None and said.service.email:
            mail_link(said.service.email, make_link(transfer, by))
    return transfer, secret


def _again(transfer: Transfer, by: Viewer) -> str:
    """The same asking came twice: its page is shown again, with a secret of its own, for the first one was not kept."""
    if transfer.to_organisation_id is None or transfer.state != "asked":
        return ""
    policies.check_renew(by, transfer)
    consenting.check(transfer.person, purpose="transfer", recipient=transfer.receiver, fields=transfer.shared)
    return make_link(transfer, by)


def _asked(case: Case, said: Handover, by: Viewer) -> Transfer:
    organisation = said.service.organisation if said.service is not None else None
    if (said.project is None) == (organisation is None) or said.project == case.project:
        raise Denied(_("Choose another project, or a partner."))
    if case.person is None:
        raise Denied(_("Only the file of a person is transferred."))
    groups = [*said.shared, sharing.WORDS_GROUP] if said.note.strip() else list(said.shared)
    payload = sharing.payload_of(case, groups, said.note)
    key = key_for_writing(case)
    transfer = Transfer.objects.create(
        case=case,
        person=case.person,
        service=said.service,
        to_project=said.project,
        to_organisation=organisation,
        shared=list(payload),
        sealed_note=vault.seal(key, said.note.strip().encode(), NOTE),
        sealed_callback=vault.seal(key, said.callback.strip()[:200].encode(), CALLBACK),
        sealed_payload=vault.seal(key, sharing.sealable(payload), PAYLOAD),
        asked_by_id=by.user_id,
        answer_by=clock.today() + timedelta(days=lists().transfer_days),
    )
    consenting.disclose(
        case.person,
        purpose="transfer",
        recipient=transfer.receiver,
        fields=list(payload),
        what=what_of(transfer),
        by=by,
    )
    return transfer


def show(link: AnswerLink) -> Transfer:
    """The partner opened the link and asked to see."""
    assert link.transfer is not None
    with action("casework.transfer_shown", by=PARTNER, obj=link.transfer.case) as act:
        now = held(link.transfer)
        referral_policies.check_link(AnswerLink.objects.select_related("transfer").get(pk=link.pk), now)
        act.project_id, act.detail = now.case.project_id, {"transfer": now.pk, "fields": now.shared, "via": "link"}
    return now


def accept(transfer: Transfer, kind: CaseKind, *, slip: UUID | None = None, by: Viewer) -> Case:
    """The receiving project takes over: a file of ``kind`` opens there, the old one closes, who had it loses it at once."""
    with action("casework.transfer_accepted", by=by, obj=transfer.case, project_id=transfer.to_project_id) as act:
        now = held(transfer)
        act.detail = {"transfer": now.pk, "kind": kind.code}
        if now.received_case is not None and now.received_case.owner_id == by.user_id:
            act.silent = True
            return now.received_case
        policies.check_answer(by, now)
        policies.check_take(by, now, kind)
        assert now.to_project is not None
        people.meet([now.person], now.to_project, by_hand=True)
        take_on(now.person, by)
        opening = cases.Opening(kind, now.to_project, now.person, situation=note_of(now), named=None)
        try:
            opened, fresh = cases.open_case(opening, slip=slip, by=by), True
        except cases.AlreadyOpen as known:
            opened, fresh = known.case, False
        now.received_case = opened
        _given_up(now, by)
        if fresh and now.case.is_sealed and not opened.is_sealed:
            seal_like(opened, now.case, by)
    return opened


def accept_by_link(transfer: Transfer, *, link: AnswerLink | None = None, by: Viewer = PARTNER) -> Transfer:
    """The partner takes over, through its link: the file closes here. Twice is once."""
    with action("casework.transfer_accepted", by=by, obj=transfer.case, project_id=transfer.case.project_id) as act:
        now = held(transfer)
        _check_partner(now, link)
        act.detail = {"transfer": now.pk, "via": "link"}
        if now.state == "accepted":
            act.silent = True
            return now
        policies.check_waits(now)
        _given_up(now, by)
    return now


def _check_partner(transfer: Transfer, link: AnswerLink | None) -> None:
    if link is None:
        raise Denied(_("This link is over."))
    referral_policies.check_link(AnswerLink.objects.select_related("transfer").get(pk=link.pk), transfer)


def _given_up(transfer: Transfer, by: Viewer) -> None:
    """The old file closes as transferred, and nobody keeps it by name."""
    transfer.state, transfer.answered_at, transfer.answered_by_id = "accepted", clock.now(), by.user_id
    transfer.version += 1
    transfer.save()
    cases.give_up(transfer.case, TRANSFERRED, by)
    tell({transfer.asked_by_id}, "transfer_accepted", case=transfer.case, url=transfer.get_absolute_url())


def decline(transfer: Transfer, reason: str, *, link: AnswerLink | None = None, by: Viewer = PARTNER) -> Transfer:
    """The receiver does not take over, and says why. Twice is once."""
    if reason not in dict(lists().choices("decline_reasons", clock.today())):
        raise Denied(_("Say why: choose a reason."))
    with action("casework.transfer_declined", by=by, obj=transfer.case, project_id=transfer.case.project_id) as act:
        now = held(transfer)
        act.detail = {"transfer": now.pk, "reason": reason}
        if link is not None:
            _check_partner(now, link)
        else:
            policies.check_receive(by, now)
        if now.state == "declined":
            act.silent = True
            return now
        policies.check_waits(now)
        now.reason, now.answered_at, now.answered_by_id = reason, clock.now(), by.user_id
        _to(now, "declined")
        tell({now.asked_by_id, now.case.owner_id}, "transfer_declined", case=now.case, url=now.get_absolute_url())
    return now


def _to(transfer: Transfer, state: str) -> None:
    transfer.state = state
    transfer.version += 1
    transfer.save()


def withdraw(transfer: Transfer, *, by: Viewer) -> Transfer:
    """Whoever asked does not ask any more: every link dies. Twice is once."""
    with action("casework.transfer_withdrawn", by=by, obj=transfer.case, project_id=transfer.case.project_id) as act:
        now = held(transfer)
        act.detail = {"transfer": now.pk}
        if now.state == "withdrawn":
            act.silent = True
            return now
        policies.check_follow(by, now, "withdraw")
        kill_links(now)
        _to(now, "withdrawn")
    return now


def renew(transfer: Transfer, *, mail: bool = False, by: Viewer) -> tuple[Transfer, str]:
    """Ask again, with a new link in place of every earlier one. The consent must still hold."""
    with action("casework.transfer_renewed", by=by, obj=transfer.case, project_id=transfer.case.project_id) as act:
        now = held(transfer)
        act.detail = {"transfer": now.pk}
        policies.check_renew(by, now)
        consenting.check(now.person, purpose="transfer", recipient=now.receiver, fields=now.shared)
        kill_links(now)
        now.answer_by = clock.today() + timedelta(days=lists().transfer_days)
        _to(now, "asked")
        if now.to_organisation_id is None:
            return now, ""
        if mail and now.service is not None and now.service.email:
            mail_link(now.service.email, make_link(now, by))
        return now, make_link(now, by)


def stop(transfer: Transfer, state: str, code: str) -> None:
    """The house itself ends what waits: too late (``expired``), or the consent was withdrawn (``withdrawn``)."""
    house = system_viewer("transfers")
    with action("casework.transfer_stopped", by=house, obj=transfer.case, project_id=transfer.case.project_id) as act:
        now = held(transfer)
        policies.check_waits(now)
        act.detail = {"transfer": now.pk, "state": state}
        kill_links(now)
        _to(now, state)
        tell({now.asked_by_id, now.case.owner_id}, code, case=now.case, url=now.get_absolute_url())
