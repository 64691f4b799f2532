"""Fictitious people who can sign in with one click, in a demonstration only."""

from dataclasses import dataclass

from django.conf import settings

from terrain.accounts.models import User

PASSWORD = "terrain-demo"  # noqa: S105


@dataclass(frozen=True)
class DemoAccount:
    """A demo sign-in: address, name, role and the project it holds in (None: the whole programme)."""

    email: str
    name: str
    role: str
    project: str | None
    password: str = PASSWORD


DEMO_ACCOUNTS = (
    DemoAccount("director@demo.example", "Leïla Démo", "country_director", None),
    DemoAccount("coordinator.w4i@demo.example", "Youssef Démo", "project_coordinator", "W4I"),
    DemoAccount("facilitator.w4i@demo.example", "Salma Démo", "facilitator", "W4I"),
    DemoAccount("reception@demo.example", "Nora Démo", "receptionist", None),
    DemoAccount("caseworker.w4i@demo.example", "Hajar Démo", "caseworker", "W4I"),
    DemoAccount("caseworker.mel@demo.example", "Amina Démo", "caseworker", "MEL"),
    DemoAccount("counsel.mel@demo.example", "Sami Démo", "legal_counsel", "MEL"),
    DemoAccount("coordinator.cpe@demo.example", "Samir Démo", "project_coordinator", "CPE"),
    DemoAccount("producer.mel@demo.example", "Wafae Démo", "radio_producer", "MEL"),
    DemoAccount("host.mel@demo.example", "Rachida Démo", "radio_host", "MEL"),
    DemoAccount("second.host.mel@demo.example", "Ilham Démo", "radio_host", "MEL"),
    DemoAccount("caseworker.cpe@demo.example", "Naïma Démo", "caseworker", "CPE"),
    DemoAccount("counsel.cpe@demo.example", "Driss Démo", "legal_counsel", "CPE"),
    DemoAccount("psychologist.cpe@demo.example", "Rim Démo", "psychologist", "CPE"),
    DemoAccount("caseworker.tut@demo.example", "Ihssane Démo", "caseworker", "TUT"),
    DemoAccount("counsel.tut@demo.example", "Mehdi Démo", "legal_counsel", "TUT"),
    DemoAccount("partner.w4i@demo.example", "Karim Démo", "partner_focal_point", "W4I"),
    DemoAccount("evaluation@demo.example", "Nadia Démo", "me_officer", None),
    DemoAccount("protection@demo.example", "Omar Démo", "protection_officer", None),
    DemoAccount("donor.w4i@demo.example", "Giulia Démo", "donor_viewer", "W4I"),
    DemoAccount("administrator@demo.example", "Hind Démo", "administrator", None),
)


def furnish() -> dict[str, User]:
    """Make the demo accounts that are missing; refuses outside a demonstration. Returns them by address."""
    if not settings.DEMO:
        raise RuntimeError("demo accounts exist only in a demonstration")
    users = {}
    for account in DEMO_ACCOUNTS:
        user = User.objects.filter(email=account.email).first()
        users[account.email] = user or User.objects.create_user(
            account.email, account.password, full_name=account.name, is_demo=True
        )
    return users
