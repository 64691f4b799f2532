"""What this room writes into the journal, in words."""

from django.utils.translation import gettext_lazy as _

VERBS = {
    "outreach.campaign_opened": _("opened a campaign"),
    "outreach.campaign_changed": _("changed a campaign"),
    "outreach.campaign_ended": _("ended a campaign and destroyed its telephones"),
    "outreach.campaign_cancelled": _("cancelled a campaign"),
    "outreach.event_logged": _("wrote down what a campaign did"),
    "outreach.event_changed": _("changed what a campaign did"),
    "outreach.event_struck": _("took back what a campaign did"),
    "outreach.estimate_made": _("estimated how many people a campaign reached"),
    "outreach.estimate_declared": _("declared an estimate"),
    "outreach.estimate_retracted": _("took back a declared estimate"),
    "outreach.proof_read": _("opened a proof of a campaign"),
    "outreach.accreditation_asked": _("wrote down a journalist's accreditation"),
    "outreach.accreditation_changed": _("changed a journalist's accreditation"),
    "outreach.journalist_taken_out": _("took a journalist out"),
    "outreach.journalists_read": _("read which journalists are accredited"),
    "outreach.piece_written": _("wrote down a piece of the press"),
    "outreach.piece_changed": _("changed a piece of the press"),
    "outreach.piece_struck": _("took back a piece of the press"),
}
