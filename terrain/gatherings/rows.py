"""An attendance register as a table to bring in: its columns, its questions, its words.

Each row says that one person was at one session. Date and name are needed. Anything else that cannot be read is left
out with a warning, because the person was there all the same: only a row that cannot be placed or counted is refused.
"""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from terrain.gatherings import recording, registers
from terrain.gatherings.categories import category
from terrain.gatherings.enums import SessionKind
from terrain.gatherings.registers import Doubt
from terrain.imports import values
from terrain.imports.registry import Cell, Column, Problem, RowKind
from terrain.people.enums import Clash

HOURS = re.compile(r"(\d{1,3})\s*h(?:eures?|ours?|rs?)?\s*(\d{1,2})?(?:\s*m(?:in)?)?", re.IGNORECASE)
MINUTES = re.compile(r"(\d{1,5})\s*(?:mn|min|minutes?|minuti|دقيقة)?\.?", re.IGNORECASE)


def minutes(cell: Cell) -> int | None:
    """Minutes attended: a number of minutes, ``90 min``, ``1h30``, ``3 h`` or a duration cell."""
    if isinstance(cell, timedelta):
        return _possible(round(cell.total_seconds() / 60))
    if isinstance(cell, int | float):
        return _possible(values.integer(cell))
    words = values.text(cell)
    if words is None:
        return None
    words = words.translate(values.DIGITS)
    if match := HOURS.fullmatch(words):
        return _possible(int(match[1]) * 60 + int(match[2] or 0))
    if match := MINUTES.fullmatch(words):
        return _possible(int(match[1]))
    raise Problem("not_minutes")


def _possible(count: int | None) -> int | None:
    if count is not None and not 0 <= count <= 20_000:
        raise Problem("not_minutes")
    return count


def lenient(parse: Callable[[Cell], Any]) -> Callable[[Cell], Any]:
    """The same parser, except that what it cannot read is a ``Doubt``: a warning, not a refusal."""

    def doubting(cell: Cell) -> Any:
        try:
            return parse(cell)
        except Problem as problem:
            return Doubt(problem.code)

    return doubting


def words_up_to(length: int) -> Callable[[Cell], str | None]:
    """A parser for a text of at most ``length`` characters."""

    def parse(cell: Cell) -> str | None:
        words = values.text(cell)
        if words is not None and len(words) > length:
            raise Problem("text_too_long")
        return words

    return parse


