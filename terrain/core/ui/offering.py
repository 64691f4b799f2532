from typing import Any


def offer(form: Any, name: str, *, among: Any = None, choices: Any = None, nothing: Any = None) -> None:
    """Let field ``name`` of a form choose ``among`` rows, or ``choices``; ``nothing``: the words for leaving it open."""
    field = form.fields[name]
    if among is not None:
        field.queryset = among
    if choices is not None:
        field.choices = choices
    if nothing is not None:
        field.empty_label = nothing
