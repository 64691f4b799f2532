"""What confidentiality tells the rest of the house: its notices, verbs, part of a file's page, sweeps, marks, ways."""

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from terrain.casework import summarising
from terrain.casework.actions import emergencies, exports, oversight, retention, seals
from terrain.casework.actions.notices import register_notice
from terrain.casework.enums import GrantKind
from terrain.casework.holding import holders, too_few
from terrain.casework.models import Case, CaseGrant
from terrain.casework.policies import exports as export_policies
from terrain.casework.policies import seals as seal_policies
from terrain.casework.policies.oversight import check_oversee
from terrain.casework.remnants import REMNANTS, held_by_remnants, remnants_of
from terrain.casework.sections import Section, register_section
from terrain.core import audit, vault
from terrain.core.access import ANONYMOUS, Viewer
from terrain.core.http import Request
from terrain.core.policies import verdict
from terrain.core.sweeping import register_sweep
from terrain.core.ui.navigation import Way, register_way
from terrain.core.verbs import register_verbs
from terrain.facts.registry import register_source
from terrain.people.duplicates.hooks import register_records
from terrain.people.holders import register_holder
from terrain.people.models import Person
from terrain.people.panels import Panel, register_panel

NOTICES = {
    "seal_named": gettext_lazy("You are named on sealed file %(number)s."),
    "seal_opened": gettext_lazy("File %(number)s is no longer sealed."),
    "seal_thin": gettext_lazy("Sealed file %(number)s is seen by fewer than two people: name somebody."),
    "emergency_begun": gettext_lazy("Somebody entered file %(number)s under exceptional access."),
    "emergency_judged": gettext_lazy("Your exceptional access to file %(number)s was judged."),
    "emergency_overdue": gettext_lazy("An exceptional access to file %(number)s waits for a judgement, and is late."),
    "privileged_asked": gettext_lazy("A colleague asks you to open privileged notes of file %(number)s."),
    "privileged_agreed": gettext_lazy("Privileged notes of file %(number)s are open to you for a few hours."),
    "retention_near": gettext_lazy("File %(number)s was closed long ago: it will erase itself."),
    "hold_review": gettext_lazy("File %(number)s is held back from its end: look again whether it must be."),
}
VERBS = {
    "casework.case_opened": gettext_lazy("opened a file"),
    "casework.case_read": gettext_lazy("read the file"),
    "casework.case_moved": gettext_lazy("took a step"),
    "casework.case_handed_over": gettext_lazy("handed the file over"),
    "casework.case_reopened": gettext_lazy("reopened the file"),
    "casework.closing_agreed": gettext_lazy("agreed to close the file"),
    "casework.closing_refused": gettext_lazy("refused to close the file"),
    "casework.situation_written": gettext_lazy("wrote the situation"),
    "casework.team_composed": gettext_lazy("composed a team"),
    "casework.team_chosen": gettext_lazy("chose the team"),
    "casework.case_sealed": gettext_lazy("sealed the file"),
    "casework.case_unsealed": gettext_lazy("opened the sealed file again"),
    "casework.access_named": gettext_lazy("named somebody on the sealed file"),
    "casework.access_ended": gettext_lazy("ended an access to the sealed file"),
    "casework.emergency_begun": gettext_lazy("entered under exceptional access"),
    "casework.emergency_ended": gettext_lazy("ended an exceptional access"),
    "casework.emergency_reviewed": gettext_lazy("judged an exceptional access"),
    "casework.emergency_read": gettext_lazy("read about an exceptional access"),
    "casework.emergency_refused": gettext_lazy("asked for exceptional access and was refused"),
    "casework.privileged_asked": gettext_lazy("asked for privileged notes"),
    "casework.privileged_agreed": gettext_lazy("agreed to open privileged notes"),
    "casework.privileged_refused": gettext_lazy("refused to open privileged notes"),
    "casework.exported": gettext_lazy("asked to take something out"),
    "casework.export_written": gettext_lazy("an archive was made"),
    "casework.export_taken": gettext_lazy("downloaded an archive"),
    "casework.export_died": gettext_lazy("an archive was destroyed after its day"),
    "casework.case_held": gettext_lazy("held a file back from its end"),
    "casework.case_released": gettext_lazy("let a file go that was held back"),
    "casework.hold_read": gettext_lazy("read why a file is held back"),
    "casework.hold_reminded": gettext_lazy("reminded of a file that is held back"),
    "casework.retention_warned": gettext_lazy("warned that a file erases itself"),
    "casework.file_erased": gettext_lazy("erased a file"),
    "casework.forgetting_asked": gettext_lazy("asked that somebody be forgotten"),
    "casework.forgetting_withdrawn": gettext_lazy("took back that somebody be forgotten"),
    "casework.person_forgotten": gettext_lazy("forgot somebody"),
    "casework.access_reviewed": gettext_lazy("looked through who holds what"),
    "casework.oversight_read": gettext_lazy("looked at the board of confidentiality"),
    "casework.journal_read": gettext_lazy("looked through the journal"),
    "casework.holdings_read": gettext_lazy("looked at who holds what"),
    "casework.certificate_read": gettext_lazy("read a proof of erasure"),
    "people.person_sealed": gettext_lazy("sealed a person"),
    "people.person_unsealed": gettext_lazy("opened a sealed person again"),
    "people.person_named": gettext_lazy("named somebody on a sealed person"),
    "core.refused": gettext_lazy("was refused a page"),
    "core.anchor_mailed": gettext_lazy("the head of the journal was sent out"),
}


