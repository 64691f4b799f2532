"""What legal protection writes into the journal, in words."""

from django.utils.translation import gettext_lazy as _

VERBS = {
    "legal_aid.lawyer_added": _("put a lawyer into the network"),
    "legal_aid.lawyer_changed": _("changed what is known of a lawyer"),
    "legal_aid.case_given": _("gave a case to a lawyer"),
    "legal_aid.mandate_ended": _("said how a lawyer's case ended"),
    "legal_aid.mandate_taken_back": _("took back that a lawyer has a case"),
    "legal_aid.case_told": _("wrote a case without saying whose"),
    "legal_aid.case_proposed": _("proposed a case told"),
    "legal_aid.proposal_taken_back": _("took a proposed case back"),
    "legal_aid.proposal_decided": _("agreed to a case told, or refused it"),
    "legal_aid.proposal_read": _("read a proposed case"),
    "legal_aid.told_taken_down": _("took a case told down"),
    "legal_aid.telling_stopped": _("stopped a case told: she agrees no more"),
    "legal_aid.told_printed": _("printed the cases told"),
}
