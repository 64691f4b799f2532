"""A directory kept as a spreadsheet, to be brought in: its columns, its questions, its words."""

import re
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from terrain.core import clock
from terrain.core.actions import action
from terrain.imports import values
from terrain.imports.models import Batch
from terrain.imports.registry import Cell, Column, Context, Plan, Problem, Progress, RowKind, Rows
from terrain.network import sheets
from terrain.network.actions.directory import list_service
from terrain.network.actions.exchange import change_plainly, offer_of, origins_of, seen_true, undo
from terrain.network.exchanging import values_of
from terrain.network.finding import LANGUAGES
from terrain.network.models import Origin, Service
from terrain.network.policies.directory import check_entrust, check_keep
from terrain.network.sheets import Line
from terrain.programmes import actions as programmes
from terrain.programmes.models import Organisation, plain

SPOKEN = {
    "ar": ("arabe", "arabic", "darija", "arabo", "العربية", "الدارجة"), "zgh": ("amazigh", "tamazight", "berbère", "الأمازيغية"),
    "fr": ("français", "french", "francese", "الفرنسية"), "en": ("anglais", "english", "inglese", "الإنجليزية"),
    "es": ("espagnol", "spanish", "spagnolo", "الإسبانية"), "wo": ("wolof", "الولوفية"), "ff": ("pulaar", "peul", "fula", "البولارية"),
    "ln": ("lingala", "اللينغالا"), "sw": ("swahili", "السواحيلية"),
}  # fmt: skip
BY_WORD = {plain(word): code for code, words in SPOKEN.items() for word in (code, *words)}


def email(cell: Cell) -> str | None:
    """An e-mail address."""
    words = values.text(cell)
    if words is None:
        return None
    try:
        validate_email(words)
    except ValidationError:
        raise Problem("not_an_email") from None
    return words


def languages(cell: Cell) -> list[str] | None:
    """``français, arabe`` → codes; languages that no list knows are left out."""
    parts = [plain(part) for part in re.split(r"[,;/+\n]|\bet\b|\band\b| و ", values.text(cell) or "")]
    found = list(dict.fromkeys(BY_WORD[part] for part in parts if part in BY_WORD))
    known = [code for code, _words in LANGUAGES if code in found]
    return known or None


def phone(cell: Cell) -> str | None:
    """A telephone number as it is written; a spreadsheet that took it for a number has dropped its first zero."""
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        digits = str(int(cell))
        return f"0{digits}" if len(digits) == 9 and digits[0] in "5678" else digits
    return values.text(cell)


def checked(cell: Cell) -> date | None:
    """The day on which what a row says was found true: one that has come."""
    found = values.full_date(cell)
    if found is not None and found > clock.today():
        raise Problem("date_out_of_range")
    return found


def _text(code: str, label: Any, words: tuple[str, ...], *, required: bool = False, shape: str = "text") -> Column:
    return Column(code, label, words=words, parse=values.text, required=required, shape=shape)


COLUMNS = (
    _text("name", _("What it is called"), ("service", "nom du service", "nom", "intitulé", "service name", "name", "prestation", "اسم الخدمة", "الخدمة", "servizio", "nome del servizio"), required=True),
    _text("organisation", _("Organisation"), ("organisation", "structure", "association", "organisme", "institution", "partenaire", "organization", "organisation name", "المنظمة", "الجمعية", "المؤسسة", "organizzazione", "associazione", "ente"), required=True),
    _text("type", _("Type of service"), ("type", "type de service", "domaine", "catégorie", "thématique", "category", "service type", "النوع", "نوع الخدمة", "tipo", "categoria", "ambito")),
    _text("place", _("Place"), ("lieu", "ville", "province", "région", "localité", "place", "city", "town", "region", "المدينة", "الإقليم", "الجهة", "luogo", "città", "provincia")),
    _text("address", _("Address"), ("adresse", "adresse complète", "address", "العنوان", "indirizzo")),
    Column("phone", _("Telephone"), words=("téléphone", "tél", "tel", "numéro", "contact téléphonique", "phone", "telephone", "الهاتف", "رقم الهاتف", "telefono"), parse=phone, shape="phone"),
    Column("email", _("E-mail"), words=("email", "e-mail", "mail", "courriel", "adresse e-mail", "البريد الإلكتروني", "posta elettronica"), parse=email),
    _text("hours", _("Days and hours"), ("horaires", "jours et horaires", "heures d'ouverture", "permanence", "opening hours", "hours", "أوقات العمل", "orari")),
    Column("languages", _("Languages spoken"), words=("langues", "langue", "langues parlées", "languages", "language", "اللغات", "اللغة", "lingue"), parse=languages),
    _text("audience", _("For whom"), ("public", "public cible", "pour qui", "bénéficiaires", "audience", "for whom", "eligibility", "target group", "الفئة المستهدفة", "destinatari")),
    _text("documents", _("What to bring"), ("documents", "documents demandés", "documents à apporter", "pièces à fournir", "papiers", "required documents", "الوثائق المطلوبة", "documenti richiesti")),
    _text("cost", _("What it costs"), ("coût", "tarif", "prix", "cost", "fees", "price", "التكلفة", "costo", "tariffa")),
    Column("checked", _("Checked on"), words=("vérifié le", "date de vérification", "mis à jour le", "dernière mise à jour", "mise à jour", "checked on", "last checked", "verified on", "last updated", "تاريخ التحقق", "آخر تحديث", "verificato il", "ultimo aggiornamento"), parse=checked, shape="date"),
)  # fmt: skip

