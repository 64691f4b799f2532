"""What is wrong with a programme file, where, and in whose language it is said."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

Location = tuple[str | int, ...]

SENTENCES: dict[str, Any] = {
    "missing": _("this is required"),
    "extra_forbidden": _("this word is not known here"),
    "literal_error": _("one of these is expected: %(expected)s"),
    "string_type": _("a text is expected"),
    "string_too_short": _("this may not be empty"),
    "string_too_long": _("at most %(max_length)s signs fit here"),
    "string_pattern_mismatch": _("a code is made of letters, digits, dashes and dots"),
    "int_type": _("a whole number is expected"),
    "int_parsing": _("a whole number is expected"),
    "int_from_float": _("a whole number is expected"),
    "greater_than_equal": _("this number is too small"),
    "less_than_equal": _("this number is too large"),
    "list_type": _("a list is expected"),
    "tuple_type": _("a list is expected"),
    "dict_type": _("words and values are expected"),
    "model_type": _("words and values are expected"),
    "too_short": _("at least one is expected"),
    "no_day": _("there is no day %(text)s"),
    "no_period": _("write a year, a month or a day: 2018, 2018-01 or 2018-01-31"),
    "no_language": _("unknown language %(text)s; use fr, ar, en, it"),
    "no_organisation": _("there is no organisation %(name)s"),
    "no_place": _("there is no place %(name)s"),
    "no_province": _("there is no province %(name)s"),
    "no_former_region": _("there is no former region %(name)s"),
    "no_result": _("there is no result %(name)s"),
    "ends_early": _("the project ends before it starts"),
    "twice": _("the code %(name)s is used twice"),
    "word_twice": _("the word %(name)s stands twice"),
    "word_expected": _("a word is expected here"),
    "alias": _("write this out: a link to another part is not read here"),
    "tag": _("write the value alone: a sign that names its kind (!) is not read here"),
    "too_large": _("the file is larger than 5 MB"),
    "not_utf8": _("the file is not UTF-8 text"),
    "not_text": _("a sign that does not belong into a text"),
    "too_deep": _("too many parts lie inside each other"),
    "not_a_file": _("a programme file is a list of words and values"),
    "not_beside": _("there is no file %(name)s beside it"),
}
"""Code of a fault → sentence. Codes of pydantic's own errors stand under pydantic's names."""


@dataclass(frozen=True)
class Fault:
    """One fault: file, line, the way to the part (``projects.2.title``), and the code of its sentence.

    As text it is ``file:line: where: what`` in English, as the command line speaks; ``said`` speaks the active language.
    """

    file: str
    line: int
    code: str
    where: str = ""
    details: Mapping[str, Any] = field(default_factory=dict)
    otherwise: str = ""

    def said(self) -> str:
        """``file:line: where: what`` in the active language."""
        sentence = str(SENTENCES[self.code]) % self.details if self.code in SENTENCES else self.otherwise
        return f"{self.file}:{self.line}: {self.where + ': ' if self.where else ''}{sentence}"

    def __str__(self) -> str:
        with override("en"):
            return self.said()


class ProgrammeError(Exception):
    """The file cannot be used. One line per fault: ``file:line: where: what``."""

    def __init__(self, faults: Sequence[Any]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = [str(fault) for fault in faults]
        self._faults = list(faults)

    def said(self) -> list[str]:
        """The faults in the active language, one sentence each."""
        return [fault.said() if isinstance(fault, Fault) else str(fault) for fault in self._faults]


@dataclass(frozen=True)
class Problem:
    """A fault whose line is not known yet: the steps that lead there, and the code of its sentence."""

    location: Location
    code: str
    details: Mapping[str, Any] = field(default_factory=dict)
