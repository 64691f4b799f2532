"""A case told stops being told: somebody takes it down, she agrees no more, its file is erased.

Who publishes holds the proposal; so does who stops. What is true of it is looked at after it is held, never before.
"""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext_lazy as _

from terrain.core import clock
from terrain.core.access import Viewer, system_viewer
from terrain.core.actions import action
from terrain.core.policies import Denied
from terrain.pathways.legal_aid.actions.telling import PURPOSE, agreed, agreed_until, agreements, send_back
from terrain.pathways.legal_aid.dated import advocacy
from terrain.pathways.legal_aid.enums import Back, Telling
from terrain.pathways.legal_aid.models import AdvocacyCase, Proposal
from terrain.pathways.legal_aid.policies import check_take_down
from terrain.people.consents.actions import withdraw
from terrain.people.models.consents import Consent

AGREES_NO_MORE = "consent"
ERASED = "erased"
"""Why a story came down whose file is erased; nobody chooses it from the list."""
HOUSE = system_viewer("advocacy")


def take_down(told: AdvocacyCase, why: str, *, by: Viewer) -> None:
    """Nobody reads it any more; ``why``: a code of the list. That she agrees no more ends her agreement too: she is asked anew."""
    with action("legal_aid.told_taken_down", by=by, obj=told, project_id=told.project_id, detail={"why": why}):
        held = Proposal.objects.select_for_update(of=("self",)).filter(published=told).select_related("case__person")
        files = [proposal.case for proposal in held]
        now = AdvocacyCase.objects.select_for_update(of=("self",)).get(pk=told.pk)
        check_take_down(by, now)
        if why not in dict(advocacy().choices("take_down_reasons", clock.today())):
            raise Denied(_("Say why."))
        _down(now, why)
        for consent in [one for case in files for one in agreements(case)] if why == AGREES_NO_MORE else []:
            withdraw(consent, by=HOUSE)


def _down(told: AdvocacyCase, why: str) -> None:
    told.taken_down_on, told.why_down = clock.today(), why
    told.save(update_fields=["taken_down_on", "why_down"])
    Proposal.objects.filter(published=told).update(state=Telling.TAKEN_DOWN, changed_at=clock.now())


def _held(pk: int) -> Proposal | None:
    """The proposal, held; what it says and what hangs on it are read once it is."""
    if not Proposal.objects.select_for_update(of=("self",)).filter(pk=pk).exists():
        return None
    return Proposal.objects.select_related("published", "case__project", "case__person__merged_into").get(pk=pk)


def _without_consent(pks: Iterable[int], by: Viewer) -> int:
    """What is told of files whose person agrees no more: published comes down, proposed goes back to whoever wrote it."""
    return sum(_stopped(pk, by) for pk in pks)


def gone_with_file(pks: set[int]) -> None:
    """Their files are being erased: nobody could stop these stories any more, so nobody reads them from now on."""
    held = Proposal.objects.select_for_update(of=("self",)).filter(pk__in=pks).order_by("pk")
    for told in AdvocacyCase.objects.filter(pk__in=[one.published_id for one in held], taken_down_on=None):
        _down(told, ERASED)


def _stopped(pk: int, by: Viewer) -> bool:
    proposal = Proposal.objects.select_related("case").get(pk=pk)
    with action("legal_aid.telling_stopped", by=by, obj=proposal.case, project_id=proposal.case.project_id) as act:
        now = _held(pk)
        if now is None or now.state not in {Telling.PROPOSED, Telling.PUBLISHED} or not agreed(now.case):
            if now is not None and now.published is not None and now.published.taken_down_on is None:
                _follow(now.published, agreed_until(now.case))
            act.silent = True
            return False
        act.detail = {"row": pk}
        if now.published is not None:
            _down(now.published, AGREES_NO_MORE)
        else:
            send_back(now, Back.CONSENT)
    return True


def _follow(told: AdvocacyCase, until: date) -> None:
    """She agreed for longer, or for less: the story says so too."""
    if told.until != until:
        told.until = until
        told.save(update_fields=["until"])


def withdrawn(consent: Consent, by: Viewer) -> None:
    """She changed her mind: at once, in the transaction in which that is written down.

    Every telling of hers is held, whatever its state was a moment ago: a colleague may just be agreeing to it.
    """
    if consent.purpose == PURPOSE:
        found = Proposal.objects.filter(case__person__in=consent.person.selves).exclude(state=Telling.TAKEN_DOWN)
        _without_consent(found.order_by("pk").values_list("pk", flat=True), by)


def sweep(today: date) -> str:
    """What is told of somebody whose agreement has ended comes down."""
    found = Proposal.objects.filter(state__in=[Telling.PROPOSED, Telling.PUBLISHED])
    stopped = _without_consent(list(found.order_by("pk").values_list("pk", flat=True)), HOUSE)
    stopped += sum(_over(told, today) for told in AdvocacyCase.objects.filter(taken_down_on=None).order_by("pk"))
    return _("%(count)s cases told taken down") % {"count": stopped} if stopped else ""


def _over(told: AdvocacyCase, today: date) -> bool:
    """Whether it comes down because the day until which she agreed is past, or because no file leads to it any more."""
    orphan = not Proposal.objects.filter(published=told).exists()
    if not orphan and told.until >= today:
        return False
    with action("legal_aid.telling_stopped", by=HOUSE, obj=told, project_id=told.project_id) as act:
        now = AdvocacyCase.objects.select_for_update(of=("self",)).get(pk=told.pk)
        if now.taken_down_on is not None:
            act.silent = True
            return False
        _down(now, ERASED if orphan else "consent")
    return True
