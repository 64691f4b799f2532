"""``python -m bench [--small] [name …]``: run the benches, each in a process of its own, and print their figures.

A figure with a limit is printed as value ÷ limit (below 1 is good); one with a peer as peer ÷ value (how many times
faster, or smaller, than the peer in the same run).
"""

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
ROOM = "import json, sys; from bench.{name} import main; print(json.dumps(main(small={small})))"


def names() -> list[str]:
    """The modules of this folder that have figures to tell."""
    return sorted(path.stem for path in HERE.glob("*.py") if "\ndef main(" in path.read_text() and path.stem[0] != "_")


def figures(name: str, small: bool) -> list[dict[str, object]]:
    """What one bench measured."""
    command = [sys.executable, "-c", ROOM.format(name=name, small=small)]
    done = subprocess.run(command, cwd=HERE.parent, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        print(f"{name}: failed with exit code {done.returncode}", file=sys.stderr)
        raise SystemExit(done.returncode)
    return json.loads(done.stdout.splitlines()[-1])


def line(row: dict[str, object]) -> str:
    """One figure in words."""
    value, unit = float(str(row["value"])), row["unit"]
    words = f"  {row['figure']:<74} {value:>12,.3f} {unit}"
    if row.get("limit") is not None:
        limit = float(str(row["limit"]))
        words += f"   limit {limit:g}, ratio {value / limit:.2f}"
    if row.get("peer") is not None:
        peer = float(str(row["peer"]))
        words += f"   {row.get('peer_name', 'peer')} {peer:,.3f} {unit}: {peer / value:,.1f} times"
    return words


def main() -> None:
    """Run those asked for, or all."""
    parser = argparse.ArgumentParser(prog="python -m bench")
    parser.add_argument("names", nargs="*", metavar="name", help=f"one of: {', '.join(names())}; default: all")
    parser.add_argument("--small", action="store_true", help="a hundredth of the data, to try the bench itself")
    call = parser.parse_args()
    unknown = set(call.names) - set(names())
    if unknown:
        parser.error(f"no bench is called {', '.join(sorted(unknown))}")
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, Python {sys.version.split()[0]}")
    for name in call.names or names():
        print(f"{name}:", flush=True)
        for row in figures(name, call.small):
            print(line(row), flush=True)


if __name__ == "__main__":
    main()
