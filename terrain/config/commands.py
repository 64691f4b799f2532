"""What each word of the command line does. Loaded once Django is ready."""

import argparse
import json
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.utils.translation import override

from terrain.accounts.demo import DEMO_ACCOUNTS
from terrain.accounts.invitations import invite as invite_person
from terrain.accounts.models import User
from terrain.casework.kinds import kinds
from terrain.config.documents import stale_pages, write_pages
from terrain.config.languages import compile_catalogues
from terrain.config.radio_commands import radio
from terrain.core import audit, clock, jobs, sweeping, vault
from terrain.core.access import system_viewer
from terrain.core.policies import Denied
from terrain.facts import actions as facts
from terrain.gatherings import demo as gatherings_demo
from terrain.imports.actions import run_file
from terrain.imports.reading import Unreadable
from terrain.learning import demo as learning_demo
from terrain.learning import proof_demo
from terrain.network import capacity_demo, governance_demo
from terrain.network.demo import directory as directory_demo
from terrain.network.demo import opening as opening_demo
from terrain.outreach import demo as outreach_demo
from terrain.pathways.accompaniment import demo as accompaniment_demo
from terrain.pathways.accompaniment import referred_demo
from terrain.pathways.guardianship import demo as guardianship_demo
from terrain.pathways.legal_aid import demo as legal_aid_demo
from terrain.pathways.protection import demo as protection_demo
from terrain.pathways.reception import demo as reception_demo
from terrain.people.matching.tables import Unreadable as Unmatchable
from terrain.people.matching.tables import matched
from terrain.programmes import demo as programmes_demo
from terrain.programmes.actions import apply, compare, read_programme
from terrain.programmes.models import Programme, Project
from terrain.programmes.reader import ProgrammeError
from terrain.programmes.reference import REFERENCE
from terrain.radio import demo as radio_demo
from terrain.results.rules import check_rules
from terrain.results.values import values_as_json
from terrain.workshops import demo as workshops_demo

OK, NO, MISUSED = 0, 1, 2
HOUSE = system_viewer("terrain")


def say(words: str) -> None:
    """Tell the person at the keyboard; never mixed with a command's own output."""
    print(words, file=sys.stderr)


def prepare() -> None:
    """Make ready what every start needs: folder, keys, tables, catalogues, static files."""
    Path(settings.TERRAIN_HOME).mkdir(parents=True, exist_ok=True)
    vault.prepare()
    compile_catalogues()
    call_command("migrate", verbosity=0)
    if not settings.DEBUG:
        call_command("collectstatic", interactive=False, verbosity=0)


def init(call: argparse.Namespace) -> int:
    """Make or update the house; safe to run again."""
    prepare()
    if call.demo and not _become_demonstration():
        return NO
    path = REFERENCE if call.reference else call.programme
    if path is not None and not _load(path, agreed=True):
        return NO
    if call.demo:
        programmes_demo.furnish(by=HOUSE)
        gatherings_demo.furnish(by=HOUSE)
        workshops_demo.furnish(by=HOUSE)
        capacity_demo.furnish(by=HOUSE)
        outreach_demo.furnish(by=HOUSE)
        learning_demo.furnish(by=HOUSE)
        proof_demo.furnish(by=HOUSE)
        radio_demo.furnish(by=HOUSE)
        accompaniment_demo.furnish(by=HOUSE)
        legal_aid_demo.furnish(by=HOUSE)
        protection_demo.furnish(by=HOUSE)
        guardianship_demo.furnish(by=HOUSE)
        reception_demo.furnish(by=HOUSE)
        directory_demo.furnish(by=HOUSE)
        opening_demo.furnish(by=HOUSE)
        referred_demo.furnish(by=HOUSE)
        governance_demo.furnish(by=HOUSE)
    audit.anchor()
    say(f"Ready in {settings.TERRAIN_HOME}. Start with: terrain run")
    return OK


def _become_demonstration() -> bool:
    """Mark the folder as a demonstration; one in which real people work never becomes one."""
    if User.objects.filter(is_demo=False).exists():
        say("Real people have accounts here: this folder does not become a demonstration. Use another TERRAIN_HOME.")
        return False
    (Path(settings.TERRAIN_HOME) / "demo").write_text(
        "This folder holds a demonstration. Never enter a real person here.\n"
    )
    return True


