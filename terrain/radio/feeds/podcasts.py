"""Feeds: RSS 2.0 with the words of Apple and of Podcasting 2.0, and the JSON of chapters.

Addresses in a feed are for ever: they carry no language, and the numbers of shows and episodes never change.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from uuid import UUID, uuid5
from xml.etree import ElementTree as XML

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext, override

from terrain.core.texts import said
from terrain.radio.public import OnAir, PublicEpisode, PublicShow, PublicStation

ITUNES = "http://www.itunes.com/dtds/podcast-1.0.dtd"
PODCAST = "https://podcastindex.org/namespace/1.0"
ATOM = "http://www.w3.org/2005/Atom"
GUIDS = UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")
"""The namespace in which a feed's address becomes its number (Podcasting 2.0)."""
UNSAYABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Signs that no XML may hold: one of them in a title, and no player could read the feed any more."""
CATEGORY = "Society & Culture"
"""Of Apple's list, where a show names none."""
ROLES = {"host": "host", "guest": "guest", "reader": "narrator"}
"""Our parts in the words of Podcasting 2.0 (taxonomy of persons)."""
XML.register_namespace("itunes", ITUNES)
XML.register_namespace("podcast", PODCAST)
XML.register_namespace("atom", ATOM)


@dataclass(frozen=True)
class Feed:
    """What a feed is made of. ``show`` None: everything of the station. ``live``: what is spoken live now, and since when."""

    station: PublicStation
    show: PublicShow | None
    episodes: tuple[PublicEpisode, ...]
    changed_at: datetime
    live: tuple[OnAir, datetime] | None = None

    @property
    def language(self) -> str:
        """In which it speaks of itself."""
        return self.show.language if self.show is not None else settings.LANGUAGE_CODE

    @property
    def address(self) -> str:
        """Where it stands for ever."""
        with override(settings.LANGUAGE_CODE):
            if self.show is not None:
                return absolute(reverse("listen:show_feed", args=[self.station.slug, self.show.slug]))
            return absolute(reverse("listen:feed", args=[self.station.slug]))

    @property
    def guid(self) -> UUID:
        """The number under which podcast players know it: given once, else made of its address."""
        given = self.show.guid if self.show is not None else self.station.guid
        return given or uuid5(GUIDS, self.address.partition("://")[2].rstrip("/"))


def absolute(path: str) -> str:
    """The whole address of a page of this house."""
    return f"{settings.TERRAIN_URL.rstrip('/')}{path}"


def episode_file(station: PublicStation, episode: PublicEpisode) -> str:
    """Path of an episode's MP3."""
    return f"/air/{station.slug}/episodes/{episode.uid}.mp3"


def _page(language: str, name: str, *arguments: object) -> str:
    known = language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
    with override(known):
        return absolute(reverse(f"listen:{name}", args=arguments))


def _add(parent: XML.Element, name: str, words: str = "", /, **attributes: str) -> XML.Element:
    child = XML.SubElement(parent, name, {key: UNSAYABLE.sub("", value) for key, value in attributes.items()})
    child.text = UNSAYABLE.sub("", words) or None
    return child


def _i(name: str) -> str:
    return f"{{{ITUNES}}}{name}"


def _p(name: str) -> str:
    return f"{{{PODCAST}}}{name}"


def rss(feed: Feed) -> bytes:
    """The feed as it is sent."""
    root = XML.Element("rss", {"version": "2.0"})
    channel = _add(root, "channel")
    _head(channel, feed)
    if feed.live is not None:
        _live(channel, feed, *feed.live)
    for episode in feed.episodes:
        _item(channel, feed.station, episode)
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + XML.tostring(root, encoding="utf-8")


def _head(channel: XML.Element, feed: Feed) -> None:
    station, show, language = feed.station, feed.show, feed.language
    name = said(station.name, language)
    about = said(show.summary, language) if show is not None else said(station.about, language)
    title = said(show.title, language) if show is not None else name
    page = ("show", station.slug, show.slug) if show is not None else ("station", station.slug)
    _add(channel, "title", title)
    _add(channel, "link", _page(language, *page))
    _add(channel, "description", about or title)
    _add(channel, "language", language)
    _add(channel, "lastBuildDate", format_datetime(feed.changed_at))
    if show is not None and show.licence:
        _add(channel, _p("license"), show.licence)
    channel.append(XML.Element(f"{{{ATOM}}}link", {"href": feed.address, "rel": "self", "type": "application/rss+xml"}))
    _add(channel, _i("author"), ", ".join(show.hosts) if show is not None and show.hosts else name)
    _add(channel, _i("category"), text=(show.category if show is not None else "") or CATEGORY)
    _add(channel, _i("explicit"), "true" if show is not None and show.explicit else "false")
    _add(channel, _i("image"), href=absolute(static("radio/cover.png")))
    _add(channel, _i("type"), "episodic")
    if show is not None and show.has_ended:
        _add(channel, _i("complete"), "Yes")
    _add(channel, _p("guid"), str(feed.guid))
    _add(channel, _p("locked"), "yes")
    _add(channel, _p("medium"), "podcast")
    for host in show.hosts if show is not None else ():
        _add(channel, _p("person"), host, role="host")


def _live(channel: XML.Element, feed: Feed, now: OnAir, since: datetime) -> None:
    station, language = feed.station, feed.language
    ends = {"end": now.ends.isoformat()} if now.ends is not None else {}
    item = _add(channel, _p("liveItem"), status="live", start=since.isoformat(), **ends)
    with override(language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE):
        words = gettext("Listen on the radio's page")
    stream = absolute(f"/air/{station.slug}/live.aac")
    _add(item, "title", now.title or said(now.show.title if now.show else station.name, language))
    _add(item, "guid", f"{station.uid}-{since:%Y%m%dT%H%M%SZ}", isPermaLink="false")
    _add(item, "link", _page(language, "station", station.slug))
    _add(item, "enclosure", url=stream, type="audio/aac", length="0")
    _add(item, _p("contentLink"), words, href=_page(language, "station", station.slug))


def _item(channel: XML.Element, station: PublicStation, episode: PublicEpisode) -> None:
    item = _add(channel, "item")
    page = _page(episode.language, "episode", station.slug, episode.uid)
    title = episode.title or said(episode.show.title, episode.language)
    _add(item, "title", title)
    _add(item, "link", page)
    _add(item, "guid", str(episode.uid), isPermaLink="false")
    _add(item, "pubDate", format_datetime(episode.published_at))
    _add(item, "description", episode.summary or title)
    file = absolute(episode_file(station, episode))
    _add(item, "enclosure", url=file, length=str(episode.size), type="audio/mpeg")
    _add(item, _i("duration"), str(episode.seconds))
    _add(item, _i("explicit"), "true" if episode.show.explicit else "false")
    if episode.transcript:
        words = _page(settings.LANGUAGE_CODE, "transcript", station.slug, episode.uid)
        _add(item, _p("transcript"), url=words, type="text/vtt", language=episode.language)
    if episode.chapters:
        parts = _page(settings.LANGUAGE_CODE, "chapters", station.slug, episode.uid)
        _add(item, _p("chapters"), url=parts, type="application/json+chapters")
    for name, part in episode.voices:
        _add(item, _p("person"), name, role=ROLES.get(part, "guest"))


def chapters(episode: PublicEpisode) -> dict[str, object]:
    """An episode's chapters as podcast players read them."""
    return {
        "version": "1.2.0",
        "chapters": [{"startTime": at, "title": title} for at, title in episode.chapters],
    }
