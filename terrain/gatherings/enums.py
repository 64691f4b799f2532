from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class SessionKind(models.TextChoices):
    """What sort of gathering it was; topics of a programme file name one of these."""

    TRAINING = "training", _("training")
    INFORMATION_SESSION = "information_session", _("information session")
    AWARENESS_ACTION = "awareness_action", _("awareness action")
    WORKSHOP = "workshop", _("workshop")
    THEATRE_WORKSHOP = "theatre_workshop", _("Theatre of the Oppressed workshop")
    KIT_ACTIVITY = "kit_activity", _("activity with the educational kit")
    SUPPORT_GROUP = "support_group", _("support group")
    ROUND_TABLE = "round_table", _("round table")
    FORUM = "forum", _("forum")
    OTHER = "other", pgettext_lazy("kind of session", "other")


KINDS_WITH_THRESHOLD = frozenset({SessionKind.TRAINING})
"""Kinds of which one must have attended enough, not only been there."""
KINDS_WITH_DETAILS = KINDS_WITH_THRESHOLD | {SessionKind.ROUND_TABLE}
"""Kinds of which it is asked as what somebody came, and for which organisation."""


class Category(models.TextChoices):
    """As what somebody came to a session: the professional categories that promises speak of."""

    NONE = "", pgettext_lazy("category of a participant", "not stated")
    OFFICIAL = "official", _("official or employee of an institution")
    MEDICAL_STAFF = "medical_staff", _("medical or paramedical staff")
    DOCTOR = "doctor", _("local doctor")
    MAGISTRATE = "magistrate", _("magistrate")
    LAWYER = "lawyer", _("lawyer")
    LOCAL_AUTHORITY = "local_authority", _("local authority or police")
    PUBLIC_SERVICE = "public_service", _("public service (civil registry, court, health)")
    ASSOCIATION_HEAD = "association_head", _("head of an association")
    ASSOCIATION_MEMBER = "association_member", _("member of an association")
    SOCIAL_OPERATOR = "social_operator", _("social operator")
    JOURNALIST = "journalist", _("journalist or press officer")
    OTHER = "other", pgettext_lazy("category of a participant", "other")


class ThresholdMet(models.TextChoices):
    """Whether somebody attended enough of a session that asks for it; blank where nothing is asked."""

    NOT_ASKED = "", pgettext_lazy("attendance threshold", "not asked")
    YES = "yes", pgettext_lazy("attendance threshold", "met")
    NO = "no", pgettext_lazy("attendance threshold", "not met")
