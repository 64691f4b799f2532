"""What is done once a transaction is committed is done at once."""

import pytest
from django.db import transaction


@pytest.fixture
def commits_at_once(monkeypatch):
    monkeypatch.setattr(transaction, "on_commit", lambda done, using=None, robust=False: done())
