"""What this room writes into the journal, in words."""

from django.utils.translation import gettext_lazy as _

VERBS = {
    "results.breakdown_taken": _("took a breakdown out, with figures that could be one person"),
    "results.declared": _("declared a value"),
    "results.declaration_withdrawn": _("took back a declared value"),
    "results.list_read": _("opened the list behind a figure"),
    "results.proof_read": _("opened the proof of a declared value"),
    "results.snapshot_taken": _("kept the figures of a day"),
}
