"""How many cases a lawyer took, works on, ended and with which outcome: numbers only, from the mandates."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from terrain.casework.models import Case
from terrain.core.access import Viewer
from terrain.core.policies import verdict
from terrain.pathways.legal_aid.dated import network
from terrain.pathways.legal_aid.models import Lawyer, Mandate
from terrain.pathways.legal_aid.policies import check_numbers

FEW = 10
"""Under as many files no number is told, and every one is rounded down to as many: files of this kind are sealed."""


@dataclass(frozen=True)
class Numbers:
    """Files, each once: taken, still open, ended, and by outcome (words, how many). ``None``: too few to be told."""

    taken: int | None
    open: int | None = None
    ended: int | None = None
    outcomes: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class Counted:
    """``mine``: among the files that the viewer sees anyway. ``every``: of the whole project, coarse, for whoever may be told."""

    mine: Numbers
    every: Numbers | None


Rows = Iterable[tuple[int, str]]
"""(file, outcome) of mandates; a blank outcome is one that goes on."""


def exact(rows: Rows) -> Numbers:
    """As they are."""
    open_, ended, by_outcome = _sets(rows)
    words = network().words
    outcomes = sorted(
        ((words("outcomes", code), len(files)) for code, files in by_outcome.items()), key=lambda o: -o[1]
    )
    return Numbers(len(open_ | ended), len(open_), len(ended), tuple(outcomes))


def coarse(rows: Rows, mine: Rows = ()) -> Numbers:
    """For a reader who sees the files of ``mine``: totals rounded down to tens, parts only when each may be told.

    A number is told when it is ``FEW`` at least and what is left of it without her own files is none or ``FEW`` at least: what she
    takes away from it is never one of a few.
    """
    whole, own = _sets(rows), _sets(mine)
    taken = _told(whole[0] | whole[1], own[0] | own[1])
    open_, ended = _told(whole[0], own[0]), _told(whole[1], own[1])
    if taken is None or open_ is None or ended is None:
        return Numbers(taken)
    outcomes = [(code, _told(files, own[2].get(code, set()))) for code, files in whole[2].items()]
    said = [(network().words("outcomes", code), count) for code, count in outcomes if count is not None]
    return Numbers(taken, open_, ended, tuple(sorted(said, key=lambda o: -o[1])) if len(said) == len(outcomes) else ())


def _told(files: set[int], hers: set[int]) -> int | None:
    left = len(files - hers)
    return len(files) // FEW * FEW if len(files) >= FEW and (left == 0 or left >= FEW) else None


def _sets(rows: Rows) -> tuple[set[int], set[int], dict[str, set[int]]]:
    open_: set[int] = set()
    ended: set[int] = set()
    by_outcome: dict[str, set[int]] = defaultdict(set)
    for file, outcome in rows:
        (ended if outcome else open_).add(file)
        if outcome:
            by_outcome[outcome].add(file)
    return open_, ended - open_, by_outcome


def of_network(lawyers: Iterable[Lawyer], viewer: Viewer) -> dict[int, Counted]:
    """Lawyer → numbers for this viewer, in two queries however many lawyers."""
    some = list(lawyers)
    standing = Mandate.objects.standing().filter(lawyer__in=[lawyer.pk for lawyer in some])
    mine = _by_lawyer(standing.filter(case__in=Case.objects.visible_to(viewer)))
    every = _by_lawyer(standing)
    return {
        lawyer.pk: Counted(
            exact(mine.get(lawyer.pk, [])),
            coarse(every.get(lawyer.pk, []), mine.get(lawyer.pk, []))
            if verdict(check_numbers, viewer, lawyer)
            else None,
        )
        for lawyer in some
    }


def _by_lawyer(found: Iterable[Mandate]) -> dict[int, list[tuple[int, str]]]:
    rows: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for lawyer, case, outcome in found.values_list("lawyer_id", "case_id", "outcome"):  # type: ignore[attr-defined]
        rows[lawyer].append((case, outcome))
    return rows
