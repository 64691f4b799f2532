"""What this room writes into the journal, in words."""

from typing import Any

VERBS: dict[str, Any] = {}
