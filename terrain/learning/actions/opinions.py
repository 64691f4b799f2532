"""Opinions on a training, from those who were there: kept so that nobody can say whose they are.

In one transaction the enrolment remembers the day on which she gave one, and nothing else; the opinion itself has no day, no time and
no link. Two orders could still betray her: that of the rows, and that of the journal. So all opinions of a cohort are written anew, in an
order drawn by lot, each time one comes, and figures grow by five opinions at once: the sixth cannot be read off the difference.
"""

import secrets
import uuid
from collections.abc import Mapping

from terrain.core import clock, vault
from terrain.core.access import Viewer
from terrain.core.actions import action
from terrain.learning import opinions
from terrain.learning.actions.sittings import proof_within
from terrain.learning.models import Asked, Cohort, Enrolment, Proof, Reaction
from terrain.learning.models.evaluations import REACTION_WORDS
from terrain.learning.policies.proof import check_close_opinions, check_opinion


def give_opinion(enrolment: Enrolment, marks: Mapping[str, int], words: str = "", *, by: Viewer) -> None:
    """What she thinks: ``marks`` is question → 1…5, and free words. Once."""
    cohort = enrolment.cohort
    with action("learning.opinion_given", by=by, obj=cohort, project_id=cohort.project_id):
        proof = proof_within(cohort)
        enrolment.cohort = cohort
        asked, _made = Asked.objects.select_for_update().get_or_create(enrolment=enrolment)
        enrolment.asked = asked
        check_opinion(by, enrolment)
        asked.opinion_on = clock.today()
        asked.save(update_fields=["opinion_on"])
        if proof.key is None:
            proof.key = vault.new_key()
            proof.save(update_fields=["key"])
        sealed = vault.seal(proof.key, words.encode(), REACTION_WORDS) if words else b""
        _lay_out(proof, Reaction(proof=proof, marks=dict(marks), sealed_words=sealed))


def close_opinions(cohort: Cohort, *, by: Viewer) -> None:
    """No more are awaited: those that waited for four others are shown, if they are three at least."""
    check_close_opinions(by, cohort)
    with action("learning.opinions_closed", by=by, obj=cohort, project_id=cohort.project_id) as act:
        proof = proof_within(cohort)
        if proof.opinions_closed_at is not None:
            act.silent = True
            return
        proof.opinions_closed_at = clock.now()
        proof.save(update_fields=["opinions_closed_at"])
        waiting = proof.reactions.filter(shown=False)
        if waiting.count() >= opinions.REST and proof.reactions.count() >= opinions.FEWEST:
            waiting.update(shown=True)


def _lay_out(proof: Proof, fresh: Reaction) -> None:
    """Write all opinions anew in an order drawn by lot; five that wait are shown together."""
    rows = [*proof.reactions.all(), fresh]
    waiting = [row for row in rows if not row.shown]
    if len(waiting) >= opinions.FEWEST:
        for row in waiting:
            row.shown = True
    proof.reactions.all().delete()
    for row in rows:
        row.uid = uuid.uuid4()
    secrets.SystemRandom().shuffle(rows)
    Reaction.objects.bulk_create(rows)
