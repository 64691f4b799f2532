"""Where the house differs from django-allauth's usual ways."""

import logging
import time
from io import BytesIO
from smtplib import SMTPException
from typing import Any

import segno
from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.stagekit import clear_login
from allauth.account.models import EmailAddress
from allauth.core.internal.httpkit import headed_redirect_response
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

from terrain.accounts.enums import SessionEnd
from terrain.accounts.models import User
from terrain.core import audit, vault
from terrain.core.access import ANONYMOUS
from terrain.core.models import VaultKey

log = logging.getLogger(__name__)
SECRET = "mfa.Authenticator.data"  # noqa: S105


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs up; failures are remembered; a demo account opens nothing outside a demonstration.

    The address of an account is proven by the invitation, or by whoever made it: without that being written down,
    asking for another address would lose the present one.
    """

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("This e-mail and this password do not go together."),
        "too_many_login_attempts": _("Too many attempts. Wait a quarter of an hour, or ask for a new password."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse | None:
        if user.is_demo and not settings.DEMO:
            clear_login(request)
            messages.error(request, SessionEnd.DEMO.label)
            return headed_redirect_response("account_login")
        if user.email and not EmailAddress.objects.filter(user=user, primary=True).exists():
            EmailAddress.objects.update_or_create(
                user=user, email=user.email, defaults={"primary": True, "verified": True}
            )
        return super().pre_login(request, user, **kwargs)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            self._note("accounts.locked_out", credentials)
            raise

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        self._note("accounts.sign_in_refused", credentials)

    @staticmethod
    def _note(verb: str, credentials: dict[str, Any]) -> None:
        address = vault.digest("accounts.email", credentials.get("email", "").lower())
        audit.append(verb, by=ANONYMOUS, detail={"address": address.hex()[:16]})

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """The desk, in the language of the person unless they chose another one on the way in."""
        here = get_language()
        own = getattr(request.user, "language", settings.LANGUAGE_CODE)
        with override(own if here == settings.LANGUAGE_CODE else here):
            return reverse(str(settings.LOGIN_REDIRECT_URL))

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Signing in counts as proof for a few minutes: whoever has just come in is not asked twice."""
        if not super().is_reauthentication_required(app=app, **kwargs):
            return False
        records = get_authentication_records(self.request, self.request.user)
        return not records or time.time() - records[-1]["at"] > app_settings.REAUTHENTICATION_TIMEOUT

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write to the person; a mail server that is down breaks no page and does not undo what they did. No address: no mail."""
        if not email:
            return
        try:
            super().send_mail(template_prefix, email, context)
        except (OSError, SMTPException):
            log.warning("a message about an account could not be sent", exc_info=True)


class MFAAdapter(DefaultMFAAdapter):
    """Secrets of second factors are in the vault; the QR code is drawn on its own white ground."""

    def encrypt(self, text: str) -> str:
        key = vault.new_key()
        return f"{key.pk}:{vault.seal(key, text.encode(), SECRET).hex()}"

    def decrypt(self, encrypted_text: str) -> str:
        pk, _colon, sealed = encrypted_text.partition(":")
        return vault.unseal(VaultKey.objects.get(pk=pk), bytes.fromhex(sealed), SECRET).decode()

    def build_totp_svg(self, url: str) -> str:
        drawing = BytesIO()
        segno.make(url, error="m").save(drawing, kind="svg", scale=5, border=4, light="white", xmldecl=False)
        return drawing.getvalue().decode()

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {**super().get_public_key_credential_rp_entity(), "name": "Terrain"}
