"""Wherever a name is shown, the journal says that it was read: every address, as a page and as a fragment."""

from contextlib import suppress

import pytest
from django.db import transaction
from django.urls import NoReverseMatch, reverse
from django.urls.converters import IntConverter, UUIDConverter

from terrain.casework.actions import appointments, care, notes, tasks
from terrain.casework.actions.cases import Opening, open_case
from terrain.casework.kinds import kind_of
from terrain.core import clock
from terrain.core.models import AuditEvent
from terrain.gatherings.actions import add_newcomer
from terrain.people.identity import Identity
from tests.factories import HOUSE
from tests.house.test_access import Undo
from tests.house.test_planted_names import ASKED, CARD, NAME, PHONE, leaks, patterns
from tests.house.world import World

pytestmark = pytest.mark.django_db
NOTED = ("_read", ".searched", "_printed", "_shown", "_taken", "_looked")


class Known:
    """Zaynouba in project W4I, sealed to nobody of it, with a file in Amina's charge."""

    def __init__(self, w4i, amina) -> None:
        self.world = World(w4i)
        who = Identity(NAME, sex="F", phone=PHONE, card=CARD)
        self.person = add_newcomer(self.world.session, who, by=HOUSE).person
        words = f"{NAME} est en danger"
        said = Opening(kind_of("accompaniment"), w4i, self.person, entry_reason="income", situation=words, owner=amina)
        self.case = open_case(said, by=HOUSE)
        appointments.plan(self.case, clock.now(), host=amina.pk, words=NAME, by=HOUSE)
        tasks.add_task(self.case, words=f"Rappeler {NAME}", owner=amina.pk, due=clock.today(), by=HOUSE)
        notes.write_note(self.case, NAME, note_class="ordinary", contact="office", day=clock.today(), by=HOUSE)
        care.set_risk(self.case, "high", NAME, seen=0, by=HOUSE)

    def addresses(self, name: str, takes: dict) -> list[str]:
        found = []
        with suppress(NoReverseMatch):
            found.append(reverse(name, args=self.world.arguments(name)))
        if any(isinstance(one, UUIDConverter) for one in takes.values()):
            for uid in (self.person.uid, self.case.uid):
                given: list[object] = [
                    uid if isinstance(one, UUIDConverter) else 1 if isinstance(one, IntConverter) else "close"
                    for one in takes.values()
                ]
                if len(given) > 1 and isinstance(list(takes.values())[1], UUIDConverter):
                    given[1] = self.person.uid
                with suppress(NoReverseMatch):
                    found.append(reverse(name, kwargs=dict(zip(takes, given, strict=True))))
        return list(dict.fromkeys(found))


def unnoted(client, address: str, **more) -> list[str]:
    """Words of hers that the page shows although the journal says nothing of it; nothing that it did remains."""
    try:
        with transaction.atomic():
            before = AuditEvent.objects.count()
            response = client.get(address, **more)
            body = b"".join(response.streaming_content) if response.streaming else response.content
            shown = leaks(body.decode(errors="replace"))
            verbs = AuditEvent.objects.filter(seq__gt=before).values_list("verb", flat=True)
            told = [] if any(verb.endswith(NOTED) for verb in verbs) else shown
            raise Undo
    except Undo:
        return told


@pytest.mark.parametrize("who", ["amina", "youssef", "receptionist", "guardian"])
def test_no_page_names_somebody_without_a_trace(who, request, w4i, amina, client_of, fragments, questions):
    known, client = Known(w4i, amina), client_of(request.getfixturevalue(who))
    found = []
    for number, (name, takes) in enumerate(sorted(patterns(), key=lambda one: one[0])):
        for address in known.addresses(name, takes):
            asked = {"q": ASKED[number % len(ASKED)], "show": "1", "person": str(known.person.uid)}
            ways: list[dict] = [{"data": {}}]
            questions.to_be_had()
            for way in ways:
                found += [f"{name} {address} {way}: {word}" for word in unnoted(client, address, **way)]
                if questions.to_be_had() and way == {"data": {}}:
                    ways.append({"data": asked})
                if fragments.to_be_had() and "headers" not in way:
                    ways.append({**way, "headers": {"hx-request": "true"}})
    assert not found, "\n".join(dict.fromkeys(found))
