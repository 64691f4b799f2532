"""To somebody who is accompanied the house writes by one way only, the one that asks her rules first."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2] / "terrain"
WRITING = {
    "accounts/invitations.py": "to whoever is invited to work here",
    "casework/actions/links.py": "to a partner's own address",
    "casework/actions/notices.py": "to colleagues",
    "network/actions/links.py": "to a service's own address",
    "casework/actions/oversight.py": "to those who keep the journal",
    "learning/actions/registrations.py": "to whoever asked for a place and gave her own address",
    "people/profiles/messages.py": "to her, as she allows",
}
PAGES = {
    "people/templates/people/profiles/contact_panel.html",
    "network/templates/network/open/line.html",
    "network/templates/network/open/entry.html",
}
"""Hers, as her rules allow; and the telephone of a service, which reaches nobody who is accompanied."""


def _mails(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("django.core.mail"):
            return True
        if isinstance(node, ast.Import) and any(
            each.name.startswith(("django.core.mail", "smtplib")) for each in node.names
        ):
            return True
        if (
            isinstance(node, ast.ImportFrom)
            and node.module == "django.core"
            and any(n.name == "mail" for n in node.names)
        ):
            return True
    return False


def test_only_those_known_to_write_letters_write_letters():
    found = {str(path.relative_to(ROOT)) for path in ROOT.rglob("*.py") if _mails(path)}
    assert found == set(WRITING)


@pytest.mark.parametrize("scheme", ["tel:", "sms:", "wa.me", "mailto:"])
def test_links_that_reach_somebody_are_drawn_only_where_her_rules_are_asked(scheme):
    found = {
        str(path.relative_to(ROOT))
        for path in ROOT.rglob("*.html")
        if f'href="{scheme}' in path.read_text(encoding="utf-8")
    }
    assert found <= PAGES
