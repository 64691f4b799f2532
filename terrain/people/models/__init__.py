from terrain.people.models.consents import Consent, Disclosure
from terrain.people.models.contradictions import BEFORE, ROWS, Completed, ContradictingKeys
from terrain.people.models.duplicates import DuplicatePair, Merge
from terrain.people.models.households import Household, HouseholdMember
from terrain.people.models.person import IDENTITY, IdentityKey, Meeting, Person, PersonQuerySet, Sealed
from terrain.people.models.profiles import Group, GroupMember, Paper, Profile, Relation
from terrain.people.models.seals import PersonGrant

__all__ = [
    "BEFORE",
    "IDENTITY",
    "ROWS",
    "Completed",
    "Consent",
    "ContradictingKeys",
    "Disclosure",
    "DuplicatePair",
    "Group",
    "GroupMember",
    "Household",
    "HouseholdMember",
    "IdentityKey",
    "Meeting",
    "Merge",
    "Paper",
    "Person",
    "PersonGrant",
    "PersonQuerySet",
    "Profile",
    "Relation",
    "Sealed",
]
