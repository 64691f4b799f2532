"""The web process at rest, and the weight of a public page on first visit."""

import gzip
import os
import re
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urljoin

PORT = 8765
ROOT = f"http://127.0.0.1:{PORT}"


def _resident(pid: int) -> int:
    """Resident memory in bytes of a process and all below it."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    own = int(re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text()).group(1)) * 1024
    return own + sum(_resident(int(child)) for child in children)


def _get(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=10) as answer:  # noqa: S310
        return answer.read()


def _first_visit(url: str) -> int:
    """Compressed bytes of the page and every style, script and picture it names."""
    page = _get(url).decode()
    total = len(gzip.compress(page.encode()))
    for name in sorted(set(re.findall(r'(?:src|href)="([^"]+\.(?:css|js|svg|png|webp|ico|woff2)[^"]*)"', page))):
        total += len(gzip.compress(_get(urljoin(url, name))))
    return total


def main(small: bool = False) -> list[dict[str, object]]:
    """Start the server on a fresh reference programme and weigh it."""
    with tempfile.TemporaryDirectory() as home:
        environment = os.environ | {"TERRAIN_HOME": home}
        environment.pop("DATABASE_URL", None)
        command = [sys.executable, "-m", "terrain.config.cli"]
        subprocess.run([*command, "init", "--reference"], env=environment, check=True, capture_output=True)
        server = subprocess.Popen([*command, "serve", "--port", str(PORT)], env=environment, stderr=subprocess.DEVNULL)
        try:
            for _try in range(100):
                try:
                    _get(f"{ROOT}/health")
                    break
                except URLError:
                    time.sleep(0.1)
            _get(f"{ROOT}/")
            weight = _first_visit(f"{ROOT}/projects/W4I/")
            memory = _resident(server.pid)
        finally:
            server.terminate()
            server.wait(timeout=20)
    return [
        {"figure": "web process after start and first pages", "value": memory / 2**20, "unit": "MB", "limit": 180},
        {"figure": "public project page, first visit, gzip", "value": weight / 1024, "unit": "KB", "limit": 60},
    ]


if __name__ == "__main__":
    for row in main():
        print(
            f"{row['figure']}: {row['value']:.1f} {row['unit']} (limit {row['limit']}): ratio {row['value'] / row['limit']:.2f}"
        )
