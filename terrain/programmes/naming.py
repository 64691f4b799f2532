"""Which organisation of the programme somebody means by a name, whatever the language, accents and case."""

from terrain.programmes.models import Organisation, plain


def organisations_by_name() -> dict[str, Organisation]:
    """Every plain name of an organisation → organisation: for recognising many texts with one query."""
    names: dict[str, Organisation] = {}
    for one in Organisation.objects.all():
        for name in (one.name, *one.names.values()):
            names.setdefault(plain(name), one)
    return names


def organisation_called(text: str) -> Organisation | None:
    """The organisation that somebody means by ``text``; ``None`` for one that nobody named."""
    return organisations_by_name().get(plain(text)) if text else None
