"""What this room tells the engines below it, once, when the house is ready."""

from terrain.core.sweeping import register_sweep
from terrain.radio import keeping, preparing, shelf


def announce() -> None:
    """The kinds of facts and their sources, the jobs, what is due by itself, what happens when an agreement is taken back."""
    register_sweep("radio", keeping.sweep, often=True)
    register_sweep("radio: sounds being prepared", preparing.sweep, often=True)
    register_sweep("radio: air folder", shelf.sweep)
