"""WhatsApp's export as telephones write it, and that nobody's name or number comes out of it."""

import io
import zipfile
from datetime import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from terrain.core.models import SealedFile
from terrain.radio import chats
from terrain.radio.models import Message

OPUS = b"OggS" + bytes(100)
IPHONE_FR = """\u200e[26/11/2026 à 06:33:31] Les messages sont chiffrés de bout en bout.
[26/11/2026 à 06:33:31] Awa Diop: Bonjour la radio
deuxième ligne
\u200e[26/11/2026 à 06:35:02] +212 6 61 23 45 67: \u200e<pièce jointe : 00000012-AUDIO-2026-11-26-06-35-02.opus>
[26/11/2026 à 06:40:00] Awa Diop: Appelez-moi au 0661 23 45 67, c’est Awa Diop
"""
ANDROID_EN = """26/11/2026, 06:33 - Messages and calls are end-to-end encrypted.
26/11/2026, 06:33 - Awa: Hello: how are you?
26/11/2026, 06:34 - Mariam: PTT-20261126-WA0001.opus (file attached)
26/11/2026, 06:35 - Mariam: <Media omitted>
"""
ANDROID_US = """11/26/26, 6:33\u202fAM - Awa: Hello
11/26/26, 6:33\u202fPM - Awa: Good evening
"""
ANDROID_AR = """٢٦\u200f/١١\u200f/٢٠٢٦، ٦:٣٣ م - مريم: مساء الخير يا إذاعة
٢٦\u200f/١١\u200f/٢٠٢٦، ٦:٣٥ م - مريم: \u200ePTT-20261126-WA0002.opus (الملف مرفق)
"""
ANDROID_FR = "26/11/2026 à 06:33 - Awa: Bonjour\n26/11/2026 à 18:05 - Awa: PTT-1.opus (fichier joint)\n"


def _at(*parts):
    return datetime(*parts, tzinfo=timezone.get_default_timezone())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            IPHONE_FR,
            [
                (_at(2026, 11, 26, 6, 33, 31), "auditrice 1", "Bonjour la radio\ndeuxième ligne", ""),
                (_at(2026, 11, 26, 6, 35, 2), "auditrice 2", "", "00000012-AUDIO-2026-11-26-06-35-02.opus"),
                (_at(2026, 11, 26, 6, 40), "auditrice 1", "Appelez-moi au […], c’est auditrice 1", ""),
            ],
        ),
        (
            ANDROID_EN,
            [
                (_at(2026, 11, 26, 6, 33), "auditrice 1", "Hello: how are you?", ""),
                (_at(2026, 11, 26, 6, 34), "auditrice 2", "", "PTT-20261126-WA0001.opus"),
            ],
        ),
        (
            ANDROID_US,
            [
                (_at(2026, 11, 26, 6, 33), "auditrice 1", "Hello", ""),
                (_at(2026, 11, 26, 18, 33), "auditrice 1", "Good evening", ""),
            ],
        ),
        (
            ANDROID_AR,
            [
                (_at(2026, 11, 26, 18, 33), "auditrice 1", "مساء الخير يا إذاعة", ""),
                (_at(2026, 11, 26, 18, 35), "auditrice 1", "", "PTT-20261126-WA0002.opus"),
            ],
        ),
        (
            ANDROID_FR,
            [
                (_at(2026, 11, 26, 6, 33), "auditrice 1", "Bonjour", ""),
                (_at(2026, 11, 26, 18, 5), "auditrice 1", "", "PTT-1.opus"),
            ],
        ),
    ],
    ids=["iphone-fr", "android-en", "android-us", "android-ar", "android-fr"],
)
def test_every_telephone_s_export_is_read(text, expected, monkeypatch):
    monkeypatch.setattr(chats, "_", lambda words: words.replace("listener", "auditrice"))
    assert [(one.sent_at, one.label, one.text, one.sound) for one in chats.read_text(text)] == expected


