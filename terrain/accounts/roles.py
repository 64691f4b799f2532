"""Roles as data: what each may do, in words that a lawyer can read. Where a role holds is an assignment."""

from dataclasses import dataclass
from typing import Any, Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from terrain.core.access import Viewer

Scope = Literal["programme", "project"]

PERMISSIONS: dict[str, Any] = {
    "programme.view": _("see the staff pages of projects"),
    "programme.edit": _("load and adopt programme files"),
    "results.view": _("see figures"),
    "results.drill": _("open the list of records behind a figure"),
    "results.declare": _("declare a value that no record can answer"),
    "gathering.view": _("see sessions"),
    "gathering.record": _("hold sessions and record who came"),
    "people.view": _("see the registry of people, names hidden"),
    "people.identify": _("see names, telephone numbers and documents"),
    "people.edit": _("register people and correct what is known of them"),
    "people.merge": _("say that two people of the registry are one, and undo it"),
    "reception.work": _("receive people at the front desk: who came, for what, oriented where"),
    "directory.view": _("read the directory of services"),
    "directory.keep": _("keep the directory of services true"),
    "network.view": _("see the capacities of organisations, round tables and what was undertaken there"),
    "network.steer": _("assess capacities, hold round tables, follow commitments, experiments and agreements"),
    "learning.certify": _("issue certificates of trainings and withdraw them"),
    "case.view": _("see the files one is assigned to, or whose team one belongs to"),
    "case.edit": _("open files and write in them"),
    "case.supervise": _("see every unsealed file of a project, approve plans and closures, hand files over"),
    "case.clinical": _("read and write clinical notes"),
    "case.privileged": _("read and write notes under legal privilege"),
    "case.seal": _("seal files and people, and name who may see them"),
    "case.export": _("take files out, protected by a password"),
    "advocacy.view": _("read the cases told without saying whose"),
    "radio.host": _("make radio: record, listen again, go live when trusted, hear what others made"),
    "radio.approve": _("say that what another person made may be heard"),
    "radio.produce": _("answer for a radio: its shows, its grid, its voices and what they agreed to, what is on air"),
    "protection.watch": _("review exceptional access, see who read what, hold and erase files"),
    "import.run": _("bring tables in"),
    "import.undo": _("undo an import"),
    "staff.assign": _("invite staff and give roles"),
    "calendar.share": _("give a project's calendar out by a secret address"),
    "audit.read": _("read what was done and by whom"),
    "system.operate": _("operate the machine: updates, keys, backups"),
}
GATHERINGS = frozenset({"gathering.view", "gathering.record"})
PEOPLE = frozenset({"people.view", "people.identify", "people.edit"})
CASES = frozenset({"reception.work", "case.view", "case.edit"})
DIRECTORY = frozenset({"directory.view", "directory.keep"})
NETWORK = frozenset({"network.view", "network.steer"})
CONFIDENCES = frozenset({"case.clinical", "case.privileged"})
"""What was told to a psychologist or a lawyer: a power of nobody else, whatever the rank."""
RADIO = frozenset({"radio.host", "radio.approve"})
RESULTS = frozenset({"results.view", "results.drill", "results.declare"})
IMPORTS = frozenset({"import.run", "import.undo"})
POWERS = frozenset({"staff.assign", "audit.read", "system.operate"})
FILES = CASES | CONFIDENCES | {"people.merge", "case.supervise", "case.seal", "case.export", "protection.watch"}
SECOND_FACTOR = PEOPLE | POWERS | FILES | {"radio.produce"}
"""Permissions that ask for a second factor: whoever may see who somebody is, give roles, read the journal or hold keys."""


@dataclass(frozen=True)
class Role:
    """A role: its code, what it is called, what it is for, what it allows, and where it may be given."""

    code: str
    name: str | Promise
    prose: str | Promise
    permissions: frozenset[str]
    scopes: frozenset[Scope]

    @property
    def sees_names(self) -> bool:
        """Whether the role may see, or write down, who somebody is."""
        return bool(self.permissions & (PEOPLE | FILES))

    @property
    def needs_second_factor(self) -> bool:
        """Whether nobody may work in this role with a password alone."""
        return bool(self.permissions & SECOND_FACTOR)


PROGRAMME_ONLY: frozenset[Scope] = frozenset({"programme"})
PROJECT_ONLY: frozenset[Scope] = frozenset({"project"})
ANYWHERE = PROGRAMME_ONLY | PROJECT_ONLY

