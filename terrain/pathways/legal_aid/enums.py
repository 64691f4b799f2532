"""Where a case told for advocacy stands."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Telling(models.TextChoices):
    """A case is written, proposed to two colleagues, published, taken down."""

    DRAFT = "draft", _("being written")
    PROPOSED = "proposed", _("waits for two people to agree")
    PUBLISHED = "published", _("published")
    TAKEN_DOWN = "taken_down", _("taken down")


class Back(models.TextChoices):
    """Why the house sent a proposed case back, when nobody refused it."""

    WORDS = (
        "words",
        _(
            "It holds words that the file knows, perhaps under a confidence that you do not read. Tell it in other words."
        ),
    )
    CONSENT = "consent", _("She does not agree any more.")
    CROWD = "crowd", _("Too few women share what it says now.")
    CHANGED = "changed", _("The file says something else now.")


class Language(models.TextChoices):
    """In which language a story is written."""

    FR = "fr", _("French")
    AR = "ar", _("Arabic")
    EN = "en", _("English")
    IT = "it", _("Italian")