def seal_of(request: Request, case: Case) -> dict[str, Any]:
    """Who may see the file, and what the viewer may do about it."""
    viewer = request.viewer
    return {
        "holders": holders(case) if case.is_sealed else [],
        "thin": too_few(case),
        "may_look": verdict(seal_policies.check_look, viewer, case),
        "may_seal": verdict(seal_policies.check_seal, viewer, case),
        "may_export": verdict(export_policies.check_export_case, viewer, case),
    }


def watch_of(request: HttpRequest, person: Person) -> dict[str, Any] | None:
    """For whoever watches over confidentiality: who read what of her, and the way to forget her."""
    viewer: Viewer = getattr(request, "viewer", ANONYMOUS)
    if not verdict(check_oversee, viewer):
        return None
    return {"may_forget": viewer.may("protection.watch")}


def _exceptional(by: Viewer, cases: Any) -> dict[str, bool]:
    """``exceptional`` when the actor sees these files only through an exceptional access."""
    mine = list(CaseGrant.objects.of(by).filter(case__in=cases).values_list("case_id", "kind"))
    entered = {case for case, kind in mine if kind == GrantKind.EXCEPTIONAL}
    lasting = {case for case, kind in mine if kind != GrantKind.EXCEPTIONAL}
    return {"exceptional": True} if entered - lasting else {}


def mark_case(by: Viewer, obj: models.Model) -> dict[str, bool]:
    """Every event about a file that somebody entered exceptionally says so."""
    return _exceptional(by, [obj.pk])


def mark_person(by: Viewer, obj: models.Model) -> dict[str, bool]:
    """And so does every event about the person of such a file."""
    return _exceptional(by, Case.objects.filter(person_id=obj.pk).values("pk"))


def rotate(today: date) -> str:
    """A new master key wraps every data key once its days are over: older backups open no more."""
    if not settings.ROTATE_DAYS:
        return ""
    wrapped = vault.rotate_when_due(timedelta(days=settings.ROTATE_DAYS))
    return _("%(count)s keys wrapped anew") % {"count": wrapped} if wrapped is not None else ""


def honour(today: date) -> str:
    """Keys that were destroyed and came back with a backup are destroyed again."""
    again = vault.honour_erasures()
    return _("%(count)s keys destroyed again") % {"count": again} if again else ""


SWEEPS = {
    "erasures": honour,
    "exports": exports.sweep,
    "seals": seals.watch,
    "emergencies": emergencies.remind,
    "retention": retention.sweep,
    "anchor": oversight.mail_anchor,
    "keys": rotate,
}


def announce() -> None:
    """Everything above, once."""
    summarising.announce()
    register_source(REMNANTS)
    register_records(REMNANTS.model, remnants_of)
    register_holder("casework.Remnant", held_by_remnants)
    register_verbs(VERBS)
    register_section(Section("seal", gettext_lazy("Who may see this file"), "casework/seals/section.html", seal_of, 90))
    for code, words in NOTICES.items():
        register_notice(code, words)
    register_panel(Panel("watch", gettext_lazy("Confidentiality"), "casework/oversight/panel.html", watch_of, order=90))
    for name, sweep in SWEEPS.items():
        register_sweep(name, sweep)
    audit.register_mark(Case._meta.label, mark_case)
    audit.register_mark(Person._meta.label, mark_person)
    words = gettext_lazy("Confidentiality")
    register_way(
        Way(words=words, url_name="casework:oversight", permission="protection.watch", order=70, group="house")
    )