COLUMNS = (
    Column(
        "day",
        _("Date of the session"),
        words=(
            "date", "date de la séance", "date séance", "date de la session", "date de l'atelier", "date formation",
            "jour", "le", "day", "date of the session", "session date", "التاريخ", "تاريخ", "تاريخ الحصة", "تاريخ الجلسة",
            "اليوم", "data", "data della sessione", "giorno",
        ),
        parse=values.full_date,
        shape="date",
        required=True,
    ),
    Column(
        "place",
        _("Place"),
        words=(
            "lieu", "ville", "lieu de la séance", "localité", "commune", "centre", "place", "venue", "town", "city",
            "location", "المكان", "المدينة", "مكان الحصة", "luogo", "città", "sede",
        ),
        parse=lenient(words_up_to(120)),
    ),
    Column(
        "theme",
        _("Theme of the session"),
        words=(
            "thème", "theme", "sujet", "intitulé", "activité", "atelier", "formation", "séance", "objet", "topic",
            "subject", "activity", "session", "title", "الموضوع", "موضوع", "النشاط", "tema", "argomento", "attività",
        ),
        parse=lenient(words_up_to(200)),
    ),
    Column(
        "name",
        _("Full name"),
        words=(
            "nom et prénom", "nom et prénoms", "nom prénom", "prénom et nom", "nom complet", "noms et prénoms", "nom",
            "nom de famille", "participant", "participante", "bénéficiaire", "full name", "name", "surname",
            "first and last name", "participant name", "الاسم الكامل", "الاسم والنسب", "الاسم", "الإسم و النسب",
            "اسم المستفيد", "nome e cognome", "cognome e nome", "nome completo", "cognome", "nominativo",
        ),
        parse=values.name,
        shape="name",
        required=True,
    ),
    Column(
        "given_name",
        _("First name, when it stands apart"),
        words=("prénom", "prénoms", "first name", "given name", "الاسم الشخصي", "nome"),
        parse=lenient(words_up_to(100)),
        help=_("It is put after the name."),
    ),
    Column(
        "sex",
        _("Sex"),
        words=("sexe", "genre", "h/f", "f/m", "sex", "gender", "m/f", "الجنس", "النوع", "sesso", "genere"),
        parse=lenient(values.sex),
        shape="sex",
    ),
    Column(
        "birth",
        _("Birth date or year"),
        words=(
            "né(e) le", "né le", "née le", "date de naissance", "naissance", "année de naissance", "ddn", "birth date",
            "date of birth", "dob", "year of birth", "birth year", "born", "تاريخ الازدياد", "تاريخ الميلاد",
            "سنة الازدياد", "data di nascita", "nato il", "nata il", "nato/a il", "anno di nascita",
        ),
        parse=lenient(values.birth_date),
        shape="year",
    ),
    Column(
        "nationality",
        _("Nationality"),
        words=(
            "nationalité", "pays d'origine", "pays", "origine", "nationality", "country of origin", "country",
            "الجنسية", "البلد", "nazionalità", "paese di origine",
        ),
        parse=lenient(words_up_to(60)),
    ),
    Column(
        "phone",
        _("Telephone"),
        words=(
            "téléphone", "tél", "tel", "n° de téléphone", "numéro de téléphone", "gsm", "portable", "mobile", "contact",
            "whatsapp", "phone", "phone number", "telephone", "الهاتف", "رقم الهاتف", "telefono", "cellulare",
            "numero di telefono",
        ),
        parse=lenient(values.phone),
        shape="phone",
    ),
    Column(
        "card",
        _("Residence card"),
        words=(
            "n° carte de séjour", "carte de séjour", "titre de séjour", "n° titre de séjour", "n° de carte", "cin",
            "cnie", "n° cin", "pièce d'identité", "n° pièce d'identité", "residence card", "residence permit",
            "card number", "identity card", "id number", "رقم بطاقة الإقامة", "بطاقة الإقامة", "رقم البطاقة",
            "permesso di soggiorno", "numero del permesso", "carta d'identità",
        ),
        parse=lenient(words_up_to(40)),
    ),
    Column(
        "language",
        _("Language of the session"),
        words=("langue", "langue de la séance", "language", "اللغة", "lingua"),
        parse=lenient(words_up_to(60)),
    ),
    Column(
        "category",
        _("Category"),
        words=(
            "catégorie", "fonction", "profession", "qualité", "statut", "métier", "poste", "category", "job", "role",
            "position", "occupation", "الصفة", "المهنة", "الوظيفة", "categoria", "professione", "funzione", "ruolo",
        ),
        parse=lenient(category),
        help=_("As what the person came: magistrate, journalist, member of an association…"),
    ),
    Column(
        "minutes",
        _("Minutes attended"),
        words=(
            "minutes", "durée", "durée de présence", "temps de présence", "heures", "heures de présence",
            "minutes attended", "duration", "hours", "المدة", "مدة الحضور", "durata", "minuti", "ore",
        ),
        parse=lenient(minutes),
        shape="text",
        help=_("A number of minutes, or 1h30."),
    ),
    Column(
        "facilitator",
        _("Facilitator"),
        words=(
            "animateur", "animatrice", "formateur", "formatrice", "facilitateur", "facilitatrice", "intervenant",
            "facilitator", "trainer", "المنشط", "المؤطر", "facilitatore", "facilitatrice", "formatore",
        ),
        parse=lenient(words_up_to(120)),
    ),
    Column(
        "remarks",
        _("Remarks"),
        words=(
            "observations", "remarques", "commentaires", "notes", "signature", "émargement", "remarks", "comments",
            "ملاحظات", "التوقيع", "osservazioni", "note", "firma",
        ),
        parse=lambda cell: None,
        help=_("Read by nobody and not kept: choose it so that the column is not proposed for something else."),
    ),
)  # fmt: skip

WORDS = {
    "sessions": ngettext_lazy("session in the file", "sessions in the file", "count"),
    "new_sessions": ngettext_lazy("new session", "new sessions", "count"),
    "attendances": ngettext_lazy(
        "attendance: one person at one session", "attendances: one person at one session", "count"
    ),
    "already_recorded": ngettext_lazy("attendance already recorded", "attendances already recorded", "count"),
    "new_people": ngettext_lazy("new person", "new people", "count"),
    "known_people": ngettext_lazy("person already known", "people already known", "count"),
    "attendances_removed": ngettext_lazy("attendance taken back", "attendances taken back", "count"),
    "sessions_removed": ngettext_lazy("session taken back", "sessions taken back", "count"),
    "people_removed": ngettext_lazy(
        "person taken back, known from nowhere else", "people taken back, known from nowhere else", "count"
    ),
    "kind_not_told": _("nobody said which kind of session this theme is"),
    "session_cancelled": _("this session was cancelled: take it up again first"),
    "twice_in_session": _("the same person stands twice in one session: counted once"),
    "born_afterwards": _("born after the session: the birth date is left out"),
    "category_other": _("nobody knows this category: kept as “other”"),
    "not_minutes": _("this is not a duration"),
    **dict(Clash.choices),
    **dict(SessionKind.choices),
}

ATTENDANCE_ROWS = RowKind(
    code="attendance",
    label=_("Attendance register"),
    help=_("One row for each person at each session, as sheets are consolidated in the office."),
    columns=COLUMNS,
    questions=registers.questions,
    plan=registers.plan,
    apply=recording.apply,
    undo=recording.undo,
    words=WORDS,
)
