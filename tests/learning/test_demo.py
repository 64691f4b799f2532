import pytest

from terrain.facts.actions import rebuild
from terrain.learning.demo import furnish
from terrain.learning.models import Cohort, Enrolment, Request
from terrain.programmes.actions import apply
from terrain.programmes.reference import REFERENCE
from tests.factories import HOUSE, file_once

pytestmark = pytest.mark.django_db


def test_the_demonstration_can_be_furnished_twice_and_nobody_attended_enough_yet():
    apply(file_once(REFERENCE), by=HOUSE)
    for _time in range(2):
        furnish(by=HOUSE)
    assert Cohort.objects.count() == 2
    assert Request.objects.waiting().count() == 2
    assert set(Enrolment.objects.exclude(last_attended=None).values_list("threshold_met", flat=True)) == {"no"}
    assert rebuild(check=True).clean
