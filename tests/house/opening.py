"""An entry that everybody reads, its link, what was said of it, and a file of another directory, for asking every address as every role."""

import io
import json
from typing import Any

from terrain.network.actions import exchange, links, suggestions
from terrain.network.actions.directory import Offer, list_service
from tests.factories import HOUSE

GENERAL = {"exchange", "hsds_json", "hsds_zip"}
OURS = {"links", "revoke_links", "suggestion", "bringing"}


class OpeningWorld:
    """Arguments of the addresses of the directory for everybody, and of what its keepers do for it."""

    def __init__(self) -> None:
        self.service = list_service(
            Offer("legal", "Permanence ouverte", newcomer="Barreau d'essai", public=True), by=HOUSE
        )
        self.secret = links.make_link(self.service, by=HOUSE)
        link = links.link_of(self.secret)
        assert link is not None
        said = suggestions.say_changes(link, {"hours": "Le mardi"}, version=1)
        assert said is not None
        self.suggestion = said
        theirs = {
            "id": "theirs",
            "name": "Ailleurs",
            "status": "active",
            "organization": {"id": "o", "name": "Leur maison"},
        }
        self.bringing = exchange.bring(io.BytesIO(json.dumps([theirs]).encode()), "theirs.json", by=HOUSE)

    def arguments(self, name: str) -> list[Any] | None:
        """What the address called ``name`` needs; ``None`` when it is none of these."""
        room, _colon, page = name.partition(":")
        if room == "directory":
            return {"home": [], "hsds": [], "update": [self.secret]}.get(page, [self.service.uid])
        if room != "network" or page not in OURS | GENERAL:
            return None
        found = {"suggestion": [self.service.uid, self.suggestion.uid], "bringing": [self.bringing.uid]}
        return [] if page in GENERAL else found.get(page, [self.service.uid])
