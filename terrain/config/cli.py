"""The command line ``terrain``.

Exit codes a script can rely on: 0 done · 1 it was tried and the answer is no (differences, faults, refused file) ·
2 the call itself is wrong. Messages for people go to the error stream, ``--json`` goes to the output stream alone.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from uuid import UUID

OK, NO, MISUSED = 0, 1, 2


Commands = argparse._SubParsersAction  # the public face of argparse has no name for it


def _add_beginnings(commands: Commands) -> None:
    init = commands.add_parser("init", help="make or update the data folder, the database and a programme")
    source = init.add_mutually_exclusive_group()
    source.add_argument("--programme", type=Path, metavar="FILE", help="load this programme file")
    source.add_argument("--reference", action="store_true", help="load the programme that the product ships")
    init.add_argument("--demo", action="store_true", help="furnish with fictitious people and one-click sign-in")
    for name, words in (("serve", "serve the pages"), ("run", "everything: pages and background work")):
        serve = commands.add_parser(name, help=words)
        serve.add_argument("--host", default="127.0.0.1")
        serve.add_argument("--port", type=int, default=8000)
    commands.add_parser("worker", help="do the background work")
    commands.add_parser("sweep", help="do now what is due by itself: reminders, ends of access, retention")


def _add_tables(commands: Commands) -> None:
    load = commands.add_parser("load", help="load a programme file: shows what would change, then applies it")
    load.add_argument("file", type=Path)
    load.add_argument("--yes", action="store_true", help="apply without asking")
    load.add_argument("--dry-run", action="store_true", help="only show what would change")
    bring = commands.add_parser("import", help="bring a table in")
    bring.add_argument("kind", help="what a row is, for example: attendance")
    bring.add_argument("file", type=Path)
    bring.add_argument("--project", required=True, metavar="CODE")
    bring.add_argument("--mapping", type=Path, metavar="FILE", help='JSON: {"columns": {…}, "answers": {…}}')
    bring.add_argument("--dry-run", action="store_true")
    bring.add_argument("--json", action="store_true")
    values = commands.add_parser("values", help="every target beside what the records say")
    values.add_argument("--project", metavar="CODE")
    values.add_argument("--json", action="store_true")


def _add_proofs(commands: Commands) -> None:
    facts = commands.add_parser("facts", help="the facts that counts are made of")
    rebuild = _words(facts, "facts_command").add_parser("rebuild", help="compute all facts again from the records")
    rebuild.add_argument("--check", action="store_true", help="change nothing; exit 1 on any difference")
    audit = _words(commands.add_parser("audit", help="the chain of what was done"), "audit_command")
    audit.add_parser("verify", help="find a changed, missing or cut row; exit 1 on any fault")
    audit.add_parser("anchor", help="write the chain's head outside the database")
    vault = _words(commands.add_parser("vault", help="the keys of what is sealed"), "vault_command")
    vault.add_parser("rotate", help="make a new master key and wrap every data key with it")
    vault.add_parser(
        "honour-erasures", help="destroy again, in a restored database, every key that was destroyed before"
    )


def _add_people(commands: Commands) -> None:
    people = _words(commands.add_parser("people", help="people who may be one"), "people_command")
    match = people.add_parser(
        "match",
        help="find who may be one person in a table of people",
        description="Columns: record_id, names, sex, birth, phone, place, mother (card and address if there are any). What "
        "stands in the tiers near_certain and likely is what Terrain calls one person; possible is worth a look.",
    )
    match.add_argument("file", type=Path)
    match.add_argument("--json", action="store_true")
    pathways = commands.add_parser("pathways", help="the kinds of file, their stages and the steps between them")
    pathways.add_argument("--json", action="store_true")


def _add_radio(commands: Commands) -> None:
    radio = _words(commands.add_parser("radio", help="the radio and its sounds"), "radio_command")
    prepare = radio.add_parser("prepare", help="prepare a sound as the radio does; exit 1 when it cannot be used")
    prepare.add_argument("file", type=Path)
    prepare.add_argument("--out", type=Path, metavar="DIR", help="keep what was made here: std, eco, mp3")
    prepare.add_argument("--changed-voice", action="store_true", help="change the voice (it can be changed back)")
    prepare.add_argument("--json", action="store_true")
    now = radio.add_parser("now", help="what plays now, and what comes next")
    now.add_argument("station", nargs="?", metavar="STATION", help="its name in addresses; default: all")
    playlist = radio.add_parser("playlist", help="the playlist at an instant")
    playlist.add_argument("--at", required=True, metavar="ISO8601", help="for example 2026-11-26T20:00:00+01:00")
    playlist.add_argument("--station", metavar="STATION", help="its name in addresses; not needed if there is only one")
    playlist.add_argument("--profile", choices=("std", "eco"), default="std")
    push = radio.add_parser("push", help="send a station on to an Icecast server, until stopped")
    push.add_argument("station", metavar="STATION")
    push.add_argument("address", metavar="icecast://source:PASSWORD@HOST:PORT/MOUNT", help="icecasts:// over TLS")
    push.add_argument("--profile", choices=("std", "eco"), default="std")
    desk = radio.add_parser("desk", help="wait for mixing desks that send live broadcasts, until stopped")
    desk.add_argument("--host", default="127.0.0.1")
    desk.add_argument("--port", type=int, default=8001)
    carry = radio.add_parser("carry", help="carry a live broadcast to the air (begun by the server itself)")
    carry.add_argument("broadcast", type=UUID)


def _words(parser: argparse.ArgumentParser, name: str) -> Commands:
    return parser.add_subparsers(dest=name, required=True, metavar="COMMAND")


def make_parser() -> argparse.ArgumentParser:
    """The command line and all its words."""
    parser = argparse.ArgumentParser(prog="terrain", description="Terrain: what was promised, proved and counted once.")
    commands = _words(parser, "command")
    _add_beginnings(commands)
    _add_tables(commands)
    _add_proofs(commands)
    _add_people(commands)
    _add_radio(commands)
    docs = commands.add_parser("docs", help="write the generated pages of docs/reference")
    docs.add_argument("--check", action="store_true", help="change nothing; exit 1 when a page is stale")
    invite = commands.add_parser("invite", help="invite the first administrator or director by e-mail")
    invite.add_argument("email")
    invite.add_argument("--role", default="country_director")
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    call = make_parser().parse_args(arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "terrain.config.settings")
    if call.command == "init" and call.demo:
        os.environ["TERRAIN_DEMO"] = "1"
    import_module("django").setup()
    return int(import_module("terrain.config.commands").perform(call))


if __name__ == "__main__":
    sys.exit(main())
