"""A certificate as it leaves the house: as a page to print, and as a badge to take along."""

from datetime import date
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from terrain.core.documents import Certificate as Page
from terrain.core.documents import certificate_pdf
from terrain.core.texts import said
from terrain.core.ui.context import PRODUCT
from terrain.learning import badges, certifying
from terrain.learning.models import Certificate
from terrain.programmes.models import Programme

GROUPS = 8
"""Letters of the code that stand together on the paper."""


def issuer_name(language: str | None = None) -> str:
    """Who issues: the programme."""
    programme = Programme.objects.order_by("pk").first()
    return (said(programme.name, language) if programme is not None else "") or PRODUCT


def issuer() -> badges.Issuer:
    """Who issues, as badges name it."""
    return badges.Issuer(urlsplit(settings.TERRAIN_URL).netloc, issuer_name("fr"))


def check_address(certificate: Certificate) -> str:
    """The whole address of its check page, in the language of the paper."""
    with override(certificate.language):
        return settings.TERRAIN_URL.rstrip("/") + certificate.get_check_url()


def issued_on(certificate: Certificate) -> date:
    """The day of issue, here."""
    return timezone.localdate(certificate.issued_at)


def page_of(certificate: Certificate) -> bytes:
    """The page to print. Raises ``vault.Erased`` when its holder was forgotten."""
    language = certificate.language
    name = certificate.name()
    address = check_address(certificate)
    with override(language):
        had, due = certifying.hours(certificate.minutes), certifying.hours(certificate.due_minutes)
        facts = [
            (_("Hours attended"), _("%(had)s of %(due)s") % {"had": had, "due": due}),
            (_("Dates"), certifying.days(certificate.first_day, certificate.last_day, language)),
            (_("Place"), certificate.where),
            (_("Number"), certificate.number),
        ]
        if certificate.test_passed:
            facts.insert(1, (_("Test after the training"), _("passed")))
        shown = address.split("://", 1)[-1]
        head, code = shown[: -len(certificate.code) - 1], certificate.code
        day = certifying.days(issued_on(certificate), issued_on(certificate), language)
        page = Page(
            language=language,
            issuer=issuer_name(language),
            title=_("Certificate of training"),
            before=_("is given to"),
            name=name,
            after=_("who followed the training"),
            course=said(certificate.title, language),
            facts=tuple(facts),
            signed=(_("Issued on %(day)s") % {"day": day}, issuer_name(language)),
            check=address,
            check_words=(_("To check this certificate:"), head, code[: 2 * GROUPS], code[2 * GROUPS :]),
            day=issued_on(certificate),
        )
    return certificate_pdf(page)


def badge_of(certificate: Certificate, email: str = "", with_score: bool = False) -> str:
    """The badge, signed: what it says of learning stands in its criteria. ``email`` is kept nowhere."""
    language = certificate.language
    cohort = certificate.enrolment.cohort
    course = cohort.course
    with override(language):
        criteria = _("Attended %(had)s of %(due)s.") % {
            "had": certifying.hours(certificate.minutes),
            "due": certifying.hours(certificate.due_minutes),
        }
        criteria += " " + _("The course asks for %(percent)d %% of the hours.") % {"percent": cohort.threshold}
        if certificate.test_passed:
            criteria += " " + _("The test after the training was passed.")
        check_words = _("Certificate %(number)s: whether it holds, and whose it is") % {"number": certificate.number}
    title = said(certificate.title, language)
    badge = badges.Badge(
        uid=str(certificate.uid),
        course_uid=str(course.uid),
        title=title,
        about=said(course.about, language) or title,
        criteria=criteria,
        language=language,
        issued_at=certificate.issued_at,
        place=certificate.place_in_list,
        check=f"https://{urlsplit(check_address(certificate)).netloc}{urlsplit(check_address(certificate)).path}",
        check_words=check_words,
        minutes=certificate.minutes,
        score=certificate.score if with_score else None,
        email=email,
    )
    return badges.issued(badge, issuer())
