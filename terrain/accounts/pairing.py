"""Coming in without e-mail: a short code pairs a telephone once, six digits open it from then on.

The code (eight digits, a day, once) comes from somebody who answers for her. The telephone keeps a random text, the database only
its keyed digest; the PIN is counted before it is looked at, so that no number of tries at once is worth more than five.
"""

import secrets
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from terrain.accounts import staffing
from terrain.accounts.enums import PairingEnd
from terrain.accounts.models import Pairing, SignInCode, User
from terrain.accounts.policies import (
    check_answers_for,
    check_code_opens,
    check_make_code,
    check_manage_staff,
    check_open_host,
)
from terrain.core import audit, clock, vault
from terrain.core.access import ANONYMOUS, Viewer, system_viewer
from terrain.core.actions import action
from terrain.core.policies import Denied

COOKIE = "terrain_phone"
DIGITS, PIN_DIGITS = 8, 6
CODE_LIVES = timedelta(hours=24)
PHONE_LIVES = timedelta(days=180)
TRIES = 5
"""Wrong PINs after which a telephone opens nothing any more."""
CODE, PHONE, PIN = "accounts.code", "accounts.phone", "accounts.pin"
Named = Callable[[User], str]
_NAMES: list[Named] = []


@dataclass(frozen=True)
class NewCode:
    """A code as it is shown once: eight digits, whose, until when."""

    digits: str
    user: User
    expires_at: datetime

    @property
    def groups(self) -> tuple[str, str]:
        """The digits as they are read and typed: two groups of four."""
        return self.digits[:4], self.digits[4:]


@dataclass(frozen=True)
class Paired:
    """A telephone that was paired just now, and the text that only it holds."""

    pairing: Pairing
    secret: str


@dataclass(frozen=True)
class Entered:
    """What became of a PIN. ``pairing``: it was right. ``left``: how many tries remain."""

    pairing: Pairing | None
    left: int = 0


def register_name(named: Named) -> None:
    """Let the room that knows the name she is called by say it (an empty text: it knows none)."""
    _NAMES[:] = [named]


def name_of(user: User) -> str:
    """How a paired telephone greets her: the name she is heard by, else the first word of her name. Never an address."""
    for named in _NAMES:
        if told := named(user):
            return told
    return (user.full_name.split() or [""])[0]


def digits_in(text: str) -> str:
    """The digits of what was typed, in whatever script, without blanks and dashes."""
    return "".join(str(unicodedata.digit(sign)) for sign in text if unicodedata.digit(sign, None) is not None)


def is_weak(pin: str) -> bool:
    """Whether a PIN is among the first that somebody would try: one or two digits repeated, a row, half of it twice."""
    steps = {(int(after) - int(before)) % 10 for before, after in zip(pin, pin[1:], strict=False)}
    half = len(pin) // 2
    return len(set(pin)) <= 2 or steps in ({1}, {9}) or pin[:half] == pin[half:] or pin[::2] == pin[1::2]


def open_without_email(
    full_name: str, project: tuple[int, str], *, language: str = "fr", by: Viewer, role: str = "radio_host"
) -> User:
    """Open an account for a host of a project's radio (its id and code) who has no e-mail; she comes in by a code.

    Another role without a second factor is given so by whoever gives roles. Raises ``Denied`` (not allowed, or the role needs a second factor).
    """
    project_id, code = project
    check_open_host(by, project_id)
    if role != "radio_host":
        check_manage_staff(by)
    with action("accounts.opened_without_email", by=by, project_id=project_id) as act:
        user = User.objects.create_user(None, full_name=full_name.strip(), language=language)
        staffing.register().give(user, role, code, by=system_viewer("radio"))
        check_code_opens(user)
        act.obj = user
    return user


def make_code(user: User, *, by: Viewer) -> NewCode:
    """Make a code for her; the one before is worthless. It is never readable again."""
    check_make_code(by, user)
    with action("accounts.code_made", by=by, obj=user):
        SignInCode.objects.filter(user=user, used_at=None, ended_at=None).update(ended_at=clock.now())
        digits = _fresh()
        held = SignInCode.objects.create(
            user=user,
            digest=vault.digest(CODE, digits),
            made_by_id=by.user_id,
            expires_at=clock.now() + CODE_LIVES,
        )
    return NewCode(digits, user, held.expires_at)


def _fresh() -> str:
    while True:
        digits = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
        if not SignInCode.objects.filter(digest=vault.digest(CODE, digits)).exists():
            return digits


def _living() -> QuerySet[SignInCode]:
    return SignInCode.objects.filter(used_at=None, ended_at=None, expires_at__gt=clock.now())


def find(digits: str) -> SignInCode | None:
    """The code that opens something now; ``None`` alike for one that never was, was used, is over, or opens nobody's account."""
    held = _living().select_related("user").filter(digest=vault.digest(CODE, digits)).first()
    try:
        if held is not None:
            check_code_opens(held.user)
    except Denied:
        return None
    return held


