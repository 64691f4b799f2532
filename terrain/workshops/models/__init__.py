"""What this room keeps: kits and their loans, activity sheets, series of workshops, public forum theatre."""

from terrain.workshops.models.centres import Centre
from terrain.workshops.models.forums import Forum, Proposal
from terrain.workshops.models.kits import Kit, KitCheck, KitCount, KitItem, Loan
from terrain.workshops.models.series import RoleCount, Series, SeriesSession
from terrain.workshops.models.sheets import ActivitySheet

__all__ = [
    "ActivitySheet",
    "Centre",
    "Forum",
    "Kit",
    "KitCheck",
    "KitCount",
    "KitItem",
    "Loan",
    "Proposal",
    "RoleCount",
    "Series",
    "SeriesSession",
]
