"""Round tables of a demonstration: held ones with what was undertaken, one that is planned, agreements, an experiment under way.

Organisations that the programme's documents do not name are plainly invented; nobody is named anywhere.
"""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from terrain.core import clock
from terrain.core.access import Viewer
from terrain.network import dead_ends
from terrain.network.actions import agendas, agreements, commitments, experiments, round_tables
from terrain.network.actions.agendas import ItemSaid, Undertaking
from terrain.network.actions.agreements import AgreementSaid
from terrain.network.actions.experiments import ExperimentSaid
from terrain.network.actions.round_tables import Minutes, TableSaid
from terrain.network.enums import Nature
from terrain.network.models import Decision, Profile, RoundTable
from terrain.programmes import actions as programmes
from terrain.programmes.models import Organisation, Project

COURT, REGISTRY, SCHOOL = "Démo Tribunal de première instance", "Démo Bureau d'état civil", "Démo Lycée professionnel"
EMPLOYERS = "Démo Union des entreprises"
NATURES = {COURT: Nature.COURT, REGISTRY: Nature.CIVIL_REGISTRY, SCHOOL: Nature.SCHOOL, EMPLOYERS: Nature.COMPANY}


def furnish(by: Viewer) -> None:
    """Hold them once, where the programme has these projects."""
    if RoundTable.objects.exists():
        return
    projects = {one.code: one for one in Project.objects.filter(code__in=["MEL", "ES", "W4I"])}
    if "MEL" in projects:
        _mothers(projects["MEL"], by)
    if "ES" in projects:
        _social_enterprise(projects["ES"], by)
    if "W4I" in projects:
        _integration(projects["W4I"], by)


def _organisation(name: str, by: Viewer) -> Organisation:
    """One of the invented ones, with its nature."""
    made = programmes.name_organisation(name, by=by)
    profile = Profile.objects.of(made)
    if not profile.nature:
        profile.nature = NATURES.get(name, Nature.ASSOCIATION)
        profile.save(update_fields=["nature"])
    return made


def _at(day: date, hour: int = 10) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour)))


def _held(project: Project, title: str, ago: int, guests: dict[str, str], by: Viewer) -> RoundTable:
    """A round table ``ago`` days ago; ``guests``: organisation → by which function represented; the last one was excused."""
    day = clock.today() - timedelta(ago)
    table = round_tables.plan_table(project, TableSaid(title, _at(day), venue="Hub, Rabat"), by=by)
    for name, function in guests.items():
        round_tables.invite(table, _organisation(name, by), as_whom=function, by=by)
    return table


def _written(table: RoundTable, words: str, agreed: str, by: Viewer) -> None:
    invited = list(table.invitations.order_by("pk").values_list("pk", flat=True))
    said = Minutes(words, agreed)
    round_tables.hold_table(table, said, came=invited[:-1], excused=invited[-1:], version=table.version, by=by)


def _decided(table: RoundTable, title: str, text: str, undertaking: Undertaking, by: Viewer) -> Decision:
    return agendas.decide(agendas.add_item(table, ItemSaid(title), by=by), text, undertaking, by=by)


def _mothers(project: Project, by: Viewer) -> None:
    """Registry offices and a court at one table; one thing is done, one waits, one is late."""
    today = clock.today()
    guests = {
        REGISTRY: "Officier d'état civil", COURT: "Présidence de la section de la famille",
        "Démo Maternité publique": "Service social", "Démo Association des mères": "Direction",
    }  # fmt: skip
    table = _held(project, "Déclarer la naissance dans les trente jours", 45, guests, by)
    registry, court = _organisation(REGISTRY, by), _organisation(COURT, by)
    done = Undertaking(
        "Un guichet pour les mères sorties de la maternité, deux matins par semaine", today - timedelta(10), registry
    )
    first = _decided(
        table, "La maternité et l'état civil ne se parlent pas", "Un guichet est ouvert à la maternité.", done, by
    )
    late = Undertaking("Une liste des pièces, la même dans tous les bureaux", today - timedelta(3), registry)
    agendas.undertake(first, late, by=by)
    waiting = Undertaking(
        "Répondre sous quinze jours aux demandes de jugement déclaratif", today + timedelta(40), court
    )
    _decided(table, "Après trente jours, le jugement est long", "Les demandes sont traitées ensemble.", waiting, by)
    _written(table, "Les délais ont été comparés bureau par bureau.", "État civil, tribunal, maternité", by)
    kept = first.commitments.order_by("pk").first()
    if kept is not None:
        commitments.keep(
            kept, day=today - timedelta(12), proof="Note de service affichée à la maternité.", version=1, by=by
        )
    said = AgreementSaid("Un guichet d'état civil à la maternité", today - timedelta(330), today + timedelta(35))
    agreements.sign(project, registry, said, by=by)


