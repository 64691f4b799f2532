"""Campaigns in a demonstration: a market campaign of W4I, a national one of TUT, journalists and what they published. All invented.

The telephones are drawn by a generator that always gives the same ones; as in life, they are turned into fingerprints at once.
"""

import random
from datetime import date, timedelta
from io import BytesIO

from terrain.core import clock
from terrain.core.access import Viewer
from terrain.outreach import reckoning
from terrain.outreach.actions import campaigns, estimates, press
from terrain.outreach.actions.campaigns import CampaignSaid, EventSaid
from terrain.outreach.actions.press import AccreditationSaid, PieceSaid
from terrain.outreach.actions.proofs import Proof
from terrain.outreach.enums import Counted, Method
from terrain.outreach.models import Campaign
from terrain.programmes.models import Project, Target

MARKETS = (
    (45, "Rabat, souk de démonstration", 132, 61),
    (38, "Salé, souk de démonstration", 97, 48),
    (31, "Rabat, souk de démonstration", 118, 55),
    (17, "Témara, marché de démonstration", 84, 40),
    (10, "Rabat, souk de démonstration", 126, 58),
)
"""Days ago, place, contacts, telephones."""
CROWD = 520
ANY_DAY = date(2026, 1, 1)
"""Where the days are told later."""
CARD = CampaignSaid(
    title={"fr": "Votre carte se renouvelle", "ar": "بطاقتكم تتجدد", "en": "Your card can be renewed", "it": "Il permesso si rinnova"},
    message={
        "fr": "Deux mois avant la fin de la carte de séjour, venez nous voir. Nous aidons à préparer le dossier, gratuitement.",
        "ar": "قبل شهرين من انتهاء بطاقة الإقامة زورونا. نساعد على إعداد الملف مجانا.",
        "en": "Two months before your residence card ends, come and see us. We help to prepare the file, for free.",
        "it": "Due mesi prima della scadenza del permesso, venite da noi. Aiutiamo a preparare la pratica, gratis.",
    },
    what_to_do={
        "fr": "Venez avec l'ancienne carte.\nNe payez personne pour un rendez-vous.",
        "ar": "تعالوا بالبطاقة القديمة.\nلا تؤدوا لأي أحد مقابل موعد.",
        "en": "Bring your old card.\nPay nobody for an appointment.",
        "it": "Portate il vecchio permesso.\nNon pagate nessuno per un appuntamento.",
    },
    channels=["market_stand", "door_to_door", "leaflet"],
    languages=["darija", "fr", "wolof"],
    places="Rabat, Salé, Témara",
    first_day=ANY_DAY,
    last_day=ANY_DAY,
    cost=18_400,
    public=True,
    help_numbers="0500 00 00 00 (numéro de démonstration)",
)  # fmt: skip


def furnish(*, by: Viewer) -> None:
    """Make the demonstration's campaigns, once."""
    projects = {one.code: one for one in Project.objects.filter(code__in=("W4I", "TUT"))}
    if Campaign.objects.exists() or "W4I" not in projects:
        return
    _markets(projects["W4I"], by)
    _households(projects["W4I"], by)
    if "TUT" in projects:
        _nation(projects["TUT"], by)
        _press(projects["TUT"], by)


def _target(code: str) -> Target | None:
    return Target.objects.filter(code=code, retired=False).first()


def _on(days: int, told: CampaignSaid, length: int, code: str) -> CampaignSaid:
    first = clock.today() - timedelta(days)
    changed = {"first_day": first, "last_day": first + timedelta(length), "target": _target(code)}
    return CampaignSaid(**(told.__dict__ | changed))


def _markets(project: Project, by: Viewer) -> None:
    """Five markets with telephones, and two to come."""
    campaign = campaigns.open_campaign(project, _on(45, CARD, 75, "W4I-T5"), by=by)
    drawn, today = random.Random(41), clock.today()  # noqa: S311 (a demonstration)
    for ago, place, contacts, given in MARKETS:
        numbers = [f"+2126000{number:05}" for number in drawn.sample(range(10_000, 10_000 + CROWD), given)]
        told = EventSaid(
            today - timedelta(ago), place, "market_stand", contacts, Counted.ONE_BY_ONE, "darija", contacts // 2
        )
        campaigns.log_event(campaign, told, numbers=numbers, by=by)
    walked = EventSaid(
        today - timedelta(5), "Salé, quartier de démonstration", "door_to_door", 46, Counted.ONE_BY_ONE, "fr"
    )
    campaigns.log_event(campaign, walked, by=by)
    for ahead, place in ((3, "Témara, marché de démonstration"), (10, "Rabat, souk de démonstration")):
        campaigns.log_event(campaign, EventSaid(today + timedelta(ahead), place, "market_stand"), by=by)
    estimates.compare_telephones(
        campaign, source="Numéros demandés au stand, à qui voulait le donner (démonstration).", by=by
    )