@given(st.text(max_size=400))
def test_no_text_breaks_the_reader(text):
    try:
        found = chats.read_text(text)
    except chats.NotAChat:
        return
    assert found


@given(
    st.from_regex(r"\+212 ?6(?:[ .-]?[0-9]{2}){4}", fullmatch=True), st.sampled_from(["{} appelez", "vite {}", "@{}"])
)
def test_no_number_comes_through(number, frame):
    found = chats.read_text(f"26/11/2026, 06:33 - {number}: {frame.format(number)}\n")
    assert not any(character.isdigit() for character in found[0].text)
    assert number not in found[0].label


@pytest.mark.parametrize("data", [b"", b"hello", b"PK\x03\x04broken", bytes(range(256)) * 20])
def test_what_is_no_conversation_is_said_to_be_none(data):
    with pytest.raises(chats.NotAChat):
        chats.read(io.BytesIO(data))


def _export(text, **sounds):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("_chat.txt", text)
        for name, content in sounds.items():
            archive.writestr(f"{name}.opus", content)
    return held.getvalue()


def test_a_sound_that_is_too_large_or_damaged_is_left_out(monkeypatch):
    monkeypatch.setattr(chats, "LARGEST_SOUND", 50)
    export = chats.read(io.BytesIO(_export("26/11/2026, 06:33 - A: x\n", big=bytes(51), small=bytes(50))))
    assert export.sound("big.opus") is None
    assert export.sound("small.opus").read() == bytes(50)
    assert export.sound("none.opus") is None


def test_a_zip_that_swells_stops(monkeypatch):
    export = chats.read(io.BytesIO(_export("26/11/2026, 06:33 - A: x\n", one=bytes(900), two=bytes(900))))
    export.room = 1000
    assert export.sound("one.opus") is not None
    assert export.sound("two.opus") is None


def _looked(client, text, **sounds):
    file = SimpleUploadedFile("chat.zip", _export(text, **sounds))
    answer = client.post(reverse("radio:conversation"), {"export": file})
    assert answer.status_code == 302
    return answer["Location"]


def test_a_producer_looks_first_and_keeps_what_she_chooses(
    client_of, dounia, amal, station, django_capture_on_commit_callbacks
):
    client = client_of(dounia)
    text = (
        "26/11/2026, 06:33 - Awa Diop: Bonjour\n26/11/2026, 06:34 - Mariam Secret: voix.opus (file attached)\n"
        "26/11/2026, 06:35 - Awa Diop: Mariam Secret a raison\n"
    )
    page = _looked(client, text, voix=OPUS)
    shown = client.get(page).content.decode()
    assert "Bonjour" in shown
    for name in ("Awa Diop", "Mariam Secret"):
        assert name not in shown
    assert "Bonjour" not in client.get(reverse("radio:messages")).content.decode()
    chosen = [str(one.uid) for one in Message.objects.filter(audio__isnull=False)]
    with django_capture_on_commit_callbacks(execute=True):
        client.post(page, {"chosen": chosen})
    kept = Message.objects.get()
    assert (str(kept.uid), kept.state, kept.via, kept.words[0]) == (chosen[0], "new", "whatsapp", "")
    assert client.get(page).status_code == 404
    assert client_of(amal).get(reverse("radio:conversation")).status_code == 403


def test_what_is_not_wanted_leaves_nothing(
    client_of, dounia, station, django_capture_on_commit_callbacks, home_of_its_own
):
    client = client_of(dounia)
    page = _looked(client, "26/11/2026, 06:34 - Mariam: voix.opus (file attached)\n", voix=OPUS)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(page, {"drop": "1"})
    assert not Message.objects.exists()
    assert [path for path in (home_of_its_own / "media").rglob("*") if path.is_file()] == []
    assert SealedFile.objects.get().key.destroyed_at is not None


def test_a_file_that_is_none_is_said_so(client_of, dounia, station):
    answer = client_of(dounia).post(reverse("radio:conversation"), {"export": SimpleUploadedFile("a.txt", b"bonjour")})
    assert answer.status_code == 422
