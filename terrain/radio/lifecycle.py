"""What an episode and a lent voice go through: one table each, asked by every rule and every action."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from terrain.core.policies import Denied
from terrain.radio.enums import EpisodeState, WordsState

EPISODE: Mapping[tuple[str, str], str] = {
    ("change", EpisodeState.DRAFT): EpisodeState.DRAFT,
    ("change", EpisodeState.REVIEW): EpisodeState.REVIEW,
    ("send", EpisodeState.DRAFT): EpisodeState.REVIEW,
    ("send_back", EpisodeState.REVIEW): EpisodeState.DRAFT,
    ("send_back", EpisodeState.APPROVED): EpisodeState.DRAFT,
    ("approve", EpisodeState.REVIEW): EpisodeState.APPROVED,
    ("publish", EpisodeState.APPROVED): EpisodeState.PUBLISHED,
    **{("withdraw", state): EpisodeState.WITHDRAWN for state in EpisodeState if state != EpisodeState.WITHDRAWN},
}
"""(step, state) → the state after it. What is published is not changed: it is withdrawn, and made anew."""

TESTIMONY: Mapping[tuple[str, str], str] = {
    ("write", WordsState.TOLD): WordsState.WRITTEN,
    ("write", WordsState.WRITTEN): WordsState.WRITTEN,
    ("write", WordsState.AGREED): WordsState.WRITTEN,
    ("agree", WordsState.WRITTEN): WordsState.AGREED,
    ("take_up", WordsState.AGREED): WordsState.READING,
    ("leave", WordsState.READING): WordsState.AGREED,
    ("read", WordsState.READING): WordsState.READ,
    **{("take_back", state): WordsState.GONE for state in WordsState if state != WordsState.GONE},
}
"""The same for lent words. Words that are written anew are agreed to anew."""

_WHY: Mapping[str, Any] = {
    "change": _("This can no longer be changed: it was approved, published or withdrawn."),
    "send": _("This was sent already."),
    "send_back": _("This does not wait for a second person."),
    "approve": _("This does not wait for a second person."),
    "publish": _("A second person must approve this first."),
    "withdraw": _("This was withdrawn already."),
    "write": _("These words cannot be changed any more: somebody is reading them."),
    "agree": _("There are no words to agree to."),
    "take_up": _("Another host reads these words already."),
    "leave": _("Nobody is reading these words."),
    "read": _("Take these words up first."),
    "take_back": _("These words were taken back already."),
}


def after(table: Mapping[tuple[str, str], str], step: str, state: str) -> str:
    """The state after ``step``. Raises ``Denied``, with the reason, where there is no such step."""
    try:
        return table[step, state]
    except KeyError:
        raise Denied(_WHY[step]) from None
