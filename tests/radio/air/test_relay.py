"""Sending the station on to an Icecast server."""

import socket
import threading

import pytest

from terrain.radio.air import relay
from terrain.radio.air.relay import Mount, Refused


class Stopped(Exception):
    pass


def test_an_address_says_where_to_send():
    told = Mount.read("icecast://source:a%2Fb@relay.example:8010/meres")
    assert told == Mount("relay.example", 8010, "/meres", "source", "a/b")
    assert Mount.read("icecasts://relay.example/meres").secure


@pytest.mark.parametrize("address", ["http://relay.example/x", "icecast://relay.example", "icecast:///x", "nonsense"])
def test_what_is_no_address_is_refused(address):
    with pytest.raises(ValueError, match="not an address"):
        Mount.read(address)


@pytest.fixture
def server():
    """An Icecast server of one connection: answers, then keeps what comes."""
    listening = socket.create_server(("127.0.0.1", 0))
    heard = {"head": b"", "body": b"", "answer": b"HTTP/1.1 100 Continue\r\n\r\n"}

    def talk():
        line, _address = listening.accept()
        with line:
            while b"\r\n\r\n" not in heard["head"]:
                heard["head"] += line.recv(4096)
            line.sendall(heard["answer"])
            while more := line.recv(4096):
                heard["body"] += more

    thread = threading.Thread(target=talk)
    thread.start()
    heard["port"] = listening.getsockname()[1]
    heard["ended"] = thread.join
    yield heard
    thread.join(5)
    listening.close()


def test_the_stream_is_sent_with_its_key(server, monkeypatch):
    def two_pieces(slug, profile):
        yield from (b"\xff\xf1one!", b"\xff\xf1two!")
        raise Stopped

    monkeypatch.setattr(relay, "sound", two_pieces)
    with pytest.raises(Stopped):
        relay.push("meres", Mount("127.0.0.1", server["port"], "/meres", "source", "key"))
    server["ended"](5)
    head = server["head"].decode()
    assert head.startswith("PUT /meres HTTP/1.1\r\n")
    assert "Authorization: Basic c291cmNlOmtleQ==\r\n" in head and "Content-Type: audio/aac" in head
    assert server["body"] == b"\xff\xf1one!\xff\xf1two!"


def test_a_server_that_says_no_is_told_as_it_is(server):
    server["answer"] = b"HTTP/1.1 401 Unauthorized\r\n\r\n"
    with pytest.raises(Refused, match="401"):
        Mount("127.0.0.1", server["port"], "/meres", "source", "wrong").open("Radio")


def test_after_a_break_it_begins_again_later_each_time(monkeypatch):
    pauses = []

    def slept(seconds):
        pauses.append(seconds)
        if len(pauses) == 6:
            raise Stopped

    def broken(self, name):
        raise ConnectionRefusedError("nobody")

    monkeypatch.setattr(relay.time, "sleep", slept)
    monkeypatch.setattr(Mount, "open", broken)
    with pytest.raises(Stopped):
        relay.push("meres", Mount("127.0.0.1", 1, "/meres", "source", "key"))
    assert pauses == sorted(pauses) and pauses[-1] == relay.LONGEST_PAUSE
