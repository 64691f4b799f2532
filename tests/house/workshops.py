"""A kit on loan, a sheet, a series with a session and a public session, for asking every address as every role."""

from datetime import date, timedelta
from typing import Any

from terrain.core import clock
from terrain.workshops.actions import forums, kits, loans, series, sheets
from terrain.workshops.models import Centre
from tests.factories import HOUSE

GENERAL = {"home", "new_series", "kits", "new_kit", "sheets", "new_sheet", "centres"}


class WorkshopsWorld:
    """Arguments of the addresses of workshops by their names."""

    def __init__(self, project: Any) -> None:
        today = clock.today()
        self.kit = kits.open_kit(project, kits.KitSaid("Mallette", "K1", "Centre, Rabat"), by=HOUSE)
        self.item = kits.add_item(self.kit, "Cartes", 12, by=HOUSE)
        loans.lend(self.kit, loans.Lending("Centre, Salé", today, today + timedelta(30)), by=HOUSE)
        said = sheets.SheetSaid("Cercle", "Se connaître", "S'asseoir en cercle.", "fr")
        self.sheet = sheets.write_sheet(project, said, by=HOUSE)
        sheets.publish_sheet(self.sheet, by=HOUSE)
        self.centre = Centre.objects.get(name="Centre, Rabat")
        opened = series.SeriesSaid("La porte", "forum_theatre", "Centre, Rabat", date(2026, 1, 5))
        self.series = series.open_series(project, opened, by=HOUSE)
        held = series.SessionSaid(series.Held(date(2026, 1, 12), 90, 9))
        self.session = series.hold_session(self.series, held, by=HOUSE)
        showing = forums.Showing(date(2026, 2, 2), "Rabat", audience=40)
        self.forum = forums.show_forum(self.series, showing, forums.Played("La porte"), by=HOUSE)
        words = forums.ProposalSaid("Attendre dix minutes", "youth", "school")
        self.proposal = forums.collect_proposal(self.forum, words, by=HOUSE)

    def arguments(self, name: str) -> list[Any]:
        """What the address called ``name`` needs."""
        page = name.partition(":")[2]
        if page in GENERAL:
            return []
        if page in {"item", "take_out"}:
            return [self.kit.uid, self.item.pk]
        if "session" in page and page != "new_session":
            return [self.session.uid]
        if page in {"forum", "edit_forum", "propose"}:
            return [self.forum.uid]
        known = {"proposal": self.proposal, "strike_proposal": self.proposal, "centre": self.centre}
        if page in known:
            return [known[page].uid]
        if "sheet" in page:
            return [self.sheet.uid]
        ours = {"series", "edit_series", "new_session", "new_forum", "link_forum"}
        return [self.series.uid if page in ours else self.kit.uid]
