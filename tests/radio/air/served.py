"""The product's own application, for a server that runs beside the tests: the interlude comes from a folder that the test made."""

import os
from pathlib import Path

from terrain.config.asgi import application
from terrain.radio.air import fragments

fragments.SHIPPED = Path(os.environ["TERRAIN_TEST_SHIPPED"])
__all__ = ["application"]
