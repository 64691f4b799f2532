"""Associations that grow, in a demonstration: plainly invented findings.

CESM was assessed twice and is in the middle of its plan; an association of young people was assessed twice and did what it had planned;
another one is in the middle of its first round.
"""

from collections.abc import Mapping
from datetime import timedelta

from terrain.core import clock
from terrain.core.access import Viewer
from terrain.network.actions import capacity, plans
from terrain.network.actions.capacity import Found, Held
from terrain.network.actions.plans import Planned
from terrain.network.enums import Manner, Nature
from terrain.network.models import Assessment, Profile, Strengthening
from terrain.programmes import actions as programmes
from terrain.programmes.models import Organisation, Project

GRID = "association"
FIRST = {
    "governance": (2, 2, 1, 2), "finance": (2, 1, 2, 1), "administration": (3, 2, 1, 2), "human_resources": (2, 2, 0, 1),
    "programme": (3, 2, 2, 2), "performance": (2, 1, 2, 1), "sustainability": (1, 2, 2, 2),
}  # fmt: skip
SECOND = {
    "governance": (3, 3, 3, 2), "finance": (3, 3, 3, 2), "administration": (3, 3, 2, 3), "human_resources": (3, 2, 0, 3),
    "programme": (3, 3, 3, 3), "performance": (3, 2, 3, 2), "sustainability": (2, 3, 2, 3),
}  # fmt: skip
"""Domain → what was found of each of its items; 0: it does not apply."""
SEEN = {
    "governance": ("Statuts relus ; un procès-verbal sur trois manque.", "Procès-verbaux des six derniers mois au classeur."),
    "finance": ("Cahier de caisse sans date en mars et en avril.", "Journal et relevé de banque concordent chaque mois."),
    "administration": ("Le classeur est chez la secrétaire.", "Classeur au local, échéances affichées au mur."),
    "human_resources": ("Les rôles sont dits en réunion.", "Fiches de rôle signées, liste des bénévoles à jour."),
    "programme": ("Calendrier refait chaque semaine.", "Fiches d'action avec dates et coûts."),
    "performance": ("Feuilles de présence sans total.", "Tableau des présences, chaque personne une fois."),
    "sustainability": ("Pas encore de plan écrit.", "Plan de trois ans discuté en assemblée."),
}  # fmt: skip
"""Domain → why it was found low, why higher."""
ACTIONS = (
    ("assembly", "Tenir l'assemblée générale avec convocation et comptes", "le bureau", 75, 80, "Procès-verbal déposé."),
    ("books", "Tenir le journal de caisse et le rapprocher de la banque", "le trésorier", 60, 66, "Trois mois rapprochés."),
    ("safety_of_children", "Écrire et signer le code de conduite", "la présidente", 40, 38, "Code signé par le bureau et les bénévoles."),
    ("strategy", "Écrire le plan de trois ans avec les membres", "le bureau", -20, None, ""),
    ("place_of_work", "Obtenir une salle de la commune par accord écrit", "Soleterre et le bureau", 10, None, ""),
)  # fmt: skip
"""About what, what, who sees to it, due so many days before today, done so many days before today, what shows it."""


def furnish(by: Viewer) -> None:
    """Tell the story once, where the programme has ES."""
    project = Project.objects.filter(code="ES").first()
    if project is None or Strengthening.objects.filter(project=project).exists():
        return
    both = _association("Association démo Jeunes du quartier", by)
    first = _round(project, both, 150, FIRST, by)
    _plan(first, 3, by)
    _round(project, both, 20, SECOND, by)
    if (cesm := Organisation.objects.filter(code="CESM").first()) is not None:
        _plan(_round(project, _known(cesm), 120, FIRST, by), 1, by)
        _round(project, cesm, 12, FIRST | {"programme": (3, 3, 2, 2), "finance": (2, 2, 3, 1)}, by)
    begun = _begun(project, _association("Association démo Atelier du possible", by), 3, by)
    _score(begun, FIRST, by, count=11)


def _association(name: str, by: Viewer) -> Organisation:
    return _known(programmes.name_organisation(name, by=by), youth=True)


def _known(organisation: Organisation, *, youth: bool = False) -> Organisation:
    profile = Profile.objects.of(organisation)
    profile.nature, profile.youth = Nature.ASSOCIATION, youth or profile.youth
    profile.save()
    return organisation


def _begun(project: Project, organisation: Organisation, ago: int, by: Viewer) -> Assessment:
    held = Held(clock.today() - timedelta(ago), 5, "présidente, trésorier, trois membres", Manner.TOGETHER)
    return capacity.begin_round(project, organisation, GRID, held, by=by)


def _round(
    project: Project, organisation: Organisation, ago: int, found: Mapping[str, tuple[int, ...]], by: Viewer
) -> Assessment:
    begun = _begun(project, organisation, ago, by)
    _score(begun, found, by)
    return capacity.conclude_round(begun, by=by)


def _score(begun: Assessment, found: Mapping[str, tuple[int, ...]], by: Viewer, count: int = 99) -> None:
    told = [
        (item.code, domain.code, value)
        for domain in begun.grid.domains
        for item, value in zip(domain.items, found[domain.code], strict=True)
    ]
    for item, domain, value in told[:count]:
        words = "L'association n'a pas de salariés." if not value else SEEN[domain][value > 2]
        said = Found(value or None, not value, words)
        capacity.score_item(begun, item, said, version=0, by=by)


def _plan(held: Assessment, finished: int, by: Viewer) -> None:
    today = clock.today()
    for number, (about, what, answers, due, ago, proof) in enumerate(ACTIONS):
        one = plans.plan_action(held, Planned(about, what, answers, today - timedelta(due)), by=by)
        if ago is not None and number < finished:
            plans.finish_action(one, today - timedelta(ago), proof, version=one.version, by=by)