def note_unknown() -> None:
    """Write down that somebody tried a code that opens nothing."""
    audit.append("accounts.code_unknown", by=ANONYMOUS)


def pair(code: SignInCode, pin: str) -> Paired:
    """Use the code up: this telephone knows her from now on, whichever did before does not, and other sessions are over.

    Raises ``Denied`` when the code was used meanwhile.
    """
    secret, now = secrets.token_urlsafe(32), clock.now()
    digest = vault.digest(PHONE, secret)
    with action("accounts.phone_paired", by=Viewer(user_id=code.user_id), obj=code.user) as act:
        check_code_opens(code.user)
        if not _living().filter(pk=code.pk).update(used_at=now):
            raise Denied(_("This code was used already. Ask for a new one."))
        end_all(code.user, PairingEnd.REPLACED)
        held = Pairing.objects.create(
            user=code.user, digest=digest, pin=make_password(_mixed(digest, pin)), expires_at=now + PHONE_LIVES
        )
        act.detail["pairing"] = held.pk
    return Paired(held, secret)


def of_phone(secret: str) -> Pairing | None:
    """Whom this telephone knows, when it may still ask for the PIN."""
    if not secret:
        return None
    return _open().filter(digest=vault.digest(PHONE, secret)).first()


def of_user(user: User) -> Pairing | None:
    """The telephone that is paired with an account now."""
    return _open().filter(user=user).first()


def paired_users(users: "QuerySet[User] | list[int]") -> set[int]:
    """Which of these users have a paired telephone; one query."""
    return set(_open().filter(user__in=users).values_list("user_id", flat=True))


def _open() -> QuerySet[Pairing]:
    alive = Q(ended_at=None, failures__lt=TRIES, expires_at__gt=clock.now(), user__is_active=True)
    return Pairing.objects.filter(alive).select_related("user")


def _mixed(digest: bytes, pin: str) -> str:
    return vault.digest(PIN, f"{bytes(digest).hex()}:{pin}").hex()


@cache
def _nobodys() -> str:
    return make_password(secrets.token_urlsafe(16))


def enter(secret: str, pin: str) -> Entered:
    """Try a PIN on a telephone. The try is counted before it is looked at, and an unknown telephone costs as long."""
    digest = vault.digest(PHONE, secret)
    counted = _open().filter(digest=digest).update(failures=F("failures") + 1)
    held = Pairing.objects.select_related("user").get(digest=digest) if counted else None
    right = check_password(_mixed(digest, pin), held.pin if held is not None else _nobodys())
    if held is None:
        return Entered(None)
    if not right:
        return _refused(held)
    try:
        check_code_opens(held.user)
    except Denied:
        with action("accounts.phone_ended", by=ANONYMOUS, obj=held.user, detail={"why": PairingEnd.ROLE}):
            end_all(held.user, PairingEnd.ROLE)
        return Entered(None)
    now = clock.now()
    Pairing.objects.filter(pk=held.pk).update(failures=0, used_at=now, expires_at=now + PHONE_LIVES)
    return Entered(held, TRIES)


def _refused(held: Pairing) -> Entered:
    left = max(TRIES - held.failures, 0)
    with action("accounts.pin_refused", by=ANONYMOUS, obj=held.user, detail={"left": left, "pairing": held.pk}):
        if not left:
            _end(Pairing.objects.filter(pk=held.pk, ended_at=None), PairingEnd.GUESSED)
    return Entered(None, left)


def forget(secret: str) -> None:
    """Whoever holds the telephone says that it is not hers: it knows nobody any more, and what was open in her name is closed."""
    held = Pairing.objects.filter(digest=vault.digest(PHONE, secret), ended_at=None).select_related("user").first()
    if held is None:
        return
    by = Viewer(user_id=held.user_id, label="her telephone")
    with action("accounts.phone_ended", by=by, obj=held.user, detail={"why": PairingEnd.FORGOTTEN}):
        end_all(held.user, PairingEnd.FORGOTTEN)


def lost(user: User, *, by: Viewer) -> None:
    """She lost her telephone: it opens nothing from this instant, codes that wait neither, and every session of hers is over.

    Neither does her finger or face on it, where a code can let her in again: she sets it up anew.
    """
    check_answers_for(by, user)
    with action("accounts.phone_ended", by=by, obj=user, detail={"why": PairingEnd.LOST}) as act:
        end_all(user, PairingEnd.LOST)
        if not user.email:
            forgotten, _detail = Authenticator.objects.filter(user=user).delete()
            act.detail["passkeys"] = forgotten


def end_all(user: User, why: PairingEnd) -> None:
    """End the telephone, the codes and the sessions of an account, inside the caller's action."""
    now = clock.now()
    with transaction.atomic():
        _end(Pairing.objects.filter(user=user, ended_at=None), why)
        SignInCode.objects.filter(user=user, used_at=None, ended_at=None).update(ended_at=now)
        User.objects.filter(pk=user.pk).update(sessions_from=now)


def _end(pairings: QuerySet[Pairing], why: PairingEnd) -> None:
    pairings.update(ended_at=clock.now(), ended_why=why)
