"""What this room writes into the journal, in words."""

from django.utils.translation import gettext_lazy as _

VERBS = {
    "workshops.centre_changed": _("changed a centre"),
    "workshops.kit_opened": _("added a kit"),
    "workshops.kit_changed": _("changed a kit"),
    "workshops.item_added": _("added a thing to a kit"),
    "workshops.item_changed": _("changed a thing of a kit"),
    "workshops.item_taken_out": _("took a thing out of a kit"),
    "workshops.kit_counted": _("counted a kit"),
    "workshops.kit_lent": _("lent a kit"),
    "workshops.loan_extended": _("let a kit stay longer"),
    "workshops.kit_given_back": _("took a kit back"),
    "workshops.sheet_written": _("wrote an activity sheet"),
    "workshops.sheet_changed": _("changed an activity sheet"),
    "workshops.sheet_published": _("published an activity sheet"),
    "workshops.sheet_withdrawn": _("withdrew an activity sheet"),
    "workshops.series_opened": _("opened a series of workshops"),
    "workshops.series_changed": _("changed a series of workshops"),
    "workshops.session_held": _("wrote down a workshop session"),
    "workshops.session_changed": _("changed a workshop session"),
    "workshops.session_struck": _("took back a workshop session"),
    "workshops.forum_linked": _("tied a public session to its series"),
    "workshops.forum_shown": _("opened a public session of forum theatre"),
    "workshops.forum_changed": _("changed what a public session played"),
    "workshops.proposal_collected": _("wrote down a proposal of the public"),
    "workshops.proposal_struck": _("took back a proposal of the public"),
    "workshops.proposal_followed": _("said what became of a proposal"),
}