def _load(path: Path, *, agreed: bool, dry_run: bool = False) -> bool:
    try:
        programme = read_programme(path)
    except (ProgrammeError, OSError) as error:
        say(str(error))
        return False
    diff = compare(programme)
    say(str(diff))
    if diff.empty or dry_run:
        return True
    if not agreed and input("Apply these changes? [y/N] ").strip().lower() not in {"y", "yes", "o", "oui", "s", "si"}:
        say("Nothing was changed.")
        return False
    try:
        apply(programme, by=HOUSE)
    except (ProgrammeError, Denied) as error:
        say(str(error))
        return False
    problems = [problem for loaded in Programme.objects.all() for problem in check_rules(loaded)]
    for problem in problems:
        say(str(problem))
    return not problems


def load(call: argparse.Namespace) -> int:
    """Show what a programme file would change, then apply it."""
    agreed = call.yes or not sys.stdin.isatty()
    return OK if _load(call.file, agreed=agreed, dry_run=call.dry_run) else NO


def bring(call: argparse.Namespace) -> int:
    """Import a table into a project, or only try it."""
    project = Project.objects.filter(code=call.project).first()
    if project is None:
        say(f"No project has the code {call.project}.")
        return MISUSED
    if not call.file.is_file():
        say(f"There is no file {call.file}.")
        return MISUSED
    try:
        mapping = json.loads(call.mapping.read_text(encoding="utf-8")) if call.mapping else None
    except (OSError, ValueError) as error:
        say(f"{call.mapping}: {error}")
        return MISUSED
    try:
        report = run_file(call.file, call.kind, project, mapping=mapping, dry_run=call.dry_run, by=HOUSE)
    except (Unreadable, Denied, LookupError) as error:
        say(str(error))
        return NO
    if call.json:
        print(json.dumps(report.as_dict(), ensure_ascii=False, indent=2, default=str))
    else:
        say(str(report))
    return OK


def values(call: argparse.Namespace) -> int:
    """Print every target beside its value."""
    if call.project and not Project.objects.filter(code=call.project).exists():
        say(f"No project has the code {call.project}.")
        return MISUSED
    rows = values_as_json(call.project)
    if call.json:
        small = sum(row["small"] for row in rows)
        if small:
            say(f"{small} figures by sex could be one person: give this to nobody who does not have to know.")
        print(json.dumps(rows, ensure_ascii=False, indent=2, default=str))
        return OK
    for row in rows:
        achieved = "—" if row["achieved"] is None else row["achieved"]
        target = "—" if row["target"] is None else row["target"]
        print(f"{row['line']:<10} {achieved!s:>8} / {target!s:<8} {row['state']}")
    return OK


def match(call: argparse.Namespace) -> int:
    """Print who may be one person in a table; needs no tables of the house."""
    try:
        found = matched(call.file)
    except Unmatchable as error:
        say(str(error))
        return MISUSED
    if call.json:
        print(json.dumps(found, ensure_ascii=False, indent=2))
        return OK
    for pair in found:
        print(
            f"{pair['tier']:<13} {pair['score']:.3f}  {pair['first']:<10} {pair['second']:<10} {', '.join(pair['words'])}"
        )
    return OK


def pathways(call: argparse.Namespace) -> int:
    """Print every kind of file as its table."""
    told = [kind.as_json(clock.today()) for kind in kinds()]
    if call.json:
        print(json.dumps(told, ensure_ascii=False, indent=2))
        return OK
    for kind in told:
        print(f"{kind['kind']}: {kind['label']}")
        for step in kind["transitions"]:
            print(f"  {', '.join(step['from'])} → {step['to']}: {step['label']}")
    return OK


def rebuild_facts(call: argparse.Namespace) -> int:
    """Compute all facts again; with ``--check`` only compare."""
    report = facts.rebuild(check=call.check)
    say(str(report))
    return NO if call.check and not report.clean else OK


def audit_chain(call: argparse.Namespace) -> int:
    """Verify the chain, or anchor its head."""
    if call.audit_command == "anchor":
        say(audit.anchor() or "The chain is empty.")
        return OK
    report = audit.verify()
    for fault in report.faults:
        say(fault)
    say(f"{report.rows} rows, head {report.head[:16]}: " + ("whole" if report.whole else "NOT whole"))
    return OK if report.whole else NO


def keys(call: argparse.Namespace) -> int:
    """Wrap every data key with a new master key, or destroy again what a backup brought back."""
    if call.vault_command == "honour-erasures":
        say(f"{vault.honour_erasures()} keys destroyed again.")
        return OK
    say(f"{vault.rotate_master()} keys wrapped with a new master key.")
    return OK