WORDS = {
    "new_entries": ngettext_lazy("new service", "new services", "count"),
    "completed_entries": ngettext_lazy("known service completed", "known services completed", "count"),
    "same_entries": ngettext_lazy("known service with nothing new", "known services with nothing new", "count"),
    "new_organisations": ngettext_lazy("organisation not yet known", "organisations not yet known", "count"),
    "taken_back": ngettext_lazy("service taken back", "services taken back", "count"),
    "left": ngettext_lazy("service left, changed or used since", "services left, changed or used since", "count"),
    "not_an_email": _("this is no e-mail address"),
    "type_left_out": _("rows of this type are left out"),
    "twice_in_file": _("the same service stands twice in the file: taken once"),
    "place_unknown": _("nobody knows this place: left blank"),
    "text_cut": _("longer than an entry holds: cut"),
    "says_otherwise": _("the directory says something else, which stays"),
    sheets.LEFT_OUT: _("Leave these rows out"),
}


def apply(rows: Rows, batch: Batch, context: Context, progress: Progress) -> dict[str, int]:
    """Write what the plan found; an entry that is known is completed and never doubled."""
    check_entrust(context.by)
    made: Plan = context.plan or sheets.plan(rows, context)
    lines: list[Line] = made.prepared
    named: dict[str, Organisation] = {}
    for number, line in enumerate(lines):
        if line.service is None:
            _add(line, batch, context, named)
        elif line.values:
            _complete(line, line.service, batch, context)
        if number % 50 == 0:
            progress(number, len(lines), "")
    progress(len(lines), max(len(lines), 1), "")
    return made.figures


def _add(line: Line, batch: Batch, context: Context, named: dict[str, Organisation]) -> None:
    said = dict(line.values)
    newcomer = said.pop("newcomer")
    whose = line.organisation or named.get(line.whose)
    if whose is None:
        whose = named[line.whose] = programmes.name_organisation(newcomer, by=context.by)
    offer = offer_of(said, context.by, organisation=whose)
    service = list_service(offer, found_true=seen_true(line.checked), by=context.by)
    Origin.objects.create(service=service, batch=batch, made=True, version=service.version)


def _complete(line: Line, service: Service, batch: Batch, context: Context) -> None:
    with action("network.service_changed", by=context.by, obj=service, detail={"fields": sorted(line.values)}):
        now = Service.objects.select_for_update(of=("self",)).get(pk=service.pk)
        check_keep(context.by, now)
        was = values_of(now)
        change_plainly(now, {name: value for name, value in line.values.items() if not was[name]})
        before = {"fields": {name: was[name] for name in line.values}}
        Origin.objects.create(service=now, batch=batch, before=before, version=now.version)


def take_back(batch: Batch, context: Context) -> dict[str, int]:
    """Take back what nobody changed or used since."""
    check_entrust(context.by)
    back, stay = undo(origins_of(batch))
    return {"taken_back": back, "left": stay}


SERVICE_ROWS = RowKind(
    code="directory",
    label=_("Directory of services"),
    help=_(
        "One row for each service, as partners' lists are kept in a spreadsheet. A row that does not say when it was checked "
        "is to be reviewed at once."
    ),
    columns=COLUMNS,
    questions=sheets.questions,
    plan=sheets.plan,
    apply=apply,
    undo=take_back,
    words=WORDS,
    run_permission="directory.keep",
    undo_permission="directory.keep",
)
