"""What the house tells a colleague: once per page, until she has looked."""

import pytest
from django.urls import reverse

from terrain.casework.actions.notices import tell
from terrain.casework.models import Notice

pytestmark = pytest.mark.django_db
ANSWERED = "referral_answered"


def test_the_same_words_of_the_same_page_stand_once_and_are_put_away_together(file, amina, client_of):
    desk, shown = client_of(amina), 'class="notice notice--info desk-notice"'
    for _ in range(2):
        tell([amina.pk], ANSWERED, case=file, url="/cases/referrals/one/")
    tell([amina.pk], ANSWERED, case=file, url="/cases/referrals/another/")
    page = desk.get(reverse("desk:home")).content.decode()
    last = Notice.objects.filter(url="/cases/referrals/one/").latest("pk")
    assert page.count(reverse("casework:notice", args=[last.pk])) == 1
    assert page.count(shown) == 2
    desk.post(reverse("casework:notice", args=[last.pk]))
    assert list(Notice.objects.unseen().values_list("url", flat=True)) == ["/cases/referrals/another/"]


def test_of_two_without_a_file_one_is_shown(amina, client_of):
    for _ in range(2):
        tell([amina.pk], "appointments_tomorrow", url="/cases/calendar/")
    assert Notice.objects.said_once().count() == 1


def test_what_a_colleague_is_told_stays_when_one_has_looked(file, amina, youssef, client_of):
    tell([amina.pk, youssef.pk], ANSWERED, case=file, url="/cases/referrals/one/")
    client_of(amina).post(reverse("casework:notice", args=[Notice.objects.get(user=amina).pk]))
    assert Notice.objects.unseen().get().user == youssef
