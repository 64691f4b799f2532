"""What one import through the command line did, for a script (``as_dict``) and for a person (``str``)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from terrain.imports.findings import Findings, column_label, counted, ignored_in_words, in_words, numbers_of, said
from terrain.imports.registry import RowKind

CHECKED, IMPORTED, ALREADY = "checked", "imported", "already_imported"


@dataclass
class Report:
    """``columns``: code → title in the file. ``outcome``: ``checked``, ``imported`` or ``already_imported``."""

    kind: RowKind
    project: str
    file: str
    dry_run: bool
    columns: dict[str, str]
    findings: Findings = field(default_factory=Findings)
    batch: str | None = None
    outcome: str = CHECKED

    @property
    def figures(self) -> dict[str, int]:
        """What was done, or for a trial what would be done: code → number."""
        counts = self.findings.counts
        return counts.get("done") or counts.get("figures", {})

    def _groups(self, groups: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
        return [
            {
                "column": group["column"],
                "label": column_label(self.kind, group["column"]),
                "code": group["code"],
                "reason": said(self.kind, group["code"], group["count"], group["words"]),
                "count": group["count"],
                "rows": list(numbers_of(group["rows"])),
            }
            for group in groups
        ]

    def as_dict(self) -> dict[str, Any]:
        """The whole report as JSON."""
        counts = self.findings.counts
        return {
            "kind": self.kind.code,
            "project": self.project,
            "file": self.file,
            "dry_run": self.dry_run,
            "outcome": self.outcome,
            "batch": self.batch,
            "columns": self.columns,
            "counts": {name: counts.get(name, 0) for name in ("read", "ready", "refused")}
            | {"ignored": counts.get("ignored", {})},
            "figures": self.figures,
            "problems": self._groups(self.findings.problems),
            "warnings": self._groups(self.findings.warnings),
            "notes": [
                {"code": code, "count": count, "words": said(self.kind, code, count)}
                for code, count in self.findings.notes.items()
            ],
            "questions": self.findings.questions,
        }

    def _first_line(self) -> str:
        ready = self.findings.ready
        if self.outcome == ALREADY:
            return _("This very file was imported before: nothing was created.")
        if self.outcome == IMPORTED:
            words = ngettext("%(count)d row was imported.", "%(count)d rows were imported.", ready)
        else:
            words = ngettext(
                "%(count)d row can be imported; nothing was written.",
                "%(count)d rows can be imported; nothing was written.",
                ready,
            )
        return words % {"count": ready}

    def __str__(self) -> str:
        lines = [self._first_line()]
        refused = self.findings.refused
        if refused:
            words = ngettext("%(count)d row was refused:", "%(count)d rows were refused:", refused)
            lines.append(words % {"count": refused})
        for group in in_words(self.kind, self.findings.problems):
            where = _("rows %(rows)s") % {"rows": group["rows"]}
            lines.append(f"  {group['column']}: {group['reason']} ({group['count']}) — {where}")
        for code, count in {**self.findings.notes, **self.figures}.items():
            if count:
                lines.append(f"  {counted(self.kind, code, count)}")
        lines += [f"  {words}" for words in ignored_in_words(self.findings.counts.get("ignored", {}))]
        return "\n".join(lines)
