"""Kits, sheets and workshops of the centres in a demonstration: plainly invented, and nobody's name in it.

Two kits travel between three centres, one of them late; a theatre group in Agadir makes a play, shows it in public, and some of
what the public proposed is taken up.
"""

from datetime import date, timedelta

from terrain.core import clock
from terrain.core.access import Viewer
from terrain.gatherings.actions import AlreadyThere
from terrain.programmes.models import Project
from terrain.workshops.actions import forums, kits, loans, series, sheets
from terrain.workshops.actions.kits import Counted, KitSaid
from terrain.workshops.actions.loans import Lending
from terrain.workshops.actions.series import Held, SeriesSaid, SessionSaid
from terrain.workshops.actions.sheets import SheetSaid
from terrain.workshops.models import ActivitySheet, Kit, Series

HUB, AGADIR, MARRAKECH, CASABLANCA = (
    "Bureau démo, Rabat",
    "Centre démo, Agadir",
    "Centre démo, Marrakech",
    "Centre démo, Casablanca",
)
CONTENTS = (
    ("Cartes des émotions", 48, Counted(46, 2, "worn")),
    ("Dés à histoires", 9, Counted(9, 0, "good")),
    ("Marionnettes à doigts", 12, Counted(11, 0, "good")),
    ("Jeu de l'oie des droits de l'enfant", 1, Counted(1, 0, "worn")),
    ("Feutres", 24, Counted(15, 6, "to_replace")),
    ("Foulards de théâtre", 10, Counted(10, 0, "good")),
    ("Guide de l'animatrice", 2, Counted(2, 0, "good")),
)
SHEETS = (
    SheetSaid(
        "Le cercle des prénoms choisis",
        "Entrer dans le groupe sans avoir à parler de soi : chacune choisit le nom qu'elle porte ici.",
        "S'asseoir en cercle, l'animatrice aussi.\nChacune choisit un nom pour l'atelier.\nLancer la balle en disant le nom "
        "de celle qui la reçoit.\nRefaire un tour, de plus en plus vite.\nFinir par un mot de chacune sur le jeu.",
        "darija",
        method="theatre_games", age_from=12, age_to=17, minutes=30, group_from=6, group_to=14,
        material="Une balle légère",
        attention="On a le droit de passer son tour.\nPersonne ne demande le vrai prénom ni l'histoire de quelqu'un.",
    ),
    SheetSaid(
        "Image du pouvoir",
        "Montrer une situation injuste avec le corps, puis la changer ensemble.",
        "En petits groupes, construire une image immobile d'une situation injuste.\nLes autres disent ce qu'elles voient, "
        "pas ce qu'elles devinent.\nChacune peut déplacer une personne de l'image pour la rendre plus juste.\nRejouer la "
        "première et la dernière image.",
        "fr",
        method="image_theatre", age_from=13, age_to=18, minutes=60, group_from=6, group_to=12,
        material="Un espace vide\nLes foulards du kit",
        attention="Ne jamais demander si c'est arrivé à quelqu'un.\nOn sort d'un rôle en secouant les mains.",
    ),
    SheetSaid(
        "Le jeu de l'oie des droits",
        "Connaître cinq droits devant le juge et savoir à qui les demander.",
        "Former quatre équipes.\nÀ chaque case, lire le droit et dire où on l'a déjà vu respecté.\nNoter les questions "
        "pour l'avocate.",
        "ar",
        method="educational_kit", age_from=12, age_to=17, minutes=75, group_from=4, group_to=16,
        material="Le jeu de l'oie du kit\nDes feutres",
        attention="Les questions se posent au nom de l'équipe.",
    ),
)  # fmt: skip
GATE = (
    (56, 12, "Jeux de confiance. Le groupe a ri du jeu des foulards et l'a redemandé.", "Commencer par le jeu des foulards."),
    (49, 11, "Images immobiles sur la rentrée à l'école. Trois images montraient une porte fermée.", "Repartir de la porte."),
    (42, 12, "Une histoire inventée à plusieurs : une fille arrive en retard à l'école et la porte est fermée.", "Choisir la fin."),
    (28, 10, "Répétition. Le groupe a changé deux fois la fin et a gardé celle où personne n'ouvre.", "Répéter le remplacement."),
)  # fmt: skip
"""Days before today, how many were there, what the group worked on, what to keep."""
KIT_DAYS = ((35, 9), (21, 8), (7, 9))
PROPOSED = (
    ("Qu'une professeure attende à la porte dix minutes le matin.", "youth", "school", "taken_up", "Le collège démo l'essaie depuis ce mois."),
    ("Que le centre appelle l'école avant, pas après.", "educator", "centres", "passed_on", "Transmise à la réunion des centres."),
    ("Écouter la fille avant de fermer le dossier.", "parent", "judges", "answered", "La juge démo a répondu par écrit."),
    ("Un bus le matin pour celles qui habitent loin.", "official", "commune", "collected", ""),
    ("Que les filles viennent dire elles-mêmes ce qu'elles veulent.", "professional", "everybody", "collected", ""),
)  # fmt: skip


