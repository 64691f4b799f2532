"""A case is told without saying whose: written, proposed, agreed to by two others, published, taken down.

Until two people agreed, everything stands sealed under the file's key and goes with the file. Published is only what they read.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from terrain.casework.actions.notices import tell
from terrain.casework.models import Case, key_for_writing, key_of
from terrain.core import clock, slips, vault
from terrain.core.access import Viewer, system_viewer
from terrain.core.actions import action
from terrain.core.policies import Denied
from terrain.core.ui.wording import listed
from terrain.pathways.legal_aid import crowd
from terrain.pathways.legal_aid.checking import Finding, findings
from terrain.pathways.legal_aid.crowd import Fields
from terrain.pathways.legal_aid.dated import advocacy
from terrain.pathways.legal_aid.enums import Back, Language, Telling
from terrain.pathways.legal_aid.knowing import known_of
from terrain.pathways.legal_aid.models import AdvocacyCase, Proposal, SecondLook
from terrain.pathways.legal_aid.policies import (
    AGREEING,
    check_decide,
    check_take_up,
    check_tell,
    check_write,
)
from terrain.people.consents import rules
from terrain.people.consents.lists import lists
from terrain.people.models.consents import Basis, Capacity, Consent, standing_for
from terrain.programmes.holding import holding

WORDS = "legal_aid.Proposal.sealed"
REASON = "legal_aid.SecondLook.sealed_reason"
PURPOSE, GROUPS = "advocacy", ("legal", "needs")
"""For what she agrees, and which groups: what justice and papers were to her, and what she needed. Never who she is."""
TWO = 2
LONGEST = 6000
MOVED = ("state", "version", "changed_at")
"""What is saved when a proposal goes on: never the whole row, which a colleague may have written meanwhile."""
TO_AGREE = "legal_aid:waiting"


class ToldMeanwhile(Exception):
    """A colleague wrote or decided since the page was opened; ``proposal`` says where it stands now."""

    def __init__(self, proposal: Proposal) -> None:
        super().__init__(str(proposal.pk))
        self.proposal = proposal


@dataclass(frozen=True)
class Story:
    """What is told: the fields, the story, in which language."""

    fields: Fields
    text: str
    language: str = "fr"

    def as_bytes(self) -> bytes:
        """As sealed."""
        said = {"fields": self.fields.as_dict(), "text": self.text, "language": self.language}
        return json.dumps(said, ensure_ascii=False).encode()


@dataclass(frozen=True)
class Lacking:
    """Why a case cannot be proposed yet. ``widen``: fields to say less precisely, with what would do; ``unticked``: of the checklist."""

    findings: tuple[Finding, ...] = ()
    unlooked: tuple[Finding, ...] = ()
    untrue: tuple[str, ...] = ()
    widen: tuple[tuple[str, str], ...] = ()
    alone: bool = False
    unticked: tuple[str, ...] = ()
    consent: str = ""
    short: bool = False

    @property
    def anything(self) -> bool:
        """Whether something lacks."""
        told = (self.findings, self.unlooked, self.untrue, self.widen, self.unticked, self.consent)
        return any(map(bool, told)) or self.alone or self.short


class NotYet(Exception):
    """Something has to be mended before anybody is asked to agree."""

    def __init__(self, lacking: Lacking) -> None:
        super().__init__("not yet")
        self.lacking = lacking


def story_of(proposal: Proposal) -> Story:
    """What is written."""
    said = json.loads(vault.unseal(key_of(proposal.case), bytes(proposal.sealed), WORDS))
    return Story(Fields.of(said["fields"]), said["text"], said["language"])


def reason_of(look: SecondLook, case: Case) -> str:
    """Why somebody did not agree."""
    sealed = bytes(look.sealed_reason)
    return vault.unseal(key_of(case), sealed, REASON).decode() if sealed else ""


def standing_of(case: Case) -> Proposal | None:
    """What is told of a file: being written, proposed or published."""
    return Proposal.objects.filter(case=case).exclude(state=Telling.TAKEN_DOWN).select_related("published").first()


def write(case: Case, said: Story, *, version: int = 0, slip: UUID | None = None, by: Viewer) -> Proposal:
    """Begin to tell a case, or write on at what stands as ``version``. Raises ``ToldMeanwhile`` when a colleague was there first.

    Sent twice it is written once; other words sent with the same slip are no second sending, and are asked for their version.
    """
    slip = slips.own(slip, by, case)
    check_tell(by, case)
    if len(said.text) > LONGEST or said.language not in Language.values:
        raise Denied(_("This story is too long, or its language is not known."))
    with action("legal_aid.case_told", by=by, obj=case, project_id=case.project_id) as act:
        Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
        now = standing_of(case)
        before = slips.taken(slip, Proposal)
        if before is not None and story_of(before) == said:
            act.silent = True
            return before
        if now is None:
            now = Proposal(case=case, version=0)
        else:
            now.case = case
            check_write(by, now)
            if now.version != version:
                raise ToldMeanwhile(now)
        now.sealed = vault.seal(key_for_writing(case), said.as_bytes(), WORDS)
        now.version += 1
        now.save()
        if by.user_id is not None:
            now.writers.add(by.user_id)
        slips.made(slip, now)
        act.detail = {"row": now.pk}
    return now


def _covered(case: Case, day: date) -> rules.Standing:
    """What of her agreements covers this telling on a day, those that last longest first."""
    assert case.person is not None
    herself = case.person.stands_as
    found = standing_for(herself.selves, day).filter(purpose=PURPOSE, to_project=case.project_id, basis=Basis.CONSENT)
    return rules.covers(found.order_by("-until", "pk"), lists().needs(herself.age_on(day)), GROUPS, day)


def agreements(case: Case) -> Sequence[Consent]:
    """The agreements of today under which her story is told; none when they do not cover it."""
    answer = _covered(case, clock.today())
    return list(answer.consents) if answer.allowed else []


def agreed_until(case: Case) -> date:
    """The last day that her agreements of today cover; there are some."""
    return min(consent.until for consent in _covered(case, clock.today()).consents)


def agreed(case: Case, on: date | None = None) -> str:
    """Why her agreement does not cover this telling on a day; blank when it does.

    Only an agreement counts: neither a legal duty nor a danger is a reason to tell her story.
    """
    if case.person is None:
        return str(_("This file is about nobody who could agree."))
    answer = _covered(case, on or clock.today())
    if answer.allowed:
        return ""
    whose = listed(str(Capacity(need).label) for need, _groups in answer.lacking)
    return str(_("An agreement to tell this story without saying who she is lacks: %(whose)s.") % {"whose": whose})


def lacking(case: Case, said: Story, by: Viewer, *, ticked: Sequence[str] = (), looked: Sequence[str] = ()) -> Lacking:
    """What has to be mended before a case may be proposed. ``looked``: words that the writer was asked about and looked at."""
    own, everybody, today = crowd.traits_of(case), crowd.everybody(case.project_id), clock.today()
    least = advocacy().least(today)
    found = findings(said.text, known_of(case, by), said.language)
    widen: list[tuple[str, str]] = []
    if own is not None and crowd.shared_by(said.fields, everybody) < least:
        wider = crowd.widened(said.fields, own, everybody, least).as_dict()
        widen = [(name, wider[name]) for name, value in said.fields.as_dict().items() if wider[name] != value]
    return Lacking(
        findings=tuple(one for one in found if one.refused),
        unlooked=tuple(one for one in found if not one.refused and one.word not in set(looked)),
        untrue=tuple(crowd.untrue(said.fields, own)) if own is not None else crowd.NAMES,
        widen=tuple(widen),
        alone=crowd.shared_by(Fields(), everybody) < least,
        unticked=tuple(code for code, _words in advocacy().choices("checklist", today) if code not in ticked),
        consent=agreed(case),
        short=len(said.text.split()) < 20,
    )


def propose(
    case: Case, *, version: int, ticked: Sequence[str] = (), looked: Sequence[str] = (), by: Viewer
) -> Proposal:
    """Ask two others to agree. Raises ``NotYet`` saying what lacks, ``ToldMeanwhile``."""
    with action("legal_aid.case_proposed", by=by, obj=case, project_id=case.project_id) as act:
        now = _held(case)
        check_write(by, now)
        if now.version != version:
            raise ToldMeanwhile(now)
        missing = lacking(case, story_of(now), by, ticked=ticked, looked=looked)
        if missing.anything:
            raise NotYet(missing)
        now.state, now.round, now.version, now.back = Telling.PROPOSED, now.round + 1, now.version + 1, ""
        now.save(update_fields=[*MOVED, "round", "back"])
        if by.user_id is not None:
            now.writers.add(by.user_id)
        tell(_may_agree(now), "advocacy_to_agree", url=reverse(TO_AGREE))
        act.detail = {"row": now.pk, "round": now.round}
    return now


def _held(case: Case) -> Proposal:
    now = Proposal.objects.select_for_update(of=("self",)).filter(case=case).exclude(state=Telling.TAKEN_DOWN).first()
    if now is None:
        raise Denied(_("Nothing is told of this file."))
    now.case = case
    return now


def _may_agree(proposal: Proposal) -> set[int]:
    found: set[int] = set()
    for permission in AGREEING:
        found.update(holding(permission, proposal.case.project).values_list("pk", flat=True))
    return found - set(proposal.writers.values_list("pk", flat=True))


def take_up(case: Case, *, by: Viewer) -> Proposal:
    """Take a proposal back, to write on; whoever agreed has to look again."""
    with action("legal_aid.proposal_taken_back", by=by, obj=case, project_id=case.project_id) as act:
        now = _held(case)
        check_take_up(by, now)
        now.state, now.version = Telling.DRAFT, now.version + 1
        now.save(update_fields=MOVED)
        act.detail = {"row": now.pk}
    return now


def agree(proposal: Proposal, *, version: int, by: Viewer) -> Proposal:
    """One of two who did not write it agrees to what she read; with the second one it is published.

    Her consent, the crowd and the story are asked once more: what changed meanwhile sends it back to whoever wrote it.
    """
    return _look(proposal, "", version, by)


def refuse(proposal: Proposal, reason: str, *, version: int, by: Viewer) -> Proposal:
    """Somebody does not agree and says why: it goes back to whoever wrote it."""
    if not reason.strip():
        raise Denied(_("Say why, so that it can be mended."))
    return _look(proposal, reason.strip(), version, by)


def _look(proposal: Proposal, reason: str, version: int, by: Viewer) -> Proposal:
    project = proposal.case.project_id
    with action("legal_aid.proposal_decided", by=by, obj=proposal.case, project_id=project) as act:
        now = (
            Proposal.objects.select_for_update(of=("self",))
            .select_related("case__project", "case__person__key", "case__owner", "case__place")
            .get(pk=proposal.pk)
        )
        if now.version != version:
            raise ToldMeanwhile(now)
        check_decide(by, now)
        assert by.user_id is not None
        sealed = vault.seal(key_for_writing(now.case), reason.encode(), REASON) if reason else b""
        SecondLook.objects.create(
            proposal=now, round=now.round, agreed=not reason, sealed_reason=sealed, by_id=by.user_id
        )
        act.detail = {"row": now.pk, "agreed": not reason}
        if reason:
            send_back(now)
        elif (why := _unsound(now)) is not None:
            send_back(now, why)
        elif now.looks.filter(round=now.round, agreed=True).count() >= TWO:
            _publish(now)
    return now


def _unsound(proposal: Proposal) -> str | None:
    """What has to change before it is published. Asked as the house, which reads everything of the file and shows nothing of it."""
    every = [code for code, _words in advocacy().choices("checklist", clock.today())]
    missing = lacking(proposal.case, story_of(proposal), system_viewer("advocacy"), ticked=every)
    if missing.consent:
        return Back.CONSENT
    if missing.findings:
        return Back.WORDS
    if missing.widen or missing.alone:
        return Back.CROWD
    return Back.CHANGED if missing.untrue or missing.short else None


def send_back(proposal: Proposal, why: str = "") -> None:
    """It goes back to whoever wrote it; ``proposal`` is held. ``why``: what the house found (``Back``), blank when somebody refused."""
    proposal.state, proposal.version, proposal.back = Telling.DRAFT, proposal.version + 1, why
    proposal.save(update_fields=[*MOVED, "back"])
    writers = proposal.writers.values_list("pk", flat=True)
    tell(writers, "advocacy_sent_back", case=proposal.case, url=reverse("legal_aid:tell", args=[proposal.case.uid]))


def _publish(proposal: Proposal) -> None:
    said = story_of(proposal)
    proposal.published = AdvocacyCase.objects.create(
        project=proposal.case.project,
        story=said.text.strip(),
        language=said.language,
        until=agreed_until(proposal.case),
        **said.fields.as_dict(),
    )
    proposal.state, proposal.version = Telling.PUBLISHED, proposal.version + 1
    proposal.save(update_fields=[*MOVED, "published"])
    writers = proposal.writers.values_list("pk", flat=True)
    tell(writers, "advocacy_published", case=proposal.case, url=reverse("legal_aid:tell", args=[proposal.case.uid]))
