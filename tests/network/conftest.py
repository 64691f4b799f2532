"""Two entries of the directory: what a partner offers, and what another project of the house does."""

import pytest

from terrain.network.actions.directory import Offer, list_service


@pytest.fixture
def clinic(youssef, viewer_of):
    """What a partner without an account offers."""
    said = Offer(
        "health", "Centre de santé", newcomer="Croissant-Rouge des essais", email="centre@example.org", languages=["fr"]
    )
    return list_service(said, by=viewer_of(youssef))


@pytest.fixture
def workshop(cpe, stranger, viewer_of):
    """What another project of the house offers."""
    return list_service(Offer("training", "Atelier couture", project=cpe), by=viewer_of(stranger))
