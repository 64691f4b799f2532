from django.db import models
from django.utils.translation import gettext_lazy as _


class Freshness(models.TextChoices):
    """Whether what an entry says was looked at lately."""

    FRESH = "fresh", _("up to date")
    DUE = "due", _("to be reviewed soon")
    OVERDUE = "overdue", _("review overdue")


class ReferredBy(models.TextChoices):
    """Who knocks at the door of a service; blank is not said."""

    HERSELF = "herself", _("She comes herself")
    PROFESSIONAL = "professional", _("A professional asks for her")
    REFERRAL = "referral", _("Only with a written referral")


class Channel(models.TextChoices):
    """By what a service is asked."""

    PHONE = "phone", _("by telephone")
    EMAIL = "email", _("by e-mail")
    LINK = "link", _("by the link of a referral")
    SPOT = "spot", _("on the spot")


class Interval(models.IntegerChoices):
    """After how many months an entry is looked at again."""

    MONTH = 1, _("every month")
    QUARTER = 3, _("every three months")
    HALF_YEAR = 6, _("every six months")
    YEAR = 12, _("every year")


class Calling(models.TextChoices):
    """As what a professional of the network works."""

    MAGISTRATE = "magistrate", _("magistrate")
    PROSECUTOR = "prosecutor", _("prosecutor")
    CLERK = "clerk", _("court clerk")
    COURT_SOCIAL_WORKER = "court_social_worker", _("social worker of a court")
    LAWYER = "lawyer", _("lawyer")
    NOTARY = "notary", _("notary or adoul")
    DOCTOR = "doctor", _("doctor")
    NURSE = "nurse", _("nurse or midwife")
    PSYCHOLOGIST = "psychologist", _("psychologist")
    SOCIAL_WORKER = "social_worker", _("social worker")
    EDUCATOR = "educator", _("educator")
    TEACHER = "teacher", _("teacher or researcher")
    MEDIATOR = "mediator", _("mediator or interpreter")
    JOURNALIST = "journalist", _("journalist or press officer")
    OFFICIAL = "official", _("official of an institution")
    CIVIL_REGISTRAR = "civil_registrar", _("civil registrar")
    ELECTED = "elected", _("elected representative")
    POLICE = "police", _("police or gendarmerie officer")
    ASSOCIATION_HEAD = "association_head", _("head of an association")
    ASSOCIATION_MEMBER = "association_member", _("member of an association")
    EMPLOYER = "employer", _("employer or recruiter")
    OTHER = "other", _("other professional")


class Basis(models.TextChoices):
    """Why a professional's office contact may be kept."""

    OFFICE = "office", _("it is the published contact of a public office")
    AGREED = "agreed", _("she agreed to be in the directory")
    PARTNER = "partner", _("a partner gave it for working together")


class Answer(models.TextChoices):
    """What was said of two entries that look alike."""

    ONE = "one", _("they are one")
    TWO = "two", _("they are two")


class Nature(models.TextChoices):
    """What an organisation is in the network; promises speak of some of these."""

    ASSOCIATION = "association", _("association")
    CIVIL_REGISTRY = "civil_registry", _("civil registry")
    COURT = "court", _("court")
    PROSECUTOR = "prosecutor", _("prosecutor's office")
    HEALTH = "health", _("health service")
    POLICE = "police", _("police or gendarmerie")
    LOCAL_AUTHORITY = "local_authority", _("local authority")
    SOCIAL_SERVICE = "social_service", _("social service")
    EMPLOYMENT_SERVICE = "employment_service", _("employment service")
    SCHOOL = "school", _("school or university")
    BAR = "bar", _("bar association")
    MEDIA = "media", _("media")
    COMPANY = "company", _("company")
    OTHER = "other", _("other body")


class Presence(models.TextChoices):
    """How an organisation was there."""

    GATHERING = "gathering", _("somebody came for it to a session")
    ROUND_TABLE = "round_table", _("it came to a round table")
    AGREEMENT = "agreement", _("it signed an agreement")


class Manner(models.TextChoices):
    """How a round of assessment was held."""

    TOGETHER = "together", _("together with somebody of the project")
    SELF = "self", _("by the organisation itself, on paper")


class RoundState(models.TextChoices):
    """How far a round of assessment is."""

    DRAFT = "draft", _("in progress")
    CONCLUDED = "concluded", _("concluded")
    REOPENED = "reopened", _("opened again")


class ActionState(models.TextChoices):
    """How far an action of a plan is."""

    OPEN = "open", _("to do")
    DONE = "done", _("done")
    DROPPED = "dropped", _("dropped")


class Milestone(models.TextChoices):
    """What an organisation has come to in the strengthening of its capacities."""

    FIRST_ROUND = "first_round", _("first assessment concluded")
    SECOND_ROUND = "second_round", _("second assessment concluded")
    PLAN = "plan_60", _("60 % of the plan done")
    STRENGTHENED = "strengthened", _("two assessments and 60 % of the plan done")


class Saying(models.TextChoices):
    """What somebody outside says of an entry."""

    CHANGES = "changes", _("Something changed")
    TRUE = "true", _("All of it is still true")
    REMARK = "remark", _("Something is wrong")


class BringingState(models.TextChoices):
    """How far a file of another directory came."""

    CHECKED = "checked", _("looked at, not taken in")
    APPLIED = "applied", _("taken in")
    UNDONE = "undone", _("taken back")
