"""Whom somebody on a list may already be: for whoever sees names, among the people of the cohort's project."""

from terrain.core.access import Viewer
from terrain.core.policies import verdict
from terrain.gatherings.likeness import may_be, plain_names
from terrain.learning.models import Cohort
from terrain.learning.policies.cohorts import check_identify
from terrain.learning.roster import FOUND, Uninvited, name_of
from terrain.people.identity import Identity, plain_name
from terrain.people.models import Person
from terrain.people.recognition import recognise


def alike(cohort: Cohort, identity: Identity, viewer: Viewer) -> tuple[list[Uninvited], bool]:
    """Those proposed, and whether a strong key says so. Nobody is proposed to a viewer who does not see names."""
    if not verdict(check_identify, viewer, cohort):
        return [], False
    here = Person.objects.known_to([cohort.project_id]).open_to(viewer).standing().select_related("key")
    group = recognise([identity]).groups[0]
    if group.persons and Person.objects.filter(pk__in=group.persons).open_to(viewer).exists():
        return [Uninvited(one, name_of(one, True)) for one in here.filter(pk__in=group.persons)], True
    wanted = plain_name(identity.full_name)
    same = (one for one in here.iterator(chunk_size=1000) if may_be(identity, one) and wanted in plain_names(one))
    return [Uninvited(one, name_of(one, True)) for one, _number in zip(same, range(FOUND), strict=False)], False
