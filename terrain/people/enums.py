from django.db import models
from django.utils.translation import gettext_lazy as _


class Sex(models.TextChoices):
    """Sex as recorded; blank is unknown and counted as such."""

    FEMALE = "F", _("woman or girl")
    MALE = "M", _("man or boy")


class Precision(models.TextChoices):
    """How exactly a birth date is known; blank when it is not known at all."""

    DAY = "day", _("to the day")
    MONTH = "month", _("to the month")
    YEAR = "year", _("only the year")


class KeyKind(models.TextChoices):
    """What somebody is recognised by. A restored telephone number is a class of its own (ADR 0011)."""

    CARD = "card", _("residence card")
    PHONE = "phone", _("telephone")
    RESTORED = "restored", _("telephone whose first zero was restored")
    NAME_BIRTH = "name_birth", _("full name with full birth date")


class Clash(models.TextChoices):
    """How keys contradict each other; what each means exactly stands in ``recognition``."""

    SEVERAL_PEOPLE = "several_people", _("the keys written here belong to two people whom we already know")
    SEVERAL_CARDS = "several_cards", _("the same person would have two different residence cards")
    SEVERAL_BIRTHS = "several_births", _("the same person would have two different birth dates")
    SEVERAL_NAMES = "several_names", _("one telephone is written beside names that may be one person or two")
    CARD_OF_TWO = "card_of_two", _("one residence card is written beside two different people")
    EVERYBODYS_KEY = "everybodys_key", _("one residence card is written beside far too many people")
    RESTORED_PHONE = "restored_phone", _("a repaired telephone number equals that of somebody with the same name")
