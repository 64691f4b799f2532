"""What listening counts for: a device that heard the station in a month, never a person, never added to people."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy, pgettext_lazy

from terrain.facts.registry import FactDraft, FactKind, Source
from terrain.radio.models import ListenerMonth

LISTENER = "listener"
"""The sort of subject: a device in a calendar year. Two years have none in common."""
SOURCES = {
    "web": _("the station's player"),
    "native": _("a telephone's own player"),
    "progressive": _("the endless stream"),
}
LISTENING = FactKind(
    code="radio_listening",
    label=_("listening to the radio, a minute at least"),
    subject=LISTENER,
    attributes={"source": tuple(SOURCES), "show": ()},
    noun=ngettext_lazy("%(count)d listening", "%(count)d listenings", "count"),
    words={"source": (pgettext_lazy("radio", "Heard through"), SOURCES), "show": (pgettext_lazy("radio", "Show"), {})},
)


def facts_of_month(record: ListenerMonth) -> list[FactDraft]:
    """One fact: in this month this pseudonym listened so many times; ``quantity`` is minutes. Without a pseudonym it happened to nobody
    known, and such sessions are never counted as listeners."""
    show = record.show
    return [
        FactDraft(
            kind=LISTENING.code,
            project_id=record.station.project_id,
            day=record.month,
            subject=record.subject,
            occurrences=record.sessions,
            quantity=record.seconds // 60,
            attributes={"source": record.source, "show": show.slug if show is not None else ""},
        )
    ]


def months(pks: Iterable[int] | None) -> Iterable[Any]:
    """Months of listeners with their station and show, in one query."""
    found = ListenerMonth.objects.select_related("station", "show").order_by("pk")
    return found if pks is None else found.filter(pk__in=list(pks))


LISTENED = Source(model="radio.ListenerMonth", facts_of=facts_of_month, records=months)
