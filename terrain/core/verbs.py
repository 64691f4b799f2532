"""What an event of the journal is called in words. Each room says it of its own verbs, once::

register_verbs({"people.identity_read": _("read who she is")})
"""

from collections.abc import Mapping
from typing import Any

_VERBS: dict[str, Any] = {}


def register_verbs(verbs: Mapping[str, Any]) -> None:
    """Make the words of these verbs known; the same verb replaces the first (autoreload)."""
    _VERBS.update(verbs)


def said(verb: str) -> str:
    """The words of a verb in the active language; the verb itself while nobody gave it any."""
    return str(_VERBS.get(verb, verb))


def verbs() -> dict[str, Any]:
    """Every verb that has words."""
    return dict(_VERBS)
