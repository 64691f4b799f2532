"""What this room tells the engines below it, once, when the house is ready."""


def announce() -> None:
    """The kinds of facts and their sources, the jobs, what happens when an agreement is taken back."""
