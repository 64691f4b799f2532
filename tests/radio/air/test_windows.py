"""What one process knows of a station is read in threads of its own."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from terrain.radio.air.windows import with_tables
from terrain.radio.models import Station


def held():
    return connection.connection is not None


@pytest.mark.django_db(transaction=True)
def test_a_thread_that_read_the_tables_keeps_no_connection_to_them():
    if connection.vendor == "sqlite":
        pytest.skip("a file stays open, which costs less than opening it every four seconds")
    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(with_tables, Station.objects.count).result() == 0
        assert not pool.submit(held).result()


@pytest.mark.django_db
def test_what_others_began_is_not_ended():
    with transaction.atomic():
        assert with_tables(Station.objects.count) == 0
        assert held() and Station.objects.count() == 0
