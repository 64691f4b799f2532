from collections.abc import Mapping
from typing import Any, cast

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from terrain.core.access import Viewer
from terrain.imports.examining import Unmapped, check_mapped
from terrain.imports.mapping import REMEMBERED_WHY, SHAPE_WHY, SIMILAR_WHY, TITLE_WHY
from terrain.imports.registry import RowKind, kinds
from terrain.programmes.models import Project

WHY: dict[str, Any] = {
    REMEMBERED_WHY: _("as in the last file with these titles"),
    TITLE_WHY: _("because of its title (%(word)s)"),
    SIMILAR_WHY: _("because its title resembles %(word)s"),
    SHAPE_WHY: _("because its cells look like it"),
}
ISOLATE, END = "\u2068", "\u2069"
"""Around a title of any script, so that it reads the right way in a page of another."""
ACCEPTED = ".xlsx,.xls,.ods,.csv,.tsv,.txt"


def open_kinds(viewer: Viewer) -> list[RowKind]:
    """The kinds of rows that the viewer may bring in somewhere."""
    return [kind for kind in kinds() if viewer.may(kind.run_permission)]


def open_projects(viewer: Viewer) -> list[Project]:
    """The projects into which the viewer may bring some kind of rows."""
    allowed = Project.objects.none()
    for permission in {kind.run_permission for kind in open_kinds(viewer)}:
        allowed = allowed | Project.objects.holding(viewer, permission)
    return list(allowed)


class UploadForm(forms.Form):
    """A file, what its rows are, and the project they belong to."""

    project = forms.ChoiceField(label=_("Project"))
    kind = forms.ChoiceField(label=_("What is in the file?"))
    file = forms.FileField(
        label=_("File"),
        allow_empty_file=True,
        max_length=200,
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
        error_messages={"required": _("Choose the file to read.")},
    )

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.projects = {project.code: project for project in open_projects(viewer)}
        self._offer("project", [(code, str(project)) for code, project in self.projects.items()], _("Choose a project"))
        self._offer("kind", [(kind.code, kind.label) for kind in open_kinds(viewer)], _("Choose"))
        self.fields["file"].help_text = _(
            "A workbook (.xlsx, .xls, .ods) or a table of text (.csv), up to %(limit)d MB. Nothing is written yet."
        ) % {"limit": settings.IMPORT_MAX_BYTES >> 20}

    def _offer(self, name: str, choices: list[tuple[str, Any]], nothing: Any) -> None:
        field = cast(forms.ChoiceField, self.fields[name])
        field.choices = choices if len(choices) == 1 else [("", nothing), *choices]
        if len(choices) == 1:
            field.initial = choices[0][0]

    @property
    def chosen(self) -> tuple[Project, str]:
        """(project, kind code); only on a valid form."""
        return self.projects[self.cleaned_data["project"]], self.cleaned_data["kind"]


class MappingForm(forms.Form):
    """For each column of a file: what it says, or nothing. Places are in ``self.columns`` once valid."""

    def __init__(
        self, *args: Any, kind: RowKind, outline: dict[str, Any], mapped: Mapping[str, int], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.kind, self.outline = kind, outline
        proposed = {code: place for place, code, _why, _word in outline["proposals"]}
        code_at = {place: code for code, place in (mapped or proposed).items()}
        choices = [("", _("Leave this column out")), *((c.code, _said(c)) for c in kind.columns)]
        for place, title in enumerate(outline["headers"]):
            self.fields[f"column_{place}"] = forms.ChoiceField(
                label=f"{ISOLATE}{title}{END}"
                if title
                else _("Column %(letter)s, without a title") % {"letter": outline["letters"][place]},
                choices=choices,
                required=False,
                initial=code_at.get(place, ""),
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        self.columns: dict[str, int] = {}
        for place in range(len(self.outline["headers"])):
            code = data.get(f"column_{place}")
            if code and code in self.columns:
                self.add_error(f"column_{place}", _("Another column says this already. Leave one of them out."))
            elif code:
                self.columns[code] = place
        if not self.errors:
            try:
                check_mapped(self.kind, self.columns)
            except Unmapped as missing:
                for column in missing.columns:
                    needed = _("No column says: %(what)s. It is needed; choose it below.") % {"what": column.label}
                    self.add_error(None, needed)
        return data

    def cards(self) -> list[dict[str, Any]]:
        """One for each column of the file: ``{field, letter, samples, why}``."""
        reasons = {place: (code, why, word) for place, code, why, word in self.outline["proposals"]}
        cards = []
        for place, letter in enumerate(self.outline["letters"]):
            code, why, word = reasons.get(place, ("", "", ""))
            field = self[f"column_{place}"]
            told = WHY[why] % {"word": word} if why and field.value() == code else ""
            cards.append({"field": field, "letter": letter, "samples": self.outline["samples"][place], "why": told})
        return cards

    def needed(self) -> list[Any]:
        """The labels of what some column has to say."""
        return [column.label for column in self.kind.columns if column.required]


def _said(column: Any) -> Any:
    return _("%(what)s (needed)") % {"what": column.label} if column.required else column.label


class SheetForm(forms.Form):
    """Which sheet holds the table, and which of its lines the column titles."""

    sheet = forms.ChoiceField(label=_("Sheet"), required=False)
    header_row = forms.IntegerField(label=_("The column titles are on line"), min_value=1, max_value=1_000_000)

    def __init__(self, *args: Any, outline: dict[str, Any], **kwargs: Any) -> None:
        initial = {"sheet": outline["sheet"], "header_row": outline["header_row"]}
        super().__init__(*args, **{"initial": initial, **kwargs})
        cast(forms.ChoiceField, self.fields["sheet"]).choices = [(name, name) for name in outline["sheets"]]
        if len(outline["sheets"]) == 1:
            self.fields["sheet"].widget = forms.HiddenInput()


def _helped(question: dict[str, Any]) -> str:
    rows = question["rows"]
    count = ngettext("%(count)d row", "%(count)d rows", rows) % {"count": rows}
    return f"{question['help']} ({count})".strip() if rows else question["help"]


class QuestionsForm(forms.Form):
    """What a human must decide; the answers are in ``self.answers`` once valid."""

    FEW = 5

    def __init__(self, *args: Any, questions: list[dict[str, Any]], answers: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = questions
        for number, question in enumerate(questions):
            few = len(question["options"]) <= self.FEW
            options = [tuple(option) for option in question["options"]]
            self.fields[f"answer_{number}"] = forms.ChoiceField(
                label=question["label"],
                help_text=_helped(question),
                choices=options if few else [("", _("Choose")), *options],
                widget=forms.RadioSelect if few else forms.Select,
                initial=answers.get(question["code"], question["proposal"] or ""),
            )

    @property
    def answers(self) -> dict[str, str]:
        """Question code → chosen value; only on a valid form."""
        return {q["code"]: self.cleaned_data[f"answer_{number}"] for number, q in enumerate(self.questions)}
