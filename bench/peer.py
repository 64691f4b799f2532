"""The peer of the import bench: a plain model and a django-import-export resource over it, in its fastest way."""

from pathlib import Path

from django.db import connection, models
from import_export import fields, resources, widgets
from import_export.formats.base_formats import XLSX

CODES = [
    "day",
    "place",
    "theme",
    "name",
    "sex",
    "birth",
    "nationality",
    "phone",
    "card",
    "language",
    "category",
    "minutes",
]


class Line(models.Model):
    """One row of the register."""

    day = models.DateField()
    place = models.CharField(max_length=120)
    theme = models.CharField(max_length=200)
    name = models.CharField(max_length=200)
    sex = models.CharField(max_length=1, choices=[("F", "F"), ("H", "H")])
    birth = models.CharField(max_length=20, blank=True)
    nationality = models.CharField(max_length=60, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    card = models.CharField(max_length=30, blank=True)
    language = models.CharField(max_length=60, blank=True)
    category = models.CharField(max_length=60, blank=True)
    minutes = models.PositiveIntegerField(null=True)

    class Meta:
        app_label = "bench"

    def __str__(self) -> str:
        return self.name


class LineResource(resources.ModelResource):
    """Twelve fields; dates and numbers through their widgets, everything else as text."""

    day = fields.Field("day", "day", widgets.DateWidget())
    minutes = fields.Field("minutes", "minutes", widgets.IntegerWidget())

    class Meta:
        model = Line
        fields = CODES
        import_id_fields = ()
        use_bulk = True
        batch_size = 1000
        skip_diff = True
        skip_html_diff = True
        use_transactions = True


def dry_run(path: Path, titles: list[str]) -> tuple[int, int]:
    """Read the file, try every row, write nothing: (rows read, rows without a problem)."""
    with connection.schema_editor() as editor:
        editor.create_model(Line)
    dataset = XLSX().create_dataset(path.read_bytes())
    lines = [list(row) for row in dataset]
    at = next(place for place, row in enumerate(lines) if row[: len(titles)] == titles)
    trimmed = type(dataset)(*lines[at + 1 :], headers=CODES)
    result = LineResource().import_data(trimmed, dry_run=True, raise_errors=False)
    bad = len(result.row_errors()) + len(result.invalid_rows)
    return len(trimmed), len(trimmed) - bad
