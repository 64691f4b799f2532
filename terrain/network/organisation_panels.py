"""What the parts of the network, and rooms above, show on an organisation's page. A part registers its panel once, in ``apps.py``::

    register_panel("capacity", 40, panel_of)

    def panel_of(profile: Profile, viewer: Viewer) -> Panel | None:
        rounds = list(Round.objects.visible_to(viewer).filter(profile=profile)[:5])
        return Panel(_("Capacity"), [Line(str(one), one.get_absolute_url(), day_words(one.day)) for one in rounds],
                     reverse("network:rounds", args=[profile.uid]), _("All rounds")) if rounds else None

``profile`` is the standing one: what the organisations that are one with it did belongs there too (``organisations_of``).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q

from terrain.core.access import Viewer
from terrain.network.models import Profile


@dataclass(frozen=True)
class Line:
    """One line of a panel: what it says, where it leads (blank: nowhere), and what is said beside it in small."""

    words: Any
    address: str = ""
    note: Any = ""


@dataclass(frozen=True)
class Panel:
    """A part of an organisation's page: its title, lines or a ``template`` (rendered with ``panel.contents`` as ``contents``), and an
    ``address`` that leads to more, called ``address_words``."""

    title: Any
    lines: Sequence[Line] = ()
    address: str = ""
    address_words: Any = ""
    template: str = ""
    contents: dict[str, Any] = field(default_factory=dict)


Shown = Callable[[Profile, Viewer], Panel | None]

_PANELS: dict[str, tuple[int, Shown]] = {}


def register_panel(code: str, order: int, shown: Shown) -> None:
    """Have ``shown(profile, viewer)`` say what stands on an organisation's page, ``None`` for nothing; a code replaces itself."""
    _PANELS[code] = (order, shown)


def panels_of(profile: Profile, viewer: Viewer) -> list[tuple[str, Panel]]:
    """(code, panel) of everything that this viewer is shown of an organisation, in order."""
    ways = sorted((order, code, shown) for code, (order, shown) in _PANELS.items())
    found = [(code, shown(profile, viewer)) for _order, code, shown in ways]
    return [(code, panel) for code, panel in found if panel is not None]


def organisations_of(profile: Profile) -> list[int]:
    """Keys of the organisations that are one with it, its own first."""
    found = Profile.objects.filter(Q(pk=profile.pk) | Q(same_as=profile)).order_by("pk")
    keys = list(found.values_list("organisation_id", flat=True))
    return sorted(keys, key=lambda key: key != profile.organisation_id)
