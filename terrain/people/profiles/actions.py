"""What changes of a profile, papers, relations."""

import json
from dataclasses import replace
from datetime import date
from typing import Any, BinaryIO
from uuid import UUID

from django.utils.translation import gettext as _

from terrain.core import clock, files, slips, vault
from terrain.core.access import Viewer
from terrain.core.actions import action
from terrain.core.policies import Denied
from terrain.core.versions import Difference, merged
from terrain.people import rolls
from terrain.people.models import Paper, Person, Profile, Relation
from terrain.people.models.profiles import PAPER, PROFILE, RELATION, NameKind, Told, profile_of
from terrain.people.profiles.lists import lists
from terrain.people.profiles.policies import check_paper, check_relation, check_write_names, check_write_profile

LARGEST = 10 << 20
UP = {"mother", "father", "parent", "grandparent"}
DOWN = {"child", "grandchild"}


class SaidOtherwise(Exception):
    """A colleague changed the same fields meanwhile: ``differences`` shows both, with who and when.

    ``theirs``: what it says now, at ``version``; ``both``: the same with what was changed elsewhere brought together.
    """

    def __init__(self, differences: list[Difference], theirs: Told, both: Told, last: Profile) -> None:
        super().__init__(str(last.version))
        self.differences, self.theirs, self.both, self.version = differences, theirs, both, last.version
        self.who = last.changed_by.full_name if last.changed_by else ""
        self.when = last.changed_at


def tell(person: Person, base: Told, mine: Told, *, version: int, by: Viewer) -> Told:
    """Write the profile. ``base``: what the page showed at ``version``.

    What a colleague changed meanwhile in other fields stays; in the same field ``SaidOtherwise`` is raised and nothing is written.
    """
    check_write_profile(by, person)
    with action("people.profile_written", by=by, obj=person) as act:
        rolls.one_writer()
        held = Person.objects.select_related("key").get(pk=person.pk)
        theirs, present = profile_of(held)
        new, clashes = merged(base, mine, theirs)
        if present != version and clashes:
            raise SaidOtherwise(clashes, theirs, new, Profile.objects.select_related("changed_by").get(person=held))
        if new == theirs:
            act.silent = True
            return new
        if (new.name_kinds, new.mother) != (theirs.name_kinds, theirs.mother):
            check_write_names(by, held)
        sealed = vault.seal(held.key, new.as_bytes(), PROFILE)
        Profile.objects.update_or_create(
            person=held, defaults={"sealed": sealed, "version": present + 1, "changed_by_id": by.user_id}
        )
        _tell_identity(held, theirs, new)
        act.detail = {"fields": sorted(name for name in vars(new) if getattr(new, name) != getattr(theirs, name))}
    return new


def _tell_identity(person: Person, former: Told, new: Told) -> None:
    """Mother and place also help to recognise her; every named name is one that she is found by."""
    names = tuple(name for name, _kind in new.name_kinds)
    if (former.mother, former.place, former.name_kinds) == (new.mother, new.place, new.name_kinds):
        return
    sealed = person.sealed()
    dropped = {name for name, _kind in former.name_kinds} - set(names)
    others = tuple(dict.fromkeys((*(n for n in sealed.names if n not in dropped), *names)))
    fresh = replace(
        sealed, mother=new.mother, place=new.place, names=tuple(n for n in others if n != sealed.full_name),
        alias=_alias(former, new, sealed.alias),
    )  # fmt: skip
    person.seal(fresh)
    person.version += 1
    person.save()
    rolls.set_keys(person, fresh)


def _alias(former: Told, new: Told, held: str) -> str:
    """The name that protects her: the one that her profile says, else one that it never said, such as that of a record found to be her."""
    before, now = (
        [name for name, kind in told.name_kinds if kind == NameKind.ALIAS and name] for told in (former, new)
    )
    if now:
        return now[0]
    return "" if held in before else held


