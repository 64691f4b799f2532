"""Whether somebody without any strong key may be somebody we know: only ever a proposal, or within one session's sheet."""

from terrain.core.vault import Erased
from terrain.people.identity import Identity, card_key, name_birth_key, phone_key, plain_name
from terrain.people.models import Person


def has_key(identity: Identity) -> bool:
    """Whether there is anything by which this person would be recognised."""
    return bool(card_key(identity.card) or phone_key(identity.phone) or name_birth_key(identity))


def plain_names(person: Person) -> set[str]:
    """Every name of ``person`` in its plain form; none once she is erased."""
    try:
        return {plain_name(name) for name in person.sealed().all_names}
    except Erased:
        return set()


def may_be(written: Identity, person: Person) -> bool:
    """Whether neither sex nor year of birth, where both are known, tells them apart."""
    if written.sex and person.sex and written.sex != person.sex:
        return False
    return not (written.birth and person.birth_date and written.birth.year != person.birth_date.year)
