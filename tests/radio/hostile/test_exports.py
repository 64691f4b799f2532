"""An exported conversation that a stranger gave to the producer: it takes no thread of the pages for long."""

import io
import time
import zipfile

import pytest

from terrain.radio import chats


def conversation(senders: int, words: str) -> str:
    return "".join(f"26/11/2026, 06:33 - Somebody number x{one}y: {words}\n" for one in range(senders))


def test_names_without_number_do_not_hold_the_page():
    text = conversation(20_000, "Bonjour à toutes")
    began = time.process_time()
    assert len(chats.read_text(text)) == chats.MOST
    assert time.process_time() - began < 10


def test_the_newest_are_told_in_order_and_a_sender_is_never_named():
    told = chats.read_text(conversation(3_000, "Merci Somebody number x2990y, appelle le 0612345678"))
    assert len(told) == chats.MOST and told[0].label != told[-1].label
    assert all("x2990y" not in one.text and "0612345678" not in one.text for one in told)
    assert told[-1].label.endswith("3000")


def test_one_message_without_end_is_cut():
    told = chats.read_text("26/11/2026, 06:33 - Aya: " + "12 " * 3_000_000)
    assert len(told) == 1 and len(told[0].text) <= 2_000


def test_a_message_of_countless_lines_is_cut():
    began = time.process_time()
    told = chats.read_text("26/11/2026, 06:33 - Aya: salam\n" + ("y" * 40 + "\n") * 200_000)
    assert len(told) == 1 and len(told[0].text) <= 2_000 and time.process_time() - began < 10


def test_a_zip_of_countless_files_is_no_conversation(monkeypatch):
    monkeypatch.setattr(chats, "MOST_FILES", 5, raising=False)
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("chat.txt", conversation(2, "salam"))
        for number in range(6):
            archive.writestr(f"{number}.opus", b"")
    with pytest.raises(chats.NotAChat):
        chats.read(held)