def _households(project: Project, by: Viewer) -> None:
    """Families of those who are accompanied: a sample, declared."""
    told = CampaignSaid(
        title={"fr": "Les droits en famille", "ar": "الحقوق داخل الأسرة", "en": "Rights at home", "it": "I diritti in famiglia"},
        message={"fr": "Ce que vous avez appris, dites-le chez vous.", "ar": "ما تعلمتموه، قولوه في بيوتكم."},
        channels=["word_of_mouth"],
        first_day=ANY_DAY,
        last_day=ANY_DAY,
    )  # fmt: skip
    campaign = campaigns.open_campaign(project, _on(200, told, 120, "W4I-T7"), by=by)
    ended = campaigns.end_campaign(campaign, by=by)
    if not reckoning.people_counted(ended):
        return
    said = {"sample": 42, "size": 4.8, "deviation": 1.9, "counted": 1.1}
    source = "Enquête auprès de 42 ménages tirés au sort, famille au pays comprise (démonstration)."
    made = estimates.estimate(ended, Method.HOUSEHOLDS, said, source=source, by=by)
    estimates.declare(made, combine="sum", by=by)


def _nation(project: Project, by: Viewer) -> None:
    """A national campaign on social networks and the radio, ended and declared."""
    told = CampaignSaid(
        title={"fr": "Chaque enfant a un nom", "ar": "لكل طفل اسم", "en": "Every child has a name", "it": "Ogni bambino ha un nome"},
        message={
            "fr": "Un enfant né hors mariage a droit à l'état civil. Sa mère a droit à l'aide.",
            "ar": "للطفل المولود خارج الزواج الحق في الحالة المدنية، ولأمه الحق في المساعدة.",
        },
        channels=["social_network", "radio", "poster"],
        languages=["darija", "fr", "tamazight"],
        places="Tout le pays",
        first_day=ANY_DAY,
        last_day=ANY_DAY,
        cost=64_000,
        public=True,
        help_numbers="0500 00 00 00 (numéro de démonstration)",
    )  # fmt: skip
    campaign = campaigns.open_campaign(project, _on(120, told, 60, "TUT-T4"), by=by)
    today = clock.today()
    posted = EventSaid(today - timedelta(118), "En ligne", "social_network", 41_200, Counted.PLATFORM, "darija")
    campaigns.log_event(campaign, posted, by=by)
    aired = EventSaid(today - timedelta(100), "Radio de démonstration", "radio", 5_300, Counted.PLATFORM, "tamazight")
    campaigns.log_event(campaign, aired, by=by)
    ended = campaigns.end_campaign(campaign, by=by)
    said = {
        "channel": "social_network", "impressions": 41_200, "accounts": 17_900, "here": 88, "fewest": 1.0, "most": 1.4,
    }  # fmt: skip
    proof = Proof(BytesIO(b"impressions,comptes\n41200,17900\n"), "export-demonstration.csv", "text/csv")
    source = "Export de la page, deux mois de campagne ; comptes par personne d'après une enquête (démonstration)."
    made = estimates.estimate(ended, Method.EXPORT, said, source=source, proof=proof, by=by)
    estimates.declare(made, combine="highest", by=by)


def _press(project: Project, by: Viewer) -> None:
    today = clock.today()
    for ago, name, medium, state in (
        (80, "Journaliste Exemple Un", "Radio de démonstration", "accredited"),
        (60, "Journaliste Exemple Deux", "Le Quotidien de démonstration", "accredited"),
        (9, "Journaliste Exemple Trois", "Démo Info", "asked"),
    ):
        valid = today - timedelta(ago - 7) if state == "accredited" else None
        until = valid + timedelta(180) if valid else None
        told = AccreditationSaid(medium, "asked_herself", today - timedelta(ago), state, valid, until)
        press.accredit(project, name, told, by=by)
    for ago, title, medium, kind, language, tone in (
        (
            52,
            "Un nom pour chaque enfant : ce que dit la loi",
            "Le Quotidien de démonstration",
            "article",
            "fr",
            "respectful",
        ),
        (40, "أمهات وحقوق", "Radio de démonstration", "broadcast", "darija", "respectful"),
        (21, "L'état civil, porte des droits", "Le Quotidien de démonstration", "report", "fr", "respectful"),
        (12, "Mères seules : la polémique", "Démo Info", "video", "fr", "stigmatising"),
    ):
        link = f"https://presse.example/{ago}"
        piece = PieceSaid(title, today - timedelta(ago), medium, kind, link, language, tone=tone)
        press.write_piece(project, piece, by=by)
