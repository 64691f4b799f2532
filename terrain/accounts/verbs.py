"""What this room writes into the journal, in words."""

from django.utils.translation import gettext_lazy as _

VERBS = {
    "accounts.closed": _("closed an account"),
    "accounts.opened": _("opened an account again"),
    "accounts.invited": _("invited a colleague"),
    "accounts.invitation_sent_again": _("sent an invitation again"),
    "accounts.invitation_withdrawn": _("took back an invitation"),
    "accounts.joined": _("joined by an invitation"),
    "accounts.profile_changed": _("changed a profile"),
    "accounts.second_factor_reset": _("took away a lost second factor"),
    "accounts.opened_without_email": _("opened an account without e-mail"),
    "accounts.code_made": _("made a code that pairs a telephone"),
    "accounts.code_unknown": _("typed a code that opens nothing"),
    "accounts.phone_paired": _("paired a telephone"),
    "accounts.phone_ended": _("ended what a telephone opens"),
    "accounts.pin_refused": _("gave a wrong PIN"),
    "accounts.signed_in": _("signed in"),
    "accounts.signed_out": _("signed out"),
    "accounts.sign_in_refused": _("gave a wrong password"),
    "accounts.locked_out": _("gave too many wrong passwords"),
    "accounts.password_changed": _("changed the password"),
    "accounts.email_changed": _("changed the e-mail address"),
    "accounts.second_factor_added": _("added a second factor"),
    "accounts.recovery_codes_renewed": _("drew new recovery codes"),
    "accounts.code_refused": _("gave a wrong code"),
    "accounts.second_factor_removed": _("removed a second factor"),
}
