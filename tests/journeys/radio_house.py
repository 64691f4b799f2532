"""A house of its own with a radio, for a journey in which everything is real: ``python -m tests.journeys.radio_house`` in a new home.

Prints what the journey has to know: the codes and sessions of those who make the radio.
"""

import json
import os
from datetime import timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "terrain.config.settings")


def furnish() -> dict[str, str]:
    """Amal and Malika make a radio that Dounia answers for; all agreed, Amal is trusted to speak live."""
    from django.test import Client  # noqa: PLC0415

    from terrain.accounts import pairing  # noqa: PLC0415
    from terrain.core import clock, vault  # noqa: PLC0415
    from terrain.radio.actions.consents import Agreement, agree  # noqa: PLC0415
    from terrain.radio.enums import Scope  # noqa: PLC0415
    from terrain.radio.models import Show, Station, Voice  # noqa: PLC0415
    from terrain.radio.slots import slot_at  # noqa: PLC0415
    from tests.factories import (  # noqa: PLC0415
        HOUSE,
        AssignmentFactory,
        UserFactory,
        give_second_factor,
        small_programme,
    )

    project = small_programme().projects.get(code="W4I")
    station = Station.objects.create(
        project=project, slug="meres", name={"fr": "Mères en ligne", "ar": "أمهات على الخط"},
        about={"fr": "La radio faite par des mères."}, first_slot=slot_at(clock.now()),
    )  # fmt: skip
    show = Show.objects.create(station=station, slug="cafe", title={"fr": "Le café du matin", "ar": "قهوة الصباح"})
    told = {"show": str(show.uid)}
    for name, role in (("Amal", "radio_host"), ("Malika", "radio_host"), ("Dounia", "radio_producer")):
        user = UserFactory(full_name=name)
        AssignmentFactory(user=user, role=role, project=project)
        if role == "radio_host":
            voice = Voice.objects.create(
                project=project, user=user, air_name=name, key=vault.new_key(), goes_live=name == "Amal"
            )
            show.hosts.add(voice)
            agree(voice, Agreement(frozenset(Scope), clock.today() + timedelta(days=300)), by=HOUSE)
        if name == "Amal":
            told["code"] = pairing.make_code(user, by=HOUSE).digits
            continue
        give_second_factor(user)
        client = Client()
        client.force_login(user)
        told[name] = client.cookies["sessionid"].value
    return told


if __name__ == "__main__":
    django.setup()
    print(json.dumps(furnish()))
