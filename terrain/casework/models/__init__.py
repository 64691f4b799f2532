from terrain.casework.models.appointments import Appointment, CalendarFeed
from terrain.casework.models.case import (
    Case,
    CaseGrant,
    CaseKey,
    CaseQuerySet,
    StageChange,
    Team,
    TeamMember,
    key_for_writing,
    key_of,
)
from terrain.casework.models.notices import Notice
from terrain.casework.models.tasks import Task

__all__ = [
    "Appointment",
    "CalendarFeed",
    "Notice",
    "Task",
    "Case",
    "CaseGrant",
    "CaseKey",
    "CaseQuerySet",
    "StageChange",
    "Team",
    "TeamMember",
    "key_for_writing",
    "key_of",
]