def docs(call: argparse.Namespace) -> int:
    """Write the generated pages, or say which are stale."""
    if not call.check:
        write_pages()
        return OK
    stale = stale_pages()
    for page in stale:
        say(f"stale: {page}")
    return NO if stale else OK


def invite(call: argparse.Namespace) -> int:
    """Invite somebody with a role of the whole programme; prints the link."""
    try:
        print(invite_person(call.email, [(call.role, None)], by=HOUSE).link)
    except (Denied, ValueError) as error:
        say(str(error))
        return NO if isinstance(error, Denied) else MISUSED
    return OK


def _many_connections() -> None:
    """Let the server hold as many connections as the machine allows: a listener is one."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != hard:
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def _server(call: argparse.Namespace) -> list[str]:
    """The server as a program of its own: it starts without the house, which only its workers load."""
    options = {
        "host": call.host,
        "port": call.port,
        "workers": os.environ.get("TERRAIN_WORKERS", "1"),
        "backlog": 4096,  # everybody tunes in at once
        "loop": "uvloop",
        "http": "terrain.config.prompt:Prompt",
        "ws": "none",
        "log-level": "warning",
        "timeout-keep-alive": 20,  # a listener asks every four seconds, on one connection
        "timeout-graceful-shutdown": 5,
    }
    words = [word for name, value in options.items() for word in (f"--{name}", str(value))]
    flags = ["--no-server-header", "--no-proxy-headers", "--no-access-log"]
    return [sys.executable, "-m", "uvicorn", *words, *flags, "terrain.config.asgi:application"]


def serve(call: argparse.Namespace) -> int:
    """Serve the pages until stopped; this process becomes the server."""
    vault.honour_erasures()
    connection.close()
    _many_connections()
    os.execv(sys.executable, _server(call))  # noqa: S606


def worker(call: argparse.Namespace) -> int:
    """Do background work until stopped; first takes up what an earlier worker left unfinished."""
    audit.anchor()
    vault.honour_erasures()
    jobs.recover()
    sweeping.begin()
    call_command("db_worker", verbosity=1, interval=0.5, startup_delay=False)
    return OK


def sweep(call: argparse.Namespace) -> int:
    """Do what is due by itself, now."""
    done = sweeping.sweep_all()
    for one in done:
        say(f"{one.name}: {one.words}")
    return NO if any(one.failed for one in done) else OK


def run(call: argparse.Namespace) -> int:
    """Pages and background work together, until stopped."""
    prepare()
    audit.anchor()
    vault.honour_erasures()
    say(f"Terrain: http://{'localhost' if call.host == '127.0.0.1' else call.host}:{call.port}/")
    if settings.DEMO:
        say("Demonstration. Sign in at /account/login/ with one of:")
        for account in DEMO_ACCOUNTS:
            say(f"  {account.email:<34} {account.password:<18} {account.role}")
    connection.close()
    _many_connections()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    programs = [subprocess.Popen([sys.executable, "-m", "terrain.config.cli", "worker"])]
    try:
        if settings.DESK_PORT:
            desk = ["radio", "desk", "--host", call.host, "--port", str(settings.DESK_PORT)]
            programs.append(subprocess.Popen([sys.executable, "-m", "terrain.config.cli", *desk]))
        programs.append(subprocess.Popen(_server(call)))
        return programs[-1].wait()
    except KeyboardInterrupt:
        return OK
    finally:
        for program in reversed(programs):
            program.send_signal(signal.SIGTERM)
            program.wait(timeout=20)


WITHOUT_TABLES = {"init", "run", "docs", "people", "pathways", "prepare"}
"""Commands that make the tables themselves, or need none."""


def perform(call: argparse.Namespace) -> int:
    """Do one command, speaking English; a folder without tables is answered with what to do first."""
    command = getattr(call, "radio_command", call.command)
    if command not in WITHOUT_TABLES and "programmes_project" not in connection.introspection.table_names():
        say(f"There is no Terrain in {settings.TERRAIN_HOME} yet. Make it first: terrain init")
        return MISUSED
    with override("en"):
        return COMMANDS[call.command](call)


COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {
    "init": init,
    "load": load,
    "import": bring,
    "values": values,
    "facts": rebuild_facts,
    "people": match,
    "pathways": pathways,
    "audit": audit_chain,
    "vault": keys,
    "radio": radio,
    "docs": docs,
    "invite": invite,
    "serve": serve,
    "worker": worker,
    "sweep": sweep,
    "run": run,
}
