"""Where a case told for advocacy stands."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Telling(models.TextChoices):
    """A case is written, proposed to two colleagues, published, taken down."""

    DRAFT = "draft", _("being written")
    PROPOSED = "proposed", _("waits for two people to agree")
    PUBLISHED = "published", _("published")
    TAKEN_DOWN = "taken_down", _("taken down")


class Language(models.TextChoices):
    """In which language a story is written."""

    FR = "fr", _("French")
    AR = "ar", _("Arabic")
    EN = "en", _("English")
    IT = "it", _("Italian")
