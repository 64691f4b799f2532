"""From the spool to rows, months and facts: each line once, whatever is read again, and an end to it."""

import random
import shutil
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256

import pytest

from terrain.core import clock, vault
from terrain.core.models import AuditEvent, VaultKey
from terrain.core.policies import Denied
from terrain.facts.actions import rebuild
from terrain.facts.models import Fact, Subject
from terrain.radio.actions import listening
from terrain.radio.audience import tallying
from terrain.radio.hearing import salts, spool
from terrain.radio.hearing.lines import Downloaded, Listened, written
from terrain.radio.models import (
    BroadcastRow,
    Episode,
    Fetching,
    HourHeard,
    Listener,
    ListenerMonth,
    ListeningPart,
    ListeningPeriod,
    ListeningSession,
    PodcastDay,
    Show,
    SpoolFile,
)
from tests.factories import HOUSE
from tests.radio.hearing.test_golden import EXPECTED, GOLDEN

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
UID = "11111111-1111-4111-8111-111111111111"
OTHER = "22222222-2222-4222-8222-222222222222"


@pytest.fixture
def time(monkeypatch):
    held = [NOON]
    monkeypatch.setattr(clock, "now", lambda: held[0])

    def move(to):
        held[0] = to

    return move


@pytest.fixture
def episodes(station, show, time):
    station.first_slot = 0
    station.save()
    return [Episode.objects.create(show=show, uid=uid, title="Premier") for uid in (UID, OTHER)]


def lay(name, lines):
    spool.folder().mkdir(parents=True, exist_ok=True)
    with (spool.folder() / f"{name}.jsonl").open("ab") as file:
        file.writelines(map(written, lines))


def device(number):
    return sha256(bytes([number])).hexdigest() if number else ""


