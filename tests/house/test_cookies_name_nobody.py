"""A message that a page leaves for the next one lies in the browser, and is shown to whoever opens the next page there."""

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from terrain.gatherings.actions import Particulars, open_session
from tests.factories import HOUSE
from tests.gatherings.conftest import MARCH

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("where", ["registry", "session"])
def test_nobody_is_named_in_what_a_shared_browser_keeps(where, w4i, facilitator, client_of):
    browser = client_of(facilitator)
    if where == "registry":
        answer = browser.post(reverse("people:new"), {"project": "W4I", "full_name": "Zaynouba Secrète"})
    else:
        session = open_session(w4i, Particulars("information_session", MARCH, "Rabat", "Droits"), by=HOUSE)
        answer = browser.post(reverse("gatherings:newcomer", args=[session.uid]), {"name": "Zaynouba Secrète"})
    assert answer.status_code == 302
    told = [str(message) for message in get_messages(answer.wsgi_request)]
    assert told and not any("Zaynouba" in one for one in told)
