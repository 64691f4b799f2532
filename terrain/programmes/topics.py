"""Recognises what a session is about, and of which kind it is, from the theme somebody typed."""

from collections.abc import Callable

from django.db.models import Q

from terrain.programmes.models import Project, Topic, plain

Recogniser = Callable[[str], Topic | None]


def recogniser(project: Project) -> Recogniser:
    """A function from a typed theme to its topic, after one query.

    The project's own topics go before the general ones, longer wordings before shorter; accents, case and punctuation
    are ignored; words must stand whole.
    """
    topics = Topic.objects.filter(Q(project=project) | Q(project=None), retired=False)
    wordings = sorted(
        (
            (topic.project_id is None, -len(plain(word)), plain(word), topic.pk, topic)
            for topic in topics
            for word in topic.words
        ),
        key=lambda item: item[:4],
    )

    def recognise_text(text: str) -> Topic | None:
        theme = f" {plain(text)} "
        return next((topic for *_rank, word, _pk, topic in wordings if word and f" {word} " in theme), None)

    return recognise_text


def recognise(project: Project, text: str) -> Topic | None:
    """The topic that ``text`` speaks of, in ``project``; None when no wording is found."""
    return recogniser(project)(text)