_ALL = (
    Role(
        "country_director",
        _("Country director"),
        _(
            "Answers for the whole programme: sees and may do everything in every project, except operating the machine, "
            "reading clinical and privileged notes, and opening sealed files without being named."
        ),
        frozenset(PERMISSIONS) - {"system.operate"} - CONFIDENCES,
        PROGRAMME_ONLY,
    ),
    Role(
        "project_coordinator",
        _("Project coordinator"),
        _(
            "Answers for one project: its sessions, its people, its files that are not sealed, its imports and its figures."
        ),
        frozenset(
            {
                "programme.view",
                "people.merge",
                "case.supervise",
                "case.export",
                "advocacy.view",
                "radio.produce",
                "learning.certify",
                "calendar.share",
            }
        )
        | RADIO
        | GATHERINGS
        | PEOPLE
        | CASES
        | DIRECTORY
        | NETWORK
        | RESULTS
        | IMPORTS,
        PROJECT_ONLY,
    ),
    Role(
        "me_officer",
        _("Monitoring and evaluation officer"),
        _("Answers for figures: checks records against targets, brings tables in, declares what no record can answer."),
        frozenset(
            {
                "programme.view",
                "programme.edit",
                "gathering.view",
                "people.view",
                "people.identify",
                "advocacy.view",
                "network.view",
            }
        )
        | RESULTS
        | IMPORTS,
        ANYWHERE,
    ),
    Role(
        "facilitator",
        _("Facilitator"),
        _("Holds sessions: opens them, ticks who is present, registers newcomers."),
        frozenset({"programme.view", "results.view"}) | GATHERINGS | PEOPLE,
        PROJECT_ONLY,
    ),
    Role(
        "caseworker",
        _("Caseworker"),
        _(
            "Accompanies people of a project: sees who they are and works in the files of which she is in charge or "
            "whose team she belongs to; does not change sessions."
        ),
        frozenset(
            {"programme.view", "gathering.view", "results.view", "case.export", "advocacy.view", "directory.view"}
        )
        | PEOPLE
        | CASES,
        PROJECT_ONLY,
    ),
    Role(
        "receptionist",
        _("Front desk"),
        _("Receives people: finds or registers them, notes for what they came, orients them and gives appointments."),
        frozenset({"programme.view", "reception.work", "directory.view"}) | PEOPLE,
        ANYWHERE,
    ),
    Role(
        "psychologist",
        _("Psychologist"),
        _("A caseworker who also reads and writes clinical notes in the files she is named on."),
        frozenset({"programme.view", "results.view", "case.clinical", "advocacy.view", "directory.view"})
        | PEOPLE
        | CASES,
        PROJECT_ONLY,
    ),
    Role(
        "legal_counsel",
        _("Legal counsel"),
        _("A caseworker who also reads and writes notes under legal privilege in the files she is named on."),
        frozenset({"programme.view", "results.view", "case.privileged", "advocacy.view", "directory.view"})
        | PEOPLE
        | CASES,
        PROJECT_ONLY,
    ),
    Role(
        "protection_officer",
        _("Protection officer"),
        _(
            "Watches over confidentiality: may see people, seals files and names who may see them, reviews exceptional "
            "access, reads the journal; writes in no file."
        ),
        frozenset(
            {
                "people.view",
                "people.identify",
                "people.merge",
                "audit.read",
                "results.view",
                "case.seal",
                "protection.watch",
                "advocacy.view",
            }
        ),
        PROGRAMME_ONLY,
    ),
    Role(
        "partner_focal_point",
        _("Partner focal point"),
        _("Records, for a partner organisation, who came to its sessions; never sees the registry of names."),
        frozenset({"programme.view", "results.view", "people.edit"}) | GATHERINGS,
        PROJECT_ONLY,
    ),
    Role(
        "radio_host",
        _("Radio host"),
        _(
            "Makes radio: records, listens again, hears what other hosts made and says that it may be heard; goes live when "
            "she is trusted to. Sees no registry and no file; a short code opens the studio, no e-mail is needed."
        ),
        RADIO,
        PROJECT_ONLY,
    ),
    Role(
        "radio_producer",
        _("Radio producer"),
        _(
            "Answers for a project's radio: its shows, its grid, the voices and what they agreed to, what is on air and "
            "what listeners send; reads the cases told without saying whose, never a file."
        ),
        frozenset({"programme.view", "results.view", "advocacy.view", "radio.produce"}) | RADIO | GATHERINGS,
        PROJECT_ONLY,
    ),
    Role(
        "donor_viewer",
        _("Donor viewer"),
        _("Reads a project's promises and figures; never a record, never a name, and small cells are hidden."),
        frozenset({"programme.view", "results.view"}),
        PROJECT_ONLY,
    ),
    Role(
        "administrator",
        _("Administrator"),
        _("Operates the machine and gives roles; can never read people."),
        frozenset({"staff.assign", "system.operate", "audit.read"}),
        PROGRAMME_ONLY,
    ),
)
ROLES: dict[str, Role] = {role.code: role for role in _ALL}


def needs_second_factor(viewer: Viewer) -> bool:
    """Whether something that the viewer may do, anywhere, asks for a second factor."""
    return any(viewer.may(permission) for permission in SECOND_FACTOR)


def check_grant(role: str, project_code: str | None) -> None:
    """Raise ``ValueError`` unless ``role`` exists and may be given in the project (``None``: in the whole programme)."""
    if role not in ROLES:
        raise ValueError(f"no role {role!r}")
    scope: Scope = "project" if project_code else "programme"
    if scope not in ROLES[role].scopes:
        raise ValueError(f"{role} is not given on a {scope}")


def as_markdown() -> str:
    """The roles as a page of ``docs/reference`` (English)."""
    with override("en"):
        lines = [
            "# Roles",
            "",
            "Generated by `terrain docs` from `terrain/accounts/roles.py`.",
            "",
            "A role is given to a person in one project, or in the whole programme, from a day to a day. "
            "Whoever holds none sees nothing but the public pages.",
            "",
        ]
        for role in _ALL:
            where = " or ".join(
                {"project": "a project", "programme": "the whole programme"}[s] for s in sorted(role.scopes)
            )
            factor = "compulsory" if role.needs_second_factor else "recommended"
            lines += [f"## {role.name} (`{role.code}`)", "", str(role.prose), ""]
            lines += [f"Given on {where}. Second factor: {factor}.", "", "May:", ""]
            lines += [f"- {words} (`{code}`)" for code, words in PERMISSIONS.items() if code in role.permissions]
            lines.append("")
    return "\n".join(lines)
