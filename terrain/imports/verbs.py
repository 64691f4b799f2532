"""What this room writes into the journal, in words."""

from django.utils.translation import gettext_lazy as _

VERBS = {
    "imports.uploaded": _("brought a table in"),
    "imports.mapped": _("said what the columns of a table are"),
    "imports.samples_read": _("looked at rows of a table"),
    "imports.checked": _("had a table checked"),
    "imports.answered": _("answered a question about a table"),
    "imports.looked_again": _("had a table looked at again"),
    "imports.bad_rows_read": _("downloaded the rows that were refused"),
    "imports.applied": _("applied an import"),
    "imports.stopped": _("stopped an import"),
    "imports.discarded": _("threw an import away"),
    "imports.undone": _("undid an import"),
}
