"""Whether the directory holds already what a file speaks of: by its number, else the same name of the same organisation at the same place."""

from dataclasses import dataclass, field

from terrain.network.hsds.entries import organisation_id
from terrain.network.models import Foreign, Service
from terrain.programmes.models import Organisation, Project, plain

Key = tuple[str, str, str]
"""Whose (``organisation 3``), plain name, code of the place."""


def key_of(whose: str, name: str, place: str) -> Key:
    """By what an entry is known again when it has no number."""
    return (whose, plain(name), place)


@dataclass
class Known:
    """What the directory holds, looked up with a few queries for a whole file."""

    by_id: dict[str, Service] = field(default_factory=dict)
    by_key: dict[Key, Service] = field(default_factory=dict)
    organisations: dict[str, Organisation] = field(default_factory=dict)
    """By identifier, and by plain name."""
    projects: dict[str, Project] = field(default_factory=dict)
    foreign: dict[int, Foreign] = field(default_factory=dict)

    @classmethod
    def now(cls) -> "Known":
        """The directory as it is."""
        known = cls()
        for one in Organisation.objects.all():
            known.add_organisation(one)
        for project in Project.objects.all():
            known.projects[organisation_id("", project.code)] = project
        for kept in Foreign.objects.exclude(organisation=None).select_related("organisation"):
            assert kept.organisation is not None
            known.organisations[kept.foreign_id] = kept.organisation
        entries = list(Service.objects.select_related("organisation", "project", "place").order_by("-pk"))
        standing = {service.pk: service for service in entries if service.same_as_id is None}
        known.by_id = {str(one.uid): standing.get(one.same_as_id or one.pk, one) for one in entries}
        for service in standing.values():
            known.by_key[key_of(whose_of(service), service.name, service.place.code if service.place else "")] = service
        for kept in Foreign.objects.exclude(service=None):
            assert kept.service_id is not None
            known.foreign[kept.service_id] = kept
        by_pk = {service.pk: service for service in entries}
        known.by_id |= {kept.foreign_id: known.by_id[str(by_pk[pk].uid)] for pk, kept in known.foreign.items()}
        return known

    def add_organisation(self, one: Organisation) -> None:
        """Know an organisation by its number and by each of its names."""
        self.organisations[organisation_id(one.code)] = one
        for name in (one.name, *one.names.values()):
            self.organisations.setdefault(plain(name), one)


def whose_of(service: Service) -> str:
    """Whose an entry is, as a key says it."""
    return f"project {service.project_id}" if service.project_id else f"organisation {service.organisation_id}"
