"""Every address × every role is one row of this table. A new address without a row fails.

``+`` it opens · ``.`` the role does not allow it (403) · ``0`` it does not exist for this person (404) · ``>`` to the
door (sign-in) or, for somebody signed in, onward. The world: everything lies in project W4I; Samir coordinates CPE.
"""

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.house.world import World

COLUMNS = [
    "anonymous",
    "facilitator",
    "partner",
    "amina",
    "youssef",
    "officer",
    "director",
    "guardian",
    "donor",
    "admin",
    "stranger",
]
FRAMEWORK = ("account_", "mfa_")
TABLE = """
accounts:close_account             > . . . . . + . . + .
accounts:end_role                  > . . . . . + . . + .
accounts:give_role                 > . . . . . + . . + .
accounts:invite                    > . . . . . + . . + .
accounts:journal                   > . . . . . + + . + .
accounts:member                    > . . . . . + . . + .
accounts:open_account              > . . . . . + . . + .
accounts:resend_invitation         > 0 0 0 0 0 + 0 0 + 0
accounts:reset_second_factor       > . . . . . + . . + .
accounts:revoke_invitation         > 0 0 0 0 0 + 0 0 + 0
accounts:roles                     > . . . . . + . . + .
accounts:staff                     > . . . . . + . . + .
core:gallery                       > 0 0 0 0 0 0 0 0 0 0
core:job                           > 0 0 0 0 0 0 0 0 0 0
desk:home                          > + + + + + + + + + +
gatherings:cancel                  > + + . + . + 0 0 0 0
gatherings:delete                  > . . . . . . 0 0 0 0
gatherings:details                 > + + . + . + 0 0 0 0
gatherings:edit                    > + + . + . + 0 0 0 0
gatherings:example_register        > . . . + + + . . . +
gatherings:headcount               > + + . + . + 0 0 0 0
gatherings:new                     > + + . + . + . . . +
gatherings:newcomer                > + + . + . + 0 0 0 0
gatherings:resume                  > + + . + . + 0 0 0 0
gatherings:session                 > + + + + + + 0 0 0 0
gatherings:sessions                > + + + + + + . . . +
gatherings:sheet                   > + + + + + + 0 0 0 0
gatherings:tick                    > + + . + . + 0 0 0 0
health                             + + + + + + + + + + +
imports:apply                      > 0 0 0 . . . 0 0 0 0
imports:bad_rows                   > 0 0 0 0 0 0 0 0 0 0
imports:batch                      > 0 0 0 + + + 0 0 0 0
imports:check                      > 0 0 0 + + + 0 0 0 0
imports:discard                    > 0 0 0 + + + 0 0 0 0
imports:home                       > . . . + + + . . . +
imports:look_again                 > 0 0 0 + + + 0 0 0 0
imports:map                        > 0 0 0 + + + 0 0 0 0
imports:new                        > . . . + + + . . . +
imports:questions                  > 0 0 0 + + + 0 0 0 0
imports:undo                       > 0 0 0 . . . 0 0 0 0
people:contradictions              > + . + + + + + . . +
people:correct                     > + 0 + + . + . 0 0 0
people:new                         > + + + + . + . . . +
people:people                      > + . + + + + + . . +
people:person                      > + 0 + + + + + 0 0 0
people:settle                      > 0 0 0 0 0 0 0 0 0 0
programmes:apply                   > . . . . + + . . . .
programmes:load                    > . . . . + + . . . .
programmes:programme               > + + + + + + + + . +
programmes:project                 > + + + + + + + + 0 0
programmes:redline                 > + + + + + + + + 0 0
programmes:version                 > + + + + + + + + 0 0
public:home                        + + + + + + + + + + +
public:manifest                    + + + + + + + + + + +
public:privacy                     + + + + + + + + + + +
public:project                     + + + + + + + + + + +
public:robots                      + + + + + + + + + + +
public:territories                 + + + + + + + + + + +
results:board                      > + + + + + + + + 0 0
results:declare                    > . . . + + + . . 0 0
results:evidence                   > . . . + + + . . 0 0
results:home                       > + + + + + + + + + +
results:keep                       > . . . + + + . . 0 0
results:people                     > . . . + + + . . 0 0
results:snapshot                   > + + + + + + + + 0 0
results:why                        > + + + + + + + + 0 0
results:withdraw                   > . . . + + + . . 0 0
"""


def rows() -> dict[str, dict[str, str]]:
    table = {}
    for line in TABLE.strip().splitlines():
        name, *marks = line.split()
        assert len(marks) == len(COLUMNS), line
        table[name] = dict(zip(COLUMNS, marks, strict=True))
    return table


ROWS = rows()


def addresses(resolver: URLResolver | None = None, spaces: tuple[str, ...] = ()) -> set[str]:
    """Names of all addresses of the house, ``room:name``."""
    found = set()
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLPattern):
            found.add(":".join((*spaces, entry.name or "?")))
        else:
            found |= addresses(entry, (*spaces, entry.namespace) if entry.namespace else spaces)
    return found


def test_every_address_has_its_row():
    ours = {name for name in addresses() if not name.startswith(FRAMEWORK)}
    assert sorted(ours - set(ROWS)) == [], "add a row to the table"
    assert sorted(set(ROWS) - ours) == [], "these addresses are gone"


def test_the_addresses_of_sign_in_are_those_we_know():
    known = {name for name in addresses() if name.startswith(FRAMEWORK)}
    assert not known & {"account_signup", "socialaccount_signup", "mfa_signup_webauthn"}


class Undo(Exception):
    """Thrown to take back whatever a request did."""


def ask(client: Client, address: str) -> str:
    """What the address answers, as a mark of the table; nothing that it did remains."""
    mark = ""
    try:
        with transaction.atomic():
            response = client.get(address)
            if response.status_code == 405:
                response = client.post(address)
            mark = marked(response)
            if response.streaming:
                list(response.streaming_content)
            raise Undo
    except Undo:
        return mark


def marked(response) -> str:
    if response.status_code in {301, 302, 303}:
        return ">" if "/login/" in response.headers["Location"] else "+"
    return {403: ".", 404: "0"}.get(response.status_code, "+" if response.status_code < 500 else "!")


@pytest.mark.parametrize("who", COLUMNS)
def test_each_role_opens_what_the_table_says(who, request, w4i, client_of):
    world = World(w4i)
    client = Client() if who == "anonymous" else client_of(request.getfixturevalue(who))
    wrong = []
    for name, marks in ROWS.items():
        answer = ask(client, reverse(name, args=world.arguments(name)))
        if answer != marks[who]:
            wrong.append(f"{name}: the table says {marks[who]}, the house {answer}")
    assert not wrong, "\n".join(wrong)
