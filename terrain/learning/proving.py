"""What this part hangs on her page and on a cohort's page, and what time itself does."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext

from terrain.core import clock
from terrain.core.access import Viewer
from terrain.core.policies import verdict
from terrain.core.sweeping import register_sweep
from terrain.core.verbs import register_verbs
from terrain.learning import certifying, following, learners, opinions, testing, windows
from terrain.learning.actions import certificates as certificate_actions
from terrain.learning.actions import sittings
from terrain.learning.hangings import Part, register_cohort_part, register_page_part
from terrain.learning.models import Certificate, Cohort, Enrolment, FollowUp
from terrain.learning.moments import Later, Moment, Outcome
from terrain.learning.policies.proof import (
    HERSELF,
    check_agree_follow_up,
    check_follow_up,
    check_hear,
    check_opinion,
    check_take_test,
)
from terrain.learning.proof_verbs import VERBS
from terrain.people.forgetting import register_forgetting
from terrain.people.opened.trails import Sort, Trail, register_trail

TITLES = {Moment.BEFORE: _("Test before the training"), Moment.AFTER: _("Test after the training")}


def _test_part(enrolment: Enrolment, moment: Moment) -> Part | None:
    if testing.questionnaire_of(enrolment.cohort) is None:
        return None
    address = reverse("training:test", args=[enrolment.page_secret, moment.value])
    if verdict(check_take_test, HERSELF, enrolment, moment.value):
        return Part(
            TITLES[moment],
            _("A few questions, ten minutes."),
            address,
            state=_("to do"),
            mood="warn",
            button=_("Answer now"),
        )
    taken = enrolment.sittings.filter(moment=moment).order_by("-attempt").first()
    if taken is None:
        return None
    return Part(
        TITLES[moment], _("%(share)d %% of the points") % {"share": taken.share}, address, state=_("done"), mood="ok"
    )


def before_part(enrolment: Enrolment) -> Part | None:
    """The test before the training."""
    return _test_part(enrolment, Moment.BEFORE)


def after_part(enrolment: Enrolment) -> Part | None:
    """The test after the training."""
    return _test_part(enrolment, Moment.AFTER)


def opinion_part(enrolment: Enrolment) -> Part | None:
    """Her opinion, once she was there."""
    address = reverse("training:opinion", args=[enrolment.page_secret])
    if verdict(check_opinion, HERSELF, enrolment):
        words = _("Five taps. Nobody can tell that it is yours.")
        return Part(_("Your opinion"), words, address, state=_("to do"), mood="warn", button=_("Give it"))
    asked = getattr(enrolment, "asked", None)
    if asked is None or asked.opinion_on is None:
        return None
    return Part(_("Your opinion"), _("Thank you."), state=_("done"), mood="ok")


def follow_up_part(enrolment: Enrolment) -> Part | None:
    """What became of it, while it is asked."""
    later = windows.asked_now(enrolment.cohort, clock.today())
    if not later:
        return None
    told = enrolment.follow_ups.filter(later=later).first()
    if told is not None and told.outcome == Outcome.ANSWERED:
        return Part(_("What became of it?"), _("Thank you for telling us."), state=_("done"), mood="ok")
    if not verdict(check_follow_up, HERSELF, enrolment, later):
        return None
    address = reverse("training:follow_up", args=[enrolment.page_secret, later])
    words = _("Three questions: did you use what you learned?")
    return Part(_("What became of it?"), words, address, state=_("to do"), mood="warn", button=_("Tell us"))


def agree_part(enrolment: Enrolment) -> Part | None:
    """Whether she may be asked later."""
    if enrolment.last_attended is None or not verdict(check_agree_follow_up, HERSELF, enrolment):
        return None
    address = reverse("training:agree_follow_up", args=[enrolment.page_secret])
    words = _("Six weeks and six months later: did you use what you learned?")
    state = _("yes") if enrolment.agreed_follow_up else _("no")
    return Part(_("May we ask you later?"), words, address, state=state, button=_("Change my answer"))


def certificate_part(enrolment: Enrolment) -> Part | None:
    """Her certificate, or how her name is to be written on it."""
    address = reverse("training:certificate", args=[enrolment.page_secret])
    held: Certificate | None = getattr(enrolment, "certificate", None)
    if held is not None and held.holds:
        return Part(
            _("My certificate"),
            held.number,
            address,
            state=pgettext("certificate", "issued"),
            mood="ok",
            button=_("Open it"),
        )
    if held is not None:
        return Part(
            _("My certificate"),
            held.get_reason_display(),
            address,
            state=pgettext("certificate", "withdrawn"),
            mood="warn",
        )
    if not enrolment.has_place or enrolment.cohort.is_cancelled:
        return None
    words = certifying.why_not(enrolment) if certifying.over(enrolment) else ""
    words = words or _("Issued after the last meeting. Say how your name is to be written.")
    return Part(_("My certificate"), words, address, state=_("not yet"), button=_("My name on it"))


def tests_of(cohort: Cohort, viewer: Viewer) -> Part | None:
    """The tests of a cohort."""
    drawn = testing.picture(cohort, viewer)
    words = _("Before: %(before)d, after: %(after)d.") % {"before": drawn.before, "after": drawn.after}
    lines: tuple[Any, ...] = ()
    if drawn.gain is not None:
        lines = (_("Gain in the middle: %(gain)d points of percent.") % {"gain": drawn.gain},)
    return Part(_("Tests"), words, reverse("learning:tests", args=[cohort.uid]), lines=lines, button=_("Tests"))


def opinions_of(cohort: Cohort, viewer: Viewer) -> Part | None:
    """What they thought of it."""
    figures = opinions.figures(windows.proof_of(cohort))
    count = figures.counted + figures.waiting
    words = ngettext("%(count)d opinion.", "%(count)d opinions.", count) % {"count": count}
    return Part(_("Opinions"), words, reverse("learning:opinions", args=[cohort.uid]), button=_("Opinions"))


def follow_ups_of(cohort: Cohort, viewer: Viewer) -> Part | None:
    """What became of it; how many are to be asked now."""
    address = reverse("learning:follow_ups", args=[cohort.uid])
    later = windows.asked_now(cohort, clock.today())
    if not later:
        first = windows.window_of(cohort, Later.WEEKS).opens
        words = _("Asked from %(day)s on.") % {"day": date_format(first)}
        return Part(_("Follow-up"), words, address, button=_("Follow-up"))
    enrolments = learners.of_cohort(cohort, viewer)
    told = FollowUp.objects.filter(enrolment__in=enrolments, later=later)
    one = next(rate for rate in following.rates(enrolments, list(told)) if rate.later == later)
    words = ngettext("%(count)d person is to be asked now.", "%(count)d people are to be asked now.", one.silent)
    state = _("to do") if one.silent and verdict(check_hear, viewer, cohort) else ""
    return Part(
        _("Follow-up"),
        words % {"count": one.silent},
        address,
        state=state,
        mood="warn" if state else "",
        button=_("Follow-up"),
    )


def certificates_of(cohort: Cohort, viewer: Viewer) -> Part | None:
    """How many certificates hold."""
    held = Certificate.objects.visible_to(viewer).filter(enrolment__cohort=cohort, withdrawn_at=None).count()
    words = ngettext("%(count)d certificate.", "%(count)d certificates.", held) % {"count": held}
    return Part(_("Certificates"), words, reverse("learning:certificates", args=[cohort.uid]), button=_("Certificates"))


def _certificates_of(persons: Sequence[int], viewer: Viewer) -> Iterable[int]:
    seen = (
        Certificate.objects.all()
        if viewer.may_everywhere("protection.watch")
        else Certificate.objects.visible_to(viewer)
    )
    return seen.filter(enrolment__person__in=persons).values_list("pk", flat=True)


def _told_by(persons: Sequence[int], viewer: Viewer) -> Iterable[int]:
    seen = FollowUp.objects.all() if viewer.may_everywhere("protection.watch") else FollowUp.objects.visible_to(viewer)
    return seen.filter(enrolment__person__in=persons).values_list("pk", flat=True)


READ = {
    "learning.certificate_read": Sort.PAPERS,
    "learning.certificate_printed": Sort.PAPERS,
    "learning.badge_made": Sort.PAPERS,
}


def _sweep(today: date) -> str:
    return sittings.sweep(today)


def announce() -> None:
    """Hang the parts; reduce single answers when their time has passed; leave no name behind."""
    register_verbs(VERBS)
    register_page_part("test_before", 20, before_part)
    register_page_part("test_after", 25, after_part)
    register_page_part("opinion", 30, opinion_part)
    register_page_part("follow_up", 35, follow_up_part)
    register_page_part("agree", 45, agree_part)
    register_page_part("certificate", 40, certificate_part)
    register_cohort_part("tests", 30, tests_of)
    register_cohort_part("opinions", 35, opinions_of)
    register_cohort_part("follow_ups", 40, follow_ups_of)
    register_cohort_part("certificates", 45, certificates_of)
    register_sweep("learning.answers", _sweep)
    register_trail(Trail("learning.Certificate", _certificates_of, READ))
    register_trail(Trail("learning.FollowUp", _told_by, {"learning.follow_up_read": Sort.NOTES}))
    register_forgetting("learning.proof", certificate_actions.forget_within)