def _social_enterprise(project: Project, by: Viewer) -> None:
    """Schools and companies; an experiment is under way."""
    today = clock.today()
    guests = {
        SCHOOL: "Direction",
        EMPLOYERS: "Commission emploi",
        "Démo Association de quartier": "Présidence",
        "Démo Commune": "Service social",
    }
    table = _held(project, "L'emploi des jeunes femmes du quartier", 70, guests, by)
    school = _organisation(SCHOOL, by)
    undertaking = Undertaking("Ouvrir l'atelier du lycée aux candidates, le samedi", today + timedelta(25), school)
    decision = _decided(
        table, "Aucune formation le soir ni le samedi", "Un atelier est essayé six mois.", undertaking, by
    )
    _written(table, "Les entreprises demandent une pratique en atelier.", "Lycée, entreprises, association", by)
    signed = AgreementSaid("L'atelier du lycée ouvert aux candidates", today - timedelta(62), today + timedelta(300))
    agreement = agreements.sign(project, school, signed, by=by)
    tried = ExperimentSaid(
        "L'atelier du samedi",
        "Celles qui cherchent un emploi n'ont jamais touché une machine.",
        "Si l'atelier est ouvert le samedi, alors davantage de jeunes femmes viennent jusqu'à l'information sur l'emploi.",
        agreement=agreement, indicator="people_informed", ends_on=today + timedelta(120),
    )  # fmt: skip
    tried = replace(tried, **_windows(today))
    partners = [school, _organisation(EMPLOYERS, by)]
    prepared = experiments.prepare(project, tried, partners=partners, item=decision.item, by=by)
    experiments.start(prepared, day=today - timedelta(58), version=1, by=by)


def _windows(today: date) -> dict[str, Any]:
    """Six months before, six months after, two of which have begun."""
    month = today.replace(day=1)
    later = (-7, -2, -1, 4)
    names = ("before_first", "before_last", "after_first", "after_last")
    return {name: clock.months_later(month, count) for name, count in zip(names, later, strict=True)}


def _integration(project: Project, by: Viewer) -> None:
    """One that is planned, with the most frequent closed door on its agenda."""
    today = clock.today()
    said = TableSaid(
        "Service public de l'emploi et associations",
        _at(agendas.workday_from(today + timedelta(16))),
        venue="Hub, Rabat",
    )
    table = round_tables.plan_table(project, said, by=by)
    round_tables.invite(table, _organisation("Démo Agence de l'emploi", by), as_whom="Direction d'agence", by=by)
    agendas.add_item(table, ItemSaid("Se connaître : qui fait quoi, qui répond"), by=by)
    _market_days(project, by)
    first = clock.months_later(today.replace(day=1), -5)
    found = dead_ends.dead_ends([project.pk], first, today)
    if found:
        agendas.put_on_agenda(project, found[0].key, first, today, by=by)


def _market_days(project: Project, by: Viewer) -> None:
    """One that was decided years ago, on figures of the registers."""
    neighbours = _organisation("Démo Association de quartier", by)
    signed = AgreementSaid("Informer les jours de marché", date(2018, 11, 20), date(2019, 11, 20))
    agreement = agreements.sign(project, neighbours, signed, by=by)
    tried = ExperimentSaid(
        "Informer les jours de marché",
        "Peu de personnes viennent s'informer au Hub en semaine.",
        "Si l'information se tient le jour du marché, alors davantage de personnes viennent.",
        agreement=agreement, indicator="people_at_sessions", before_first=date(2018, 10, 1), before_last=date(2018, 11, 1),
        after_first=date(2018, 12, 1), after_last=date(2019, 2, 1), ends_on=date(2019, 2, 28),
    )  # fmt: skip
    prepared = experiments.prepare(project, tried, partners=[neighbours], by=by)
    running = experiments.start(prepared, day=date(2018, 12, 1), version=1, by=by)
    experiments.decide(
        running, outcome="adapt", reasons="Moins de monde qu'au Hub : le marché est bruyant. On essaie le vendredi, près de la mosquée.",
        day=date(2019, 3, 5), version=2, by=by,
    )  # fmt: skip
