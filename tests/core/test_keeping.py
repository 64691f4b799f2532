"""What is typed stays on the device until the house says that it has arrived."""

import pytest
from django.http import HttpResponse
from django.urls import reverse

from terrain.core.middleware import Acknowledged


def answered(rf, status: int, *, reached: bool = True, kept: str = "abc123XYZ") -> HttpResponse:
    request = rf.post("/", {"kept": kept})
    door = Acknowledged(lambda asked: HttpResponse(status=status))
    if reached:
        door.process_view(request, None, [], {})
    return door(request)


def test_only_a_form_that_was_accepted_is_acknowledged(rf):
    assert answered(rf, 302).cookies["acknowledged"].value == "abc123XYZ"
    for response in (answered(rf, 422), answered(rf, 403), answered(rf, 302, reached=False)):
        assert "acknowledged" not in response.cookies


@pytest.mark.parametrize("kept", ["", "x", "a;b=c" * 3, "é" * 8, "a" * 30])
def test_nothing_odd_is_said_back(rf, kept):
    assert "acknowledged" not in answered(rf, 302, kept=kept).cookies


def test_a_form_that_ends_at_the_sign_in_is_not_acknowledged(client, w4i):
    answer = client.post(reverse("people:new"), {"kept": "abc123XYZ", "full_name": "X Y"})
    assert answer.status_code == 302 and "acknowledged" not in answer.cookies


def test_each_person_has_a_key_of_her_own_that_stays_the_same(amina, youssef, client_of):
    def key(user):
        page = client_of(user).get(reverse("desk:home")).content.decode()
        return page.split('name="keep-key" content="')[1].split('"')[0]

    assert key(amina) == key(amina) != key(youssef)
