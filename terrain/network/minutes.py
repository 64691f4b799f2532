"""The minutes of a round table as a paper: who came, each point with what was decided, what was undertaken, by whom, by when."""

from django.utils.translation import gettext as _
from django.utils.translation import override

from terrain.core.documents import Pairs, Paper, Paragraph, Part, Table
from terrain.core.texts import said
from terrain.core.ui.wording import dated
from terrain.network.agenda_words import Point
from terrain.network.models import Attending, Commitment, Invitation, RoundTable


def state_words(commitment: Commitment) -> str:
    """Where a commitment stands, late said as such."""
    return _("late") if commitment.is_late else str(commitment.get_state_display())


def paper_of(table: RoundTable, invited: list[Invitation], points: list[Point], language: str) -> Paper:
    """The paper in ``language``; decisions and commitments of the points are fetched already."""
    with override(language):
        came = tuple((str(one.organisation), one.as_whom) for one in invited if one.state == Attending.CAME)
        excused = [str(one.organisation) for one in invited if one.state == Attending.EXCUSED]
        where = ", ".join(part for part in (table.venue, str(table.place) if table.place is not None else "") if part)
        head = Part(
            "", (Pairs(((_("Day"), dated(table.day)), (_("Where"), where), (_("What it is for"), table.purpose))),)
        )
        present = Part(_("Who came"), (Table((_("Organisation"), _("Represented by")), came),))
        if excused:
            present = Part(present.title, (*present.blocks, Paragraph(f"{_('Excused')} : {', '.join(excused)}")))
        parts = [head, present, *(_point(number, one) for number, one in enumerate(points, start=1))]
        parts.append(Part(_("What was said"), (Paragraph(table.minutes),)))
        if table.agreed_by:
            parts.append(Part("", (Pairs(((_("Agreed to by"), table.agreed_by),)),)))
        return Paper(
            language, table.title, _("Minutes of a round table"), (said(table.project.title) or table.project.code,),
            parts=tuple(parts), day=table.day,
        )  # fmt: skip


def _point(number: int, point: Point) -> Part:
    blocks: list[Paragraph | Table | Pairs] = []
    if point.item.count is not None and point.item.first is not None and point.item.last is not None:
        told = {"count": point.item.count, "first": dated(point.item.first), "last": dated(point.item.last)}
        blocks.append(Paragraph(_("%(count)d files met this closed door between %(first)s and %(last)s.") % told))
    if point.item.text:
        blocks.append(Paragraph(point.item.text))
    undertaken = []
    for decision in point.item.decisions.all():
        blocks.append(Paragraph(f"{_('Decision')} : {decision.text}"))
        undertaken += [
            (one.what, str(one.whose), dated(one.due), state_words(one)) for one in decision.commitments.all()
        ]
    if undertaken:
        blocks.append(Table((_("Commitment"), _("Who undertakes it"), _("By when"), _("State")), tuple(undertaken)))
    if not blocks:
        blocks.append(Paragraph(str(point.state) or _("Not dealt with.")))
    return Part(f"{number}. {point.title}", tuple(blocks))
