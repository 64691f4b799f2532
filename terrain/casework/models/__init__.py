from terrain.casework.models.appointments import Appointment
from terrain.casework.models.books import BookEntry, BookEntryQuerySet, BookVersion
from terrain.casework.models.care import (
    Assessment,
    CaseDocument,
    Conference,
    Decision,
    Goal,
    Plan,
    PlannedAction,
    RiskChange,
    ServiceGiven,
)
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
from terrain.casework.models.emergencies import EmergencyAccess, PrivilegedAsk
from terrain.casework.models.exports import Export
from terrain.casework.models.law import Milestone, RuleConfirmed
from terrain.casework.models.notes import Note, NoteVersion
from terrain.casework.models.notices import Notice
from terrain.casework.models.oversight import AccessReview
from terrain.casework.models.referrals import AnswerLink, Referral, ReferralStep, Transfer
from terrain.casework.models.retention import Certificate, Forgetting, Hold, Remnant, RetentionWarning, due_of
from terrain.casework.models.seals import Sealing
from terrain.casework.models.tasks import Task

__all__ = [
    "AccessReview",
    "AnswerLink",
    "Appointment",
    "Assessment",
    "BookEntry",
    "BookEntryQuerySet",
    "BookVersion",
    "Case",
    "CaseDocument",
    "CaseGrant",
    "CaseKey",
    "CaseQuerySet",
    "Certificate",
    "Conference",
    "Decision",
    "EmergencyAccess",
    "Export",
    "Forgetting",
    "Goal",
    "Hold",
    "Milestone",
    "Note",
    "NoteVersion",
    "Notice",
    "Plan",
    "PlannedAction",
    "PrivilegedAsk",
    "Referral",
    "ReferralStep",
    "Remnant",
    "RetentionWarning",
    "RiskChange",
    "RuleConfirmed",
    "Sealing",
    "ServiceGiven",
    "StageChange",
    "Task",
    "Team",
    "TeamMember",
    "Transfer",
    "due_of",
    "key_for_writing",
    "key_of",
]
