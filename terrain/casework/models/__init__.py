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

__all__ = [
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