def furnish(by: Viewer) -> None:
    """Tell the story once, where the programme has CPE."""
    project = Project.objects.filter(code="CPE").first()
    if project is None or Kit.objects.filter(project=project).exists():
        return
    today = clock.today()
    first, second = (_kit(project, code, home, by) for code, home in (("K1", AGADIR), ("K2", HUB)))
    kits.open_kit(project, KitSaid("Petite mallette de voyage", "K3", HUB, "Neuve : à remplir."), by=by)
    written = [sheets.write_sheet(project, said, by=by) for said in SHEETS]
    for sheet in written[:2]:
        sheets.publish_sheet(sheet, by=by)
    _travel(first, second, today, by)
    _kit_series(project, second, today, by)
    _show(_gate(project, first, written[0], today, by), today, by)


def _kit(project: Project, code: str, home: str, by: Viewer) -> Kit:
    about = "Jeux, cartes et marionnettes pour parler sans parler de soi."
    kit = kits.open_kit(project, KitSaid("Mallette pédagogique", code, home, about), by=by)
    for what, quantity, _found in CONTENTS:
        kits.add_item(kit, what, quantity, by=by)
    return kit


def _found(kit: Kit) -> dict[int, Counted]:
    told = {what: found for what, _quantity, found in CONTENTS}
    return {item.pk: told[item.what] for item in kit.items.all()}


def _travel(first: Kit, second: Kit, today: date, by: Viewer) -> None:
    """The first kit went to Casablanca and came back counted; the second is at Marrakech, nine days late."""
    gone = loans.lend(
        first, Lending(CASABLANCA, today - timedelta(120), today - timedelta(90), "L'éducatrice de Casablanca"), by=by
    )
    loans.give_back(gone, _found(first), day=today - timedelta(88), note="Racheter des feutres.", by=by)
    full = {item.pk: Counted(item.quantity, 0, "good") for item in second.items.all()}
    kits.take_inventory(second, full, day=today - timedelta(41), by=by)
    loans.lend(
        second, Lending(MARRAKECH, today - timedelta(39), today - timedelta(9), "L'éducatrice de Marrakech"), by=by
    )


def _kit_series(project: Project, kit: Kit, today: date, by: Viewer) -> None:
    said = SeriesSaid(
        "Les mercredis de la mallette", "educational_kit", MARRAKECH, today - timedelta(35), kit=kit, facilitator="Démo",
        aim="Un moment à soi chaque semaine, par le jeu.",
    )  # fmt: skip
    weekly = series.open_series(project, said, by=by)
    for ago, people in KIT_DAYS:
        held = Held(today - timedelta(ago), 75, people, "Démo", "Dés à histoires, puis cartes des émotions.", "")
        series.hold_session(weekly, SessionSaid(held, {"facilitator": 1, "spoke": people - 2}), by=by)


def _gate(project: Project, kit: Kit, sheet: ActivitySheet, today: date, by: Viewer) -> Series:
    said = SeriesSaid(
        "La porte", "forum_theatre", AGADIR, today - timedelta(56), today + timedelta(30), "Démo", kit,
        "Faire une pièce à montrer, et demander au public ce qu'il ferait à notre place.",
    )  # fmt: skip
    gate = series.open_series(project, said, by=by)
    for ago, people, worked_on, next_time in GATE:
        held = Held(today - timedelta(ago), 120, people, "Démo", worked_on, next_time)
        roles = {"facilitator": 1, "co_facilitator": 1, "main_part": 1, "other_part": 4, "image_maker": people - 3}
        series.hold_session(gate, SessionSaid(held, roles | {"watched": 1}, frozenset({sheet.pk})), by=by)
    return gate


def _show(gate: Series, today: date, by: Viewer) -> None:
    day = today - timedelta(14)
    asked = forums.Played("La porte (théâtre-forum)", "La porte de l'école est fermée. Que feriez-vous à sa place ?")
    try:
        forum = forums.show_forum(gate, forums.Showing(day, "Agadir", 90, 64), asked, by=by)
    except AlreadyThere:
        return
    for words, spectator, addressee, outcome, told in PROPOSED:
        said = forums.ProposalSaid(words, spectator, addressee)
        proposal = forums.collect_proposal(forum, said, by=by)
        if outcome != "collected":
            became = forums.Became(outcome, today - timedelta(3), told)
            forums.follow_proposal(proposal, said, became, version=proposal.version, by=by)