def hears(name, at, seconds=120, who=1, **more):
    """A session of so many seconds from ``at`` on."""
    start = int(at.timestamp())
    name = f"session-{name}".ljust(16, "-")
    said = {"station": "meres", "session": name, "device": device(who), "pressed": True} | more
    return [
        Listened(start, **said),
        Listened(start + seconds, **said, first=start // 4, last=(start + seconds) // 4),
    ]


def figures():
    """All that is counted, without keys."""
    sessions = ListeningSession.objects.order_by("session").values_list(
        "session", "source", "mark", "day", "seconds", "counted", "spans", "show__slug"
    )
    months = ListenerMonth.objects.values_list("month", "source", "show__slug", "sessions", "seconds")
    hours = HourHeard.objects.values_list("hour", "show__slug", "sessions", "seconds")
    podcasts = PodcastDay.objects.values_list("episode__uid", "day", "downloads")
    listeners = Listener.objects.filter(sessions__counted=True).distinct().count()
    return [*map(list, sessions)], sorted(map(str, months)), sorted(map(str, hours)), sorted(podcasts), listeners


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_a_fixed_log_becomes_the_same_figures_in_the_tables(name, episodes):
    (spool.folder()).mkdir(parents=True)
    shutil.copy(GOLDEN / f"{name}.jsonl", spool.folder() / "2026-11-20-1-x.jsonl")
    taken = listening.take_in(by=HOUSE)
    expected = EXPECTED[name]
    assert taken.refused == expected.not_ours
    assert ListeningSession.objects.filter(counted=True).count() == expected.sessions
    assert Listener.objects.filter(sessions__counted=True).distinct().count() == expected.listeners
    assert sum(PodcastDay.objects.values_list("downloads", flat=True)) == expected.downloads
    assert Fact.objects.exclude(subject=None).values("subject").distinct().count() == expected.listeners
    assert rebuild(check=True).clean


def test_reading_again_changes_nothing(episodes):
    lay("2026-11-20-1-a", hears("one", NOON) + hears("two", NOON, who=0))
    listening.take_in(by=HOUSE)
    before, events = figures(), AuditEvent.objects.count()
    assert listening.take_in(by=HOUSE).lines == 0
    SpoolFile.objects.update(offset=0)
    listening.take_in(by=HOUSE)
    assert figures() == before
    assert AuditEvent.objects.count() == events + 1
    assert rebuild(check=True).clean


def test_the_order_of_files_and_lines_changes_nothing(episodes, show, monkeypatch):
    monkeypatch.setattr(spool, "AT_ONCE", 1500)
    lines = [line for n in range(9) for line in hears(f"n-{n}", NOON + timedelta(minutes=7 * n), 40 + 8 * n, n % 4)]
    lines += [line for n in range(3) for line in hears(f"n-{n}", NOON + timedelta(minutes=7 * n), 300, n % 4)]
    lines += [line for n in range(3) for line in hears(f"b-{n}", NOON, who=n, mark="bot")]
    lines += [
        Downloaded(1_795_000_000, "meres", UID, "2026-11-20", ((n * 100, n * 100 + 150),), 1000, 200, device(n % 3))
        for n in range(8)
    ]
    found = []
    for seed in range(3):
        random.Random(seed).shuffle(lines)
        for number, line in enumerate(lines):
            lay(f"2026-11-20-{number % 3}-s{seed}", [line])
        listening.take_in(by=HOUSE)
        found.append(figures())
        assert rebuild(check=True).clean
        for model in (HourHeard, ListeningSession, ListenerMonth, Fetching, PodcastDay, Listener, SpoolFile):
            model.objects.all().delete()
        rebuild()
        for path in spool.files():
            path.unlink()
    assert found[0] == found[1] == found[2]
    assert found[0][-1] == 3


def test_what_is_read_and_how_far_are_kept_together(episodes, monkeypatch):
    lay("2026-11-20-1-a", hears("one", NOON))

    def killed(*_args):
        raise RuntimeError("killed")

    with monkeypatch.context() as patch, pytest.raises(RuntimeError):
        patch.setattr(listening, "keep_downloads", killed)
        listening.take_in(by=HOUSE)
    assert not ListeningSession.objects.exists()
    assert not SpoolFile.objects.exists()
    listening.take_in(by=HOUSE)
    assert ListeningSession.objects.get().counted


def test_half_a_line_is_counted_once_it_is_whole(episodes):
    lay("2026-11-20-1-a", hears("one", NOON))
    [path] = spool.files()
    whole = path.read_bytes()
    path.write_bytes(whole[:-20])
    listening.take_in(by=HOUSE)
    assert not ListeningSession.objects.get().counted
    path.write_bytes(whole)
    listening.take_in(by=HOUSE)
    assert ListeningSession.objects.get().counted
    assert SpoolFile.objects.get().refused == 0


def test_a_device_is_known_again_all_year_and_never_in_the_next(episodes):
    evening = datetime(2026, 12, 31, 22, 50, tzinfo=UTC)
    lay("2026-11-20-1-a", [line for month in (3, 7, 11) for line in hears(f"m-{month}", NOON.replace(month=month))])
    listening.take_in(by=HOUSE)
    assert Listener.objects.count() == 1
    assert ListenerMonth.objects.count() == 3
    lay("2026-12-31-1-a", hears("last", evening) + hears("first", evening + timedelta(minutes=15)))
    listening.take_in(by=HOUSE)
    assert ListeningPeriod.objects.count() == 2
    old, new = Listener.objects.order_by("period__year")
    assert old.subject != new.subject
    assert old.device != new.device
    assert Subject.objects.filter(kind="listener").count() == 2


def test_a_session_over_new_year_belongs_to_the_old_one_in_whatever_order_it_is_told(episodes):
    told = hears("over", datetime(2026, 12, 31, 22, 59, tzinfo=UTC), 120)
    later = Listened(
        told[1].at + 60, "meres", told[0].session, device(1), pressed=True, first=told[1].last, last=told[1].last + 15
    )
    lay("2027-01-01-1-a", [later])
    listening.take_in(by=HOUSE)
    lay("2027-01-01-1-b", told)
    listening.take_in(by=HOUSE)
    row = ListeningSession.objects.get()
    assert (row.period.year, row.seconds, row.listener.period.year) == (2026, 180, 2026)
    assert [str(one.month) for one in ListenerMonth.objects.all()] == ["2026-12-01"]
    assert rebuild(check=True).clean


def test_seconds_fall_to_the_show_that_was_on_air(episodes, station, show):
    other = Show.objects.create(station=station, slug="soir", title={"fr": "Le soir"})
    start = int(NOON.timestamp()) // 4

    def row(first, last, its, number):
        BroadcastRow.objects.create(
            station=station, slot_from=start + first, slot_to=start + last, kind="grid", show=its,
            episode=episodes[number], published=0, written_at=NOON,
        )  # fmt: skip

    row(-100, 20, show, 0)
    row(10, 30, other, 1)  # newer: it counts where both cover
    lay("2026-11-20-1-a", hears("one", NOON, 200))
    listening.take_in(by=HOUSE)
    parts = {(p.show and p.show.slug, p.seconds) for p in ListeningPart.objects.all()}
    assert parts == {("cafe", 40), ("soir", 80), (None, 80)}
    assert ListeningSession.objects.get().show == other
    assert ListenerMonth.objects.get().show == other
    assert Fact.objects.get().quantity == 3


def test_what_was_withdrawn_is_nobodys_show_from_its_slot_on(episodes, station, show):
    start = int(NOON.timestamp()) // 4
    sound = station.sounds.create(kind="episode", gone_from=start + 10)
    BroadcastRow.objects.create(
        station=station, slot_from=start, slot_to=start + 30, kind="grid", show=show, sound=sound, published=0, written_at=NOON
    )  # fmt: skip
    lay("2026-11-20-1-a", hears("one", NOON, 120))
    listening.take_in(by=HOUSE)
    assert {(p.show_id, p.seconds) for p in ListeningPart.objects.all()} == {(show.pk, 40), (None, 80)}


def test_an_hour_ends_where_it_ends(episodes):
    lay("2026-11-20-1-a", hears("one", NOON + timedelta(minutes=59), 120) + hears("two", NOON, 60, who=2))
    listening.take_in(by=HOUSE)
    assert list(HourHeard.objects.order_by("hour").values_list("hour", "sessions", "seconds")) == [
        (NOON, 2, 120),
        (NOON + timedelta(hours=1), 1, 60),
    ]


def test_a_session_that_turns_out_to_be_staff_takes_its_figures_back(episodes):
    lay("2026-11-20-1-a", hears("one", NOON))
    listening.take_in(by=HOUSE)
    assert Fact.objects.count() == 1
    lay("2026-11-20-1-b", hears("one", NOON, mark="staff"))
    listening.take_in(by=HOUSE)
    assert not Fact.objects.exists()
    assert not HourHeard.objects.exists()
    assert not ListenerMonth.objects.exists()
    assert rebuild(check=True).clean


def test_a_session_without_a_device_is_a_session_and_nobody(episodes):
    lay("2026-11-20-1-a", hears("one", NOON, who=0) + hears("two", NOON, who=0))
    listening.take_in(by=HOUSE)
    fact = Fact.objects.get()
    assert (fact.subject, fact.occurrences, fact.quantity) == (None, 2, 4)


def test_a_station_that_does_not_exist_and_an_episode_of_another_one_count_nothing(episodes):
    strange = Downloaded(1, "other", UID, "2026-11-20", ((0, 900),), 1000, 200, device(1))
    nowhere = Downloaded(1, "meres", UID.replace("1", "9"), "2026-11-20", ((0, 900),), 1000, 200, device(1))
    lay("2026-11-20-1-a", [*hears("one", NOON, station="other"), strange, nowhere])
    listening.take_in(by=HOUSE)
    assert not ListeningSession.objects.exists()
    assert not PodcastDay.objects.filter(downloads__gt=0).exists()


def test_a_day_of_podcasts_is_closed_and_its_fingerprints_and_salt_go(
    episodes, time, django_capture_on_commit_callbacks
):
    salts.salt_of(date(2026, 11, 20))
    line = Downloaded(1, "meres", UID, "2026-11-20", ((0, 900),), 1000, 200, device(1))
    lay("2026-11-20-1-a", [line])
    listening.take_in(by=HOUSE)
    assert listening.close_days(by=HOUSE) == 0
    time(datetime(2026, 11, 20, 23, 30, tzinfo=UTC))  # half an hour after midnight in Casablanca
    assert listening.close_days(by=HOUSE) == 0
    time(datetime(2026, 11, 21, 0, 1, tzinfo=UTC))
    with django_capture_on_commit_callbacks(execute=True):
        assert listening.close_days(by=HOUSE) == 1
    assert salts.standing() == []
    assert not Fetching.objects.exists()
    lay("2026-11-20-1-a", [line])
    listening.take_in(by=HOUSE)
    assert PodcastDay.objects.get().downloads == 1
    assert listening.close_days(by=HOUSE) == 0


def test_files_that_were_read_go_after_two_days(episodes, time, django_capture_on_commit_callbacks):
    lay("2026-11-20-1-a", hears("one", NOON))
    with spool.files()[0].open("ab") as file:
        file.write(b'{"kind":"hea')  # the process was killed
    time(NOON + timedelta(days=3))
    assert listening.sweep_spool(by=HOUSE) == 0
    listening.take_in(by=HOUSE)
    with django_capture_on_commit_callbacks(execute=True):
        assert listening.sweep_spool(by=HOUSE) == 1
    assert spool.files() == []
    assert not SpoolFile.objects.exists()
    assert ListeningSession.objects.get().counted


def test_raw_rows_go_after_thirteen_months_and_what_was_counted_stays(episodes, time):
    lay("2026-11-20-1-a", hears("one", NOON) + hears("two", NOON + timedelta(days=30), who=2))
    listening.take_in(by=HOUSE)
    before = Fact.objects.values("subject").distinct().count(), HourHeard.objects.count()
    assert listening.forget_listening(by=HOUSE, today=date(2027, 11, 30)) == 0
    assert listening.forget_listening(by=HOUSE, today=date(2027, 12, 1)) == 1
    assert Listener.objects.count() == 2
    assert VaultKey.objects.get(pk=ListeningPeriod.objects.get().key_id).destroyed_at is None
    assert listening.forget_listening(by=HOUSE, today=date(2028, 1, 1)) == 1
    assert not Listener.objects.exists()
    period = ListeningPeriod.objects.select_related("key").get()
    with pytest.raises(vault.Erased):
        vault.unseal(period.key, b"x" * 40, tallying.SALT)
    assert bytes(period.sealed_salt) == b""
    assert (Fact.objects.values("subject").distinct().count(), HourHeard.objects.count()) == before
    assert rebuild(check=True).clean


def test_a_line_of_a_day_that_is_over_is_left(episodes, time):
    lay("2026-11-20-1-a", hears("one", NOON))
    listening.take_in(by=HOUSE)
    before = figures()
    time(NOON + timedelta(days=500))
    listening.forget_listening(by=HOUSE)
    lay("2026-11-20-1-b", hears("two", NOON))
    listening.take_in(by=HOUSE)
    assert not ListeningSession.objects.exists()
    assert figures()[1:3] == before[1:3]


def test_a_month_that_is_over_is_left_although_its_year_still_stands(episodes, time):
    december = NOON + timedelta(days=30)
    lay("2026-11-20-1-a", hears("one", december))
    listening.take_in(by=HOUSE)
    time(datetime(2027, 12, 5, tzinfo=UTC))
    lay("2026-11-20-1-b", hears("two", NOON) + hears("three", december, who=2))
    listening.take_in(by=HOUSE)
    assert sorted(str(one.day) for one in ListeningSession.objects.all()) == ["2026-12-20", "2026-12-20"]


def test_nobody_but_the_house_reads_the_spool(amal, dounia, officer, viewer_of):
    for user in (amal, dounia, officer):
        for done in (listening.take_in, listening.close_days, listening.sweep_spool, listening.forget_listening):
            with pytest.raises(Denied):
                done(by=viewer_of(user))


def test_the_hour_does_all_of_it_and_says_so(episodes, time):
    lay("2026-11-20-1-a", hears("one", NOON))
    assert listening.sweep(clock.today()) == "2 lines of listening read"
    assert listening.sweep(clock.today()) == ""


def test_many_sessions_cost_few_queries(episodes, django_assert_max_num_queries):
    lay("2026-11-20-1-a", [line for n in range(200) for line in hears(f"n-{n}", NOON, who=n % 50 + 1)])
    with django_assert_max_num_queries(320):
        listening.take_in(by=HOUSE)
    assert Listener.objects.count() == 50
