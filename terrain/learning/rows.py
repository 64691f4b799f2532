"""A list of trainees as a table to bring in: who comes to a training, as what, for whom. Each row is one person."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from terrain.gatherings.rows import COLUMNS as REGISTER
from terrain.gatherings.rows import lenient, words_up_to
from terrain.imports.registry import Column, RowKind
from terrain.learning import bringing, lists
from terrain.people.enums import Clash

OF_A_REGISTER = ("name", "given_name", "sex", "phone", "category", "remarks")
_SAME = {column.code: column for column in REGISTER}

COLUMNS = (
    *(_SAME[code] for code in OF_A_REGISTER),
    Column(
        "organisation",
        _("Organisation"),
        words=(
            "organisation", "organisme", "institution", "structure", "tribunal", "service", "association", "employeur",
            "organization", "employer", "المؤسسة", "الهيئة", "المحكمة", "الجمعية", "organizzazione", "ente", "istituzione",
        ),
        parse=lenient(words_up_to(200)),
        help=_("The court, service or association for which somebody comes."),
    ),
    Column(
        "email",
        _("E-mail"),
        words=("e-mail", "email", "mail", "courriel", "adresse e-mail", "البريد الإلكتروني", "posta elettronica"),
        parse=lenient(lists.email),
    ),
)  # fmt: skip

WORDS = {
    "no_cohort": _("nobody said to which training this list belongs"),
    "not_email": _("this is not an e-mail address"),
    "category_other": _("nobody knows this category: kept as “other”"),
    "organisation_unknown": _("nobody named this organisation yet: left blank; name it first to have it kept"),
    "twice_on_list": _("the same person stands twice on the list: counted once"),
    "enrolments": ngettext_lazy("person on the list", "people on the list", "count"),
    "already_enrolled": ngettext_lazy("already on the list", "already on the list", "count"),
    "without_place": ngettext_lazy("goes on the waiting list", "go on the waiting list", "count"),
    "new_people": ngettext_lazy("new person", "new people", "count"),
    "known_people": ngettext_lazy("person already known", "people already known", "count"),
    "enrolments_removed": ngettext_lazy("person taken off the list", "people taken off the list", "count"),
    "enrolments_kept": ngettext_lazy("stays: came, or was changed since", "stay: came, or were changed since", "count"),
    "people_removed": ngettext_lazy(
        "person taken back, known from nowhere else", "people taken back, known from nowhere else", "count"
    ),
    "phones_restored": ngettext_lazy(
        "telephone that had lost its zero", "telephones that had lost their zero", "count"
    ),
    **dict(Clash.choices),
}

TRAINEE_ROWS = RowKind(
    code="trainees",
    label=_("List of trainees"),
    help=_("One row for each person who comes to a training: name, as what, for whom, telephone."),
    columns=COLUMNS,
    questions=lists.questions,
    plan=lists.plan,
    apply=bringing.apply,
    undo=bringing.undo,
    words=WORDS,
)
