"""What referrals and transfers tell the rest of the house, once, when it is ready; with the words in which they are told."""

from django.utils.translation import gettext_lazy as _

from terrain.casework import consenting, knowing, loops, referring, sharing
from terrain.casework.actions.notices import register_notice
from terrain.casework.actions.sweeping import sweep_in_words, when_withdrawn
from terrain.casework.sections import Section, register_section
from terrain.core.sweeping import register_sweep
from terrain.core.ui.navigation import Way, register_way
from terrain.core.verbs import register_verbs
from terrain.facts.registry import register_kind, register_source
from terrain.people.consents.actions import register_withdrawal
from terrain.people.consents.holdings import register_holding

NOTICES = {
    "referral_received": _("A referral waits for your project's answer."),
    "referral_answered": _("File %(number)s: the service has answered."),
    "referral_expired": _("File %(number)s: a referral had no answer in time."),
    "referral_overdue": _("File %(number)s: the service has not yet told the outcome."),
    "referral_stopped": _("File %(number)s: she withdrew her consent, a referral was stopped."),
    "transfer_received": _("Your project is asked to take a file over."),
    "transfer_accepted": _("File %(number)s was taken over."),
    "transfer_declined": _("File %(number)s: the transfer was declined."),
    "transfer_expired": _("File %(number)s: the transfer had no answer in time."),
    "transfer_stopped": _("File %(number)s: she withdrew her consent, the transfer was stopped."),
}

VERBS = {
    "casework.referral_answered": _("answered a referral"),
    "casework.referral_accepted": _("accepted a referral"),
    "casework.referral_closed": _("closed the loop of a referral"),
    "casework.referral_drafted": _("wrote a referral"),
    "casework.referral_expired": _("a referral had no answer in time"),
    "casework.referral_printed": _("printed the slip of a referral"),
    "casework.referral_read": _("read a referral"),
    "casework.referral_reminded": _("reminded of a referral"),
    "casework.referral_renewed": _("made a new link for a referral"),
    "casework.referral_rewritten": _("changed a referral before sending it"),
    "casework.referral_seen": _("opened a referral received"),
    "casework.referral_sent": _("sent a referral"),
    "casework.referral_shown": _("opened a referral by the partner's link"),
    "casework.referral_stopped": _("a referral was stopped because consent was withdrawn"),
    "casework.referral_withdrawn": _("withdrew a referral"),
    "casework.transfer_accepted": _("took a file over"),
    "casework.transfer_asked": _("asked that a file be taken over"),
    "casework.transfer_declined": _("declined to take a file over"),
    "casework.transfer_read": _("read a transfer"),
    "casework.transfer_renewed": _("asked again that a file be taken over"),
    "casework.transfer_shown": _("opened a transfer by the partner's link"),
    "casework.transfer_stopped": _("a transfer was stopped"),
    "casework.transfer_withdrawn": _("withdrew a transfer"),
}


def announce() -> None:
    """Facts, notices, the part of a file's page, what falls due, and what stops when a consent is withdrawn."""
    register_kind(loops.REFERRAL)
    register_source(loops.REFERRALS)
    for code, words in NOTICES.items():
        register_notice(code, words)
    register_verbs(VERBS)
    register_section(
        Section("referrals", _("Referrals"), "casework/referrals/section.html", referring.referrals_of, order=40)
    )
    knowing.announce()
    register_holding(consenting.holds)
    sharing.register_reader("plan", referring.goals_of, {"goal": _("Goal")})
    register_sweep("referrals", sweep_in_words)
    register_withdrawal("casework.referrals", when_withdrawn)
    register_way(
        Way(words=_("Referrals"), url_name="casework:inbox", permission="reception.work", order=27, group="people")
    )
