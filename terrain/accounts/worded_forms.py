"""The forms of django-allauth in the house's words: a label above, no placeholder, digits where digits are typed."""

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django.forms import Form
from django.utils.translation import gettext_lazy as _

CODE = {"inputmode": "numeric", "autocomplete": "one-time-code"}
LONG = _("At least 10 characters. A few words in a row are easier to remember than signs.")


class _Worded(Form):
    words: dict[str, tuple[Any, Any]] = {}
    attributes: dict[str, dict[str, str]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, (label, help_text) in self.words.items():
            if name in self.fields:
                field = self.fields[name]
                field.label, field.help_text = label, help_text
                field.widget.attrs.pop("placeholder", None)
                field.widget.attrs.update(self.attributes.get(name, {}))


class SignInForm(_Worded, account.LoginForm):
    words = {"login": (_("E-mail"), ""), "password": (_("Password"), "")}
    attributes = {"login": {"autocomplete": "username"}}


class NewEmailForm(_Worded, account.AddEmailForm):
    words = {"email": (_("New address"), "")}


class AskPasswordForm(_Worded, account.ResetPasswordForm):
    words = {"email": (_("E-mail"), "")}


class NewPasswordForm(_Worded, account.ResetPasswordKeyForm):
    words = {"password1": (_("New password"), LONG), "password2": (_("The same again"), "")}


class ChangePasswordForm(_Worded, account.ChangePasswordForm):
    words = {
        "oldpassword": (_("Password now"), ""),
        "password1": (_("New password"), LONG),
        "password2": (_("The same again"), ""),
    }


class SetPasswordForm(_Worded, account.SetPasswordForm):
    words = {"password1": (_("New password"), LONG), "password2": (_("The same again"), "")}


class AgainForm(_Worded, account.ReauthenticateForm):
    words = {"password": (_("Password"), "")}


class CodeForm(_Worded, mfa.AuthenticateForm):
    words = {"code": (_("Code"), "")}
    attributes = {"code": CODE}


class CodeAgainForm(_Worded, mfa.ReauthenticateForm):
    words = {"code": (_("Code"), "")}
    attributes = {"code": CODE}


class FirstCodeForm(_Worded, totp.ActivateTOTPForm):
    words = {"code": (_("Code from the app"), "")}
    attributes = {"code": CODE}


class PasskeyForm(_Worded, webauthn.AddWebAuthnForm):
    words = {
        "name": (_("Name"), _("So that you know it again: my phone, the blue key.")),
        "passwordless": (
            _("Sign in with this alone"),
            _("Without e-mail and password; your phone or key asks for a finger, a face or a code."),
        ),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.user.email:  # nothing else would open the account with it
            self.fields["passwordless"].initial = True


class PasskeyNameForm(_Worded, webauthn.EditWebAuthnForm):
    words = {"name": (_("Name"), "")}
