"""Why a file is refused, in words for the person who sent it."""

from typing import Any

from django.utils.translation import gettext_lazy as _

REASONS: dict[str, Any] = {
    "too_large": _(
        "This file is too large: %(size)s MB, and at most %(limit)s MB are read. Keep only the sheet to import, or split it."
    ),
    "bomb": _("This file unpacks to far more than a register can hold. It was not opened."),
    "macro": _("This workbook contains macros (small programs). Save it as .xlsx without macros and send it again."),
    "encrypted": _("This workbook is protected by a password. Save it without the password and send it again."),
    "not_a_table": _("This file is neither a workbook (.xlsx, .xls, .ods) nor a table of text (.csv)."),
    "wrong_extension": _(
        "The content of this file is not what its name says. Open it, save it as .xlsx or .csv and send it again."
    ),
    "unknown_extension": _("Files whose name ends like this are not read. Send an .xlsx, .xls, .ods or .csv file."),
    "damaged": _("This file is damaged or was not saved completely. Open it, save it again and send the new file."),
    "empty": _("This file is empty."),
    "no_rows": _("No row was found under a line of column titles in this file."),
    "too_wide": _(
        "A sheet of this file reaches too far: %(rows)s rows by %(columns)s columns. Delete what lies far from the table and save again."
    ),
    "no_sheet": _("This workbook has no sheet of that name."),
}


class Unreadable(Exception):
    """A file was refused. ``code`` is one of ``REASONS``; ``str()`` is a sentence in the active language."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts

    def __str__(self) -> str:
        sentence = str(REASONS[self.code])
        return sentence % self.facts if self.facts else sentence
