"""What this room tells the engines below it, once, when the house is ready."""

from django.utils.translation import gettext_lazy as _

from terrain.casework.actions.notices import register_notice
from terrain.casework.erasing import register_leaving
from terrain.casework.exporting import register_part
from terrain.casework.kinds import register_kind
from terrain.casework.sections import Section, register_section
from terrain.casework.tracing import trace
from terrain.core.sweeping import register_sweep
from terrain.core.ui.navigation import Way, register_way
from terrain.core.verbs import register_verbs
from terrain.facts import registry
from terrain.pathways.legal_aid import facts, proceedings
from terrain.pathways.legal_aid.actions import stopping, telling
from terrain.pathways.legal_aid.kind import LEGAL_AID
from terrain.pathways.legal_aid.models import Proposal
from terrain.pathways.legal_aid.policies import agreements_seen
from terrain.pathways.legal_aid.showing import lawyers_section, summary_rows
from terrain.pathways.legal_aid.verbs import VERBS
from terrain.people.consents.actions import register_withdrawal
from terrain.people.consents.closed import register_closed
from terrain.people.duplicates.hooks import register_records
from terrain.people.opened.trails import Sort

NOTICES = {
    "advocacy_to_agree": _("A case told waits for you to agree."),
    "advocacy_sent_back": _("File %(number)s: what you told comes back to you."),
    "advocacy_published": _("File %(number)s: two people agreed, your telling is published."),
}


def announce() -> None:
    """Its kind, its facts, its section, its notices, what a withdrawn consent stops."""
    register_kind(LEGAL_AID)
    registry.register_kind(facts.MANDATE)
    registry.register_kind(proceedings.PROCEEDING)
    registry.register_source(facts.MANDATES)
    register_records(facts.MANDATES.model, facts.about)
    register_section(Section("lawyers", _("Lawyers"), "legal_aid/section.html", lawyers_section, 6))
    titles = (_("Since"), _("Until"), _("Lawyer"), _("Matter"), _("Outcome"), _("Words"))
    register_part("lawyers", _("Lawyers"), titles, summary_rows)
    for code, words in NOTICES.items():
        register_notice(code, words)
    register_verbs(VERBS)
    trace("legal_aid.proposal_read", Sort.FILE)
    register_closed(telling.PURPOSE, agreements_seen)
    register_leaving(Proposal._meta.label, stopping.gone_with_file)
    register_withdrawal("legal_aid", stopping.withdrawn)
    register_sweep("advocacy", stopping.sweep)
    register_way(
        Way(words=_("Cases told"), url_name="legal_aid:advocacy", permission="advocacy.view", order=28, group="people")
    )
