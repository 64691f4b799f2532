"""Two people in one form of a training: what the second did not touch is never put back."""

import pytest

from terrain.learning.models import Cohort, Course, Enrolment, Meeting
from tests.sent import as_sent

pytestmark = pytest.mark.django_db


def course(cohort, nadia):
    now = Course.objects.get(pk=cohort.course_id)
    return f"/trainings/courses/{now.uid}/edit/", (now.title["fr"], now.threshold)


def training(cohort, nadia):
    now = Cohort.objects.get(pk=cohort.pk)
    return f"/trainings/{now.uid}/edit/", (now.trainer, now.address)


def day(cohort, nadia):
    now = Meeting.objects.filter(cohort=cohort).select_related("session").earliest("pk")
    return f"/trainings/{cohort.uid}/days/{now.uid}/", (str(now.module), now.session.minutes)


def trainee(cohort, nadia):
    now = Enrolment.objects.get(pk=nadia.pk)
    return f"/trainings/{cohort.uid}/people/{now.uid}/", (now.language, now.agreed_follow_up)


@pytest.mark.parametrize(
    ("asked", "hers", "mine", "both"),
    [
        (course, {"title_fr": "Entendre un enfant"}, {"threshold": "90"}, ("Entendre un enfant", 90)),
        (training, {"trainer": "Démo Formatrice"}, {"address": "Salle 7"}, ("Démo Formatrice", "Salle 7")),
        (day, {"module": ""}, {"pause": "30"}, ("None", 390)),
        (trainee, {"language": "ar"}, {"agreed_follow_up": "on"}, ("ar", True)),
    ],
)
def test_what_the_second_did_not_touch_is_as_the_first_wrote_it(
    cohort, nadia, stranger, director, client_of, asked, hers, mine, both
):
    Enrolment.objects.update(language="fr")
    address, _before = asked(cohort, nadia)
    first, second = client_of(stranger), client_of(director)
    theirs, typed = (as_sent(client.get(address).context["form"]) for client in (first, second))
    assert first.post(address, theirs | hers).status_code == 302
    again = second.post(address, typed | mine)
    assert again.status_code == 422 and set(again.context["form"].errors) == {"__all__"}
    assert second.post(address, as_sent(again.context["form"])).status_code == 302
    assert asked(cohort, nadia)[1] == both
