"""Why two records may be one person, or not, in words."""

from typing import Any

from django.utils.translation import gettext_lazy as _

REASONS: dict[str, Any] = {
    "same_name": _("same name"),
    "name_across_scripts": _("same name in the other script"),
    "name_alike": _("name written almost alike"),
    "name_in_part": _("part of the name in common"),
    "names_differ": _("another first or family name"),
    "order_differs": _("same words in another order, as a father and a son"),
    "same_birth_date": _("same birth date"),
    "same_birth_year": _("same year of birth"),
    "birth_year_near": _("born within a year"),
    "day_and_month_swapped": _("day and month of birth changed places"),
    "birth_date_slipped": _("birth date with one digit different"),
    "birth_year_slipped": _("year of birth with one digit different"),
    "birth_differs": _("another birth date"),
    "same_phone": _("same telephone"),
    "phone_slipped": _("telephone with one digit different"),
    "same_card": _("same card"),
    "card_slipped": _("card number almost alike"),
    "cards_differ": _("two different cards"),
    "same_mother": _("same mother's name"),
    "mothers_differ": _("another mother's name"),
    "sexes_differ": _("another sex"),
    "same_place": _("same place"),
    "same_address": _("same address"),
    "vouched": _("both are surely one with a third record"),
}


def said(reason: str) -> Any:
    """The words of a reason."""
    return REASONS[reason]
