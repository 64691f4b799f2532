"""What becomes of a referral, and of a transfer, as tables: states, moves, who makes each, what it asks.

    draft → sent → seen → accepted → appointment → served | not served → told → closed
                        → declined, expired → closed;  withdrawn from wherever it still runs

A transfer is asked, then accepted, declined, expired or withdrawn; nothing else ends an ownership.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

Party = Literal["sender", "receiver", "house"]


class NoSuchMove(LookupError):
    """The table has no such move, or it does not leave the state where the record stands."""


@dataclass(frozen=True)
class State:
    """Where it may stand. ``waits_for``: whose turn it is; ``tone``: how it is drawn."""

    code: str
    label: Any
    waits_for: Party | None = None
    tone: str = "info"


@dataclass(frozen=True)
class Move:
    """A step from one of ``sources`` to ``target`` that ``by`` makes.

    ``asks``: ``""``, ``"reason"`` (one of the list ``reasons``), ``"when"`` (a day and an hour) or ``"words"``.
    """

    code: str
    label: Any
    sources: tuple[str, ...]
    target: str
    by: tuple[Party, ...]
    asks: str = ""
    reasons: str = ""


@dataclass(frozen=True)
class Lifecycle:
    """A table; ``first`` is where everything begins, ``last`` where nothing more happens."""

    code: str
    states: tuple[State, ...]
    moves: tuple[Move, ...]

    @property
    def first(self) -> State:
        """Where everything begins."""
        return self.states[0]

    @property
    def last(self) -> frozenset[str]:
        """States that nothing leaves."""
        return frozenset(state.code for state in self.states) - {code for move in self.moves for code in move.sources}

    def state(self, code: str) -> State:
        """The state with this code. Raises ``NoSuchMove``."""
        found = next((state for state in self.states if state.code == code), None)
        if found is None:
            raise NoSuchMove(f"{self.code} has no state {code!r}")
        return found

    def move(self, code: str) -> Move:
        """The move with this code. Raises ``NoSuchMove``."""
        found = next((move for move in self.moves if move.code == code), None)
        if found is None:
            raise NoSuchMove(f"{self.code} has no move {code!r}")
        return found

    def moves_from(self, state: str, by: Party) -> list[Move]:
        """What ``by`` may do when it stands at ``state``, in the order of the table."""
        return [move for move in self.moves if state in move.sources and by in move.by]

    def leads(self, code: str, state: str) -> bool:
        """Whether this move leaves ``state``."""
        return state in self.move(code).sources

    def words(self) -> Mapping[str, Any]:
        """State → its words."""
        return {state.code: state.label for state in self.states}


RUNNING = ("sent", "seen", "accepted", "appointment")
"""States of a referral in which the receiver still has something to do."""
OPEN_TO_ANSWER = ("sent", "seen", "expired")
"""States of a referral to which a yes or a no is still welcome; a late one too."""

REFERRAL = Lifecycle(
    code="referral",
    states=(
        State("draft", pgettext_lazy("referral", "being written"), "sender", "info"),
        State("sent", pgettext_lazy("referral", "sent"), "receiver", "info"),
        State("seen", pgettext_lazy("referral", "opened by the service"), "receiver", "info"),
        State("accepted", pgettext_lazy("referral", "accepted"), "receiver", "ok"),
        State("declined", pgettext_lazy("referral", "declined"), "sender", "bad"),
        State("expired", pgettext_lazy("referral", "no answer in time"), "sender", "warn"),
        State("appointment", pgettext_lazy("referral", "appointment given"), "receiver", "ok"),
        State("served", pgettext_lazy("referral", "served"), "receiver", "ok"),
        State("not_served", pgettext_lazy("referral", "not served"), "receiver", "bad"),
        State("told", pgettext_lazy("referral", "the outcome is known"), "sender", "ok"),
        State("closed", pgettext_lazy("referral", "loop closed"), None, "ok"),
        State("withdrawn", pgettext_lazy("referral", "withdrawn"), None, "warn"),
    ),
    moves=(
        Move("send", _("Send"), ("draft",), "sent", ("sender",)),
        Move("see", _("Show"), ("sent",), "seen", ("receiver",)),
        Move("accept", _("Yes, we take her"), OPEN_TO_ANSWER, "accepted", ("receiver",)),
        Move(
            "decline", _("No, we cannot"), OPEN_TO_ANSWER, "declined", ("receiver",),
            asks="reason", reasons="decline_reasons",
        ),
        Move("schedule", _("Give an appointment"), ("accepted", "appointment"), "appointment", ("receiver",), asks="when"),
        Move("serve", _("She was served"), ("accepted", "appointment"), "served", ("receiver",)),
        Move(
            "fail", _("She was not served"), ("accepted", "appointment"), "not_served", ("receiver",),
            asks="reason", reasons="not_served_reasons",
        ),
        Move("tell", _("Tell the outcome"), ("served", "not_served"), "told", ("receiver",), asks="words"),
        Move("expire", _("No answer in time"), ("sent", "seen"), "expired", ("house",)),
        Move("resend", _("Send again"), ("expired",), "sent", ("sender",)),
        Move("close", _("Close the loop"), ("told", "declined", "expired"), "closed", ("sender",)),
        Move(
            "withdraw", _("Withdraw"), ("draft", *RUNNING, "expired"), "withdrawn", ("sender", "house"),
            asks="reason", reasons="withdraw_reasons",
        ),
    ),
)  # fmt: skip

TRANSFER = Lifecycle(
    code="transfer",
    states=(
        State("asked", pgettext_lazy("referral", "asked"), "receiver", "info"),
        State("accepted", pgettext_lazy("referral", "accepted"), None, "ok"),
        State("declined", pgettext_lazy("referral", "declined"), None, "bad"),
        State("expired", pgettext_lazy("referral", "no answer in time"), "sender", "warn"),
        State("withdrawn", pgettext_lazy("referral", "withdrawn"), None, "warn"),
    ),
    moves=(
        Move("accept", _("Yes, we take over"), ("asked",), "accepted", ("receiver",)),
        Move(
            "decline", _("No, we cannot"), ("asked",), "declined", ("receiver",),
            asks="reason", reasons="decline_reasons",
        ),
        Move("expire", _("No answer in time"), ("asked",), "expired", ("house",)),
        Move("ask_again", _("Ask again"), ("expired",), "asked", ("sender",)),
        Move("withdraw", _("Withdraw"), ("asked", "expired"), "withdrawn", ("sender", "house")),
    ),
)  # fmt: skip

LIFECYCLES = (REFERRAL, TRANSFER)


def as_markdown(lifecycle: Lifecycle) -> str:
    """The table as a diagram and rows, for ``docs/reference``; words in the active language."""
    lines = ["```mermaid", "stateDiagram-v2", f"  [*] --> {lifecycle.first.code}"]
    for move in lifecycle.moves:
        lines += [f"  {source} --> {move.target}: {move.code}" for source in move.sources]
    lines += [f"  {code} --> [*]" for code in sorted(lifecycle.last)]
    lines += ["```", "", "| move | words | from | to | by | asks |", "| --- | --- | --- | --- | --- | --- |"]
    lines += [
        f"| `{m.code}` | {m.label} | {', '.join(m.sources)} | {m.target} | {', '.join(m.by)} | {m.asks or '—'} |"
        for m in lifecycle.moves
    ]
    return "\n".join(lines) + "\n"
