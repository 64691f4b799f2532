"""A campaign's log as a table to bring in: its columns, its question, its words. No word ever says a telephone."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from terrain.gatherings.rows import lenient, words_up_to
from terrain.imports import values
from terrain.imports.registry import Cell, Column, Problem, RowKind
from terrain.outreach import logs
from terrain.outreach.lists import lists
from terrain.outreach.models.campaigns import MOST_CONTACTS


def contacts(cell: Cell) -> int | None:
    """How often somebody was met: a whole number from 0 on."""
    found = values.integer(cell)
    if found is not None and not 0 <= found <= MOST_CONTACTS:
        raise Problem("not_contacts")
    return found


def one_of(name: str) -> Any:
    """A parser for a list of this room, in all the words by which logs write it."""
    return values.choice(lists().spoken(name))


COLUMNS = (
    Column(
        "day",
        _("Day"),
        words=("date", "jour", "le", "day", "date de l'action", "date de la sortie", "التاريخ", "تاريخ", "اليوم", "data", "giorno"),
        parse=values.full_date,
        shape="date",
        required=True,
    ),
    Column(
        "place",
        _("Place"),
        words=("lieu", "ville", "quartier", "marché", "commune", "endroit", "place", "town", "city", "location", "المكان", "المدينة", "luogo", "città"),
        parse=words_up_to(120),
        required=True,
    ),
    Column(
        "channel",
        _("Channel"),
        words=("canal", "moyen", "type d'action", "support", "activité", "channel", "means", "activity", "القناة", "الوسيلة", "canale", "mezzo"),
        parse=one_of("channels"),
        help=_("Market stand, door to door, leaflets… Left out, it is the campaign's only one."),
    ),
    Column(
        "contacts",
        _("Contacts"),
        words=("contacts", "nombre de contacts", "personnes rencontrées", "personnes touchées", "nombre", "effectif", "people met", "number", "عدد الاتصالات", "العدد", "contatti", "numero"),
        parse=contacts,
        shape="number",
        help=_("How many were spoken with. A row without a figure is one contact."),
    ),
    Column(
        "phone",
        _("Telephone"),
        words=("téléphone", "tél", "tel", "gsm", "portable", "mobile", "numéro de téléphone", "whatsapp", "phone", "phone number", "telephone", "الهاتف", "رقم الهاتف", "telefono", "cellulare"),
        parse=lenient(values.phone),
        shape="phone",
        help=_("Only to tell that two are the same. It is turned into a fingerprint at once and kept nowhere."),
    ),
    Column(
        "language",
        _("Language"),
        words=("langue", "langue parlée", "language", "اللغة", "lingua"),
        parse=lenient(one_of("languages")),
    ),
    Column(
        "note",
        _("Remarks"),
        words=("observations", "remarques", "commentaires", "notes", "remarks", "comments", "ملاحظات", "osservazioni", "note"),
        parse=lenient(words_up_to(300)),
        help=_("No name. It stands beside the event."),
    ),
)  # fmt: skip

WORDS = {
    "events": ngettext_lazy("new event", "new events", "count"),
    "contacts": ngettext_lazy("contact", "contacts", "count"),
    "telephones": ngettext_lazy(
        "telephone, kept only as a fingerprint", "telephones, kept only as fingerprints", "count"
    ),
    "already_recorded": ngettext_lazy("event already recorded", "events already recorded", "count"),
    "events_removed": ngettext_lazy("event taken back", "events taken back", "count"),
    "telephones_removed": ngettext_lazy("fingerprint destroyed", "fingerprints destroyed", "count"),
    "phones_twice": ngettext_lazy(
        "%(count)d telephone stood twice at one event: heard once",
        "%(count)d telephones stood twice at one event: heard once",
        "count",
    ),
    "campaign_not_told": _("nobody said of which campaign this is, or no campaign of this project is going on"),
    "channel_not_told": _("nobody said by which channel people were met"),
    "day_to_come": _("this day is still to come"),
    "outside_campaign": _("this day lies outside the campaign's days"),
    "not_contacts": _("this is not a number of contacts"),
}

LOG_ROWS = RowKind(
    code="campaign_log",
    label=_("Campaign log"),
    help=_("One row for each event, or for each person spoken with, as teams write it on the spot."),
    columns=COLUMNS,
    questions=logs.questions,
    plan=logs.plan,
    apply=logs.apply,
    undo=logs.undo,
    words=WORDS,
)