def add_paper(
    person: Person,
    kind: str,
    *,
    motive: str = "",
    receipt: bool = False,
    starts: date | None = None,
    ends: date | None = None,
    number: str = "",
    place: str = "",
    file: tuple[BinaryIO, str, str] | None = None,
    slip: UUID | None = None,
    by: Viewer,
) -> Paper:
    """Write down a paper of hers; ``file``: (content, name, media type), kept encrypted."""
    slip = slips.own(slip, by, person)
    check_write_profile(by, person)
    lists().entry("papers", kind)
    with action("people.paper_added", by=by, obj=person) as act:
        if (before := slips.taken(slip, Paper)) is not None:
            act.silent = True
            return before
        said = json.dumps({"number": number, "place": place}, ensure_ascii=False).encode()
        kept = None
        if file is not None:
            stream, name, media_type = file
            kept = files.keep(stream, name=name, media_type=media_type, by=by, limit=LARGEST)
        paper = Paper.objects.create(
            person=person, kind=kind, motive=motive, receipt=receipt, starts=starts, ends=ends,
            sealed=vault.seal(person.key, said, PAPER), file=kept, written_by_id=by.user_id,
        )  # fmt: skip
        slips.made(slip, paper)
        act.detail = {"paper": paper.pk, "kind": kind}
    return paper


def remove_paper(paper: Paper, *, by: Viewer) -> None:
    """Take a paper out; its file is destroyed."""
    with action("people.paper_removed", by=by, obj=paper.person) as act:
        now = Paper.objects.select_for_update(of=("self",)).select_related("person__key", "file__key").get(pk=paper.pk)
        check_paper(by, now)
        now.removed_at = clock.now()
        now.save(update_fields=["removed_at"])
        if now.file is not None:
            files.forget(now.file)
        act.detail = {"paper": now.pk}


def relate(
    person: Person,
    kind: str,
    *,
    other: Person | None = None,
    name: str = "",
    legal: bool = False,
    paper: Paper | None = None,
    starts: date | None = None,
    ends: date | None = None,
    slip: UUID | None = None,
    by: Viewer,
) -> Relation:
    """Say what ``other`` (or somebody named) is to her; ``paper``: one of hers that shows it. Raises ``Denied`` for what cannot be."""
    slip = slips.own(slip, by, person)
    check_write_profile(by, person)
    entry = lists().entry("relations", kind)
    hers = Paper.objects.filter(person__in=person.selves, removed_at=None)
    if paper is not None and not hers.filter(pk=paper.pk).exists():
        raise Denied(_("This paper is not one of hers."))
    _examine_relation(person, entry, other, name, by)
    with action("people.related", by=by, obj=person) as act:
        if (before := slips.taken(slip, Relation)) is not None:
            act.silent = True
            return before
        sealed = vault.seal(person.key, name.strip().encode(), RELATION) if other is None else b""
        made = Relation.objects.create(
            person=person, other=other, sealed_name=sealed, kind=kind, legal=legal, paper=paper, starts=starts, ends=ends,
            written_by_id=by.user_id,
        )  # fmt: skip
        slips.made(slip, made)
        act.detail = {"relation": made.pk, "kind": kind}
    return made


def _examine_relation(person: Person, entry: Any, other: Person | None, name: str, by: Viewer) -> None:
    if other is None:
        if not name.strip():
            raise Denied(_("Say who."))
        return
    if other.pk == person.pk:
        raise Denied(_("Nobody is related to herself."))
    if not by.everything and not Person.objects.visible_to(by).filter(pk=other.pk).exists():
        raise Denied(_("No project of yours knows this person."))
    elder, younger = (other, person) if entry.older else (person, other)
    needs = entry.older or any(one.code == entry.inverse and one.older for one in lists().relations)
    if needs and elder.birth_date and younger.birth_date and elder.birth_date.year >= younger.birth_date.year:
        raise Denied(_("The older of the two would be the younger one: look at the birth dates."))
    if entry.code in UP and descends(other.pk, person.pk) or entry.code in DOWN and descends(person.pk, other.pk):
        raise Denied(_("She cannot be the parent of her own parent."))


def descends(younger: int, elder: int) -> bool:
    """Whether ``elder`` is a parent, or a parent of a parent and so on, of ``younger`` as far as is written down."""
    seen: set[int] = set()
    front = {younger}
    standing = Relation.objects.filter(removed_at=None).exclude(other=None)
    while front and elder not in front:
        seen |= front
        above = set(standing.filter(person__in=front, kind__in=UP).values_list("other_id", flat=True))
        above |= set(standing.filter(other__in=front, kind__in=DOWN).values_list("person_id", flat=True))
        front = above - seen
    return elder in front


def unrelate(relation: Relation, *, by: Viewer) -> None:
    """It was written by mistake."""
    with action("people.unrelated", by=by, obj=relation.person) as act:
        now = Relation.objects.select_for_update(of=("self",)).select_related("person").get(pk=relation.pk)
        check_relation(by, now)
        now.removed_at = clock.now()
        now.save(update_fields=["removed_at"])
        act.detail = {"relation": now.pk}
