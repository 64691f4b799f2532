"""A kind of rows for these tests: stones of a quarry, kept as topics (a plain table that a transaction takes back)."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from terrain.imports import values
from terrain.imports.registry import Column, Plan, Question, RowKind, RowProblem
from terrain.programmes.models import Topic

TITLES = ["Nom de la pierre", "Poids (kg)", "Trouvée le", "Téléphone", "Carrière"]


def row(number: int, **changes) -> list:
    """A good row of a file with ``TITLES``."""
    cells = {
        "name": f"Pierre {number}" if number < 0 else "Pierre " + "".join(chr(97 + int(d)) for d in str(number)),
        "weight": 10 + number,
        "found": "12/03/2018",
        "phone": f"06{number:08d}",
        "site": "",
    }
    return list((cells | changes).values())


def questions(rows, context):
    sites = [site for site in dict.fromkeys(rows.column("site")) if site]
    sides = [("north", _("North")), ("south", _("South"))]
    return [
        Question(f"side:{site}", f"Side of {site}?", sides, "north" if "nord" in site.lower() else None, 1)
        for site in sites
    ]


def _key(row) -> str:
    return f"{row[0]}|{row[1]}"[:60]


def plan(rows, context) -> Plan:
    known = set(stones(context.project).values_list("code", flat=True))
    lines = list(rows.tuples("name", "weight"))
    unlucky = [
        RowProblem(number, "weight", "unlucky")
        for number, (_name, weight) in zip(rows.numbers, lines, strict=True)
        if weight == 13
    ]
    wanted = {_key(line) for line in lines if line[1] != 13}
    return Plan(
        figures={"stones": len(wanted - known), "known": len(wanted & known)},
        problems=unlucky,
        warnings=[RowProblem(rows.numbers[0], "", "first_row")] if rows.numbers else [],
        prepared=wanted - known,
    )


def apply(rows, batch, context, progress) -> dict[str, int]:
    made = [
        Topic(project=context.project, code=code, names={}, session_kind="stone", words=[str(batch.uid)])
        for code in sorted(context.plan.prepared)
    ]
    Topic.objects.bulk_create(made)
    progress(1, 1, "")
    if any("poison" in code for code in context.plan.prepared):
        raise RuntimeError("the roof falls")
    return {"stones": len(made)}


def undo(batch, context) -> dict[str, int]:
    mine = [t.pk for t in stones(context.project) if t.words == [str(batch.uid)]]
    return {"stones": Topic.objects.filter(pk__in=mine).delete()[0]}


def stones(project):
    """The stones that stand in a project."""
    return Topic.objects.filter(project=project, session_kind="stone")


def weight(cell) -> int | None:
    return values.integer(cell)


STONES = RowKind(
    code="stones",
    label=_("Stones"),
    columns=(
        Column(
            "name",
            _("Name of the stone"),
            words=("nom de la pierre", "nom", "stone name", "name", "اسم الحجر"),
            parse=values.name,
            required=True,
            shape="name",
        ),
        Column(
            "weight",
            _("Weight"),
            words=("poids", "weight", "الوزن"),
            parse=weight,
            required=True,
            shape="number",
            help=_("In kilograms."),
        ),
        Column(
            "found",
            _("Found on"),
            words=("trouvée le", "date", "found on", "التاريخ"),
            parse=values.full_date,
            shape="date",
        ),
        Column("born", _("Year"), words=("né le", "year"), parse=values.birth_date, shape="year"),
        Column(
            "phone", _("Telephone"), words=("téléphone", "tél", "phone", "الهاتف"), parse=values.phone, shape="phone"
        ),
        Column("site", _("Quarry"), words=("carrière", "quarry", "site"), parse=values.text),
    ),
    plan=plan,
    apply=apply,
    undo=undo,
    questions=questions,
    words={
        "unlucky": _("thirteen brings bad luck"),
        "first_row": _("the first is always doubtful"),
        "stones": ngettext_lazy("%(count)d new stone", "%(count)d new stones", "count"),
        "known": _("stones known already"),
    },
)
