"""What is asked about a course: in two languages, its parts one a line."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from terrain.core.access import Viewer
from terrain.core.ui.meanwhile import OpenedForm
from terrain.core.ui.slip_forms import SlipForm
from terrain.gatherings.enums import Category
from terrain.gatherings.models import THRESHOLD
from terrain.learning.actions.courses import CourseSaid, ModuleSaid
from terrain.learning.enums import POST_TEST_PASS
from terrain.learning.models import Course
from terrain.learning.models.courses import LONGEST_MODULE
from terrain.programmes.models import Project

MODULE = re.compile(r"(?P<title>.+?)\s*[;,:–-]\s*(?P<hours>\d{1,3}(?:[.,]\d{1,2})?)\s*h?\s*")


class CourseForm(SlipForm, OpenedForm):
    """A course. Modules: ``title ; hours`` one a line, and their Arabic titles in the same order."""

    project = forms.ModelChoiceField(Project.objects.none(), label=_("Project"), to_field_name="code", required=False)
    code = forms.SlugField(
        label=_("Short code"),
        max_length=40,
        help_text=_("In letters without accents, for addresses and certificates: justice-mineurs. It stays for good."),
    )
    title_fr = forms.CharField(label=_("Title in French"), max_length=150)
    title_ar = forms.CharField(
        label=_("Title in Arabic"), max_length=150, required=False, widget=forms.TextInput({"dir": "rtl", "lang": "ar"})
    )
    about_fr = forms.CharField(
        label=_("What one learns, in French"), max_length=2000, required=False, widget=forms.Textarea({"rows": 3})
    )
    about_ar = forms.CharField(
        label=_("What one learns, in Arabic"),
        max_length=2000,
        required=False,
        widget=forms.Textarea({"rows": 3, "dir": "rtl", "lang": "ar"}),
    )
    modules = forms.CharField(
        label=_("Modules and their hours"),
        max_length=4000,
        required=False,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("One a line, with its hours: Hearing a child ; 6"),
    )
    modules_ar = forms.CharField(
        label=_("The same modules in Arabic"),
        max_length=4000,
        required=False,
        widget=forms.Textarea({"rows": 4, "dir": "rtl", "lang": "ar"}),
        help_text=_("One a line, in the same order."),
    )
    categories = forms.MultipleChoiceField(
        label=_("For whom"),
        choices=[one for one in Category.choices if one[0]],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    threshold = forms.IntegerField(
        label=_("Share of the whole training that one must attend, in percent"),
        min_value=1,
        max_value=100,
        initial=THRESHOLD,
    )
    asks_post_test = forms.BooleanField(label=_("A test at the end must be passed"), required=False)
    pass_mark = forms.IntegerField(
        label=_("Share of its points that passes, in percent"), min_value=1, max_value=100, initial=POST_TEST_PASS
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, viewer: Viewer, course: Course | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if course is not None:
            del self.fields["project"], self.fields["code"]
            return
        field: Any = self.fields["project"]
        field.queryset = Project.objects.holding(viewer, "gathering.record")
        everywhere = viewer.may_everywhere("gathering.record")
        field.required, field.empty_label = not everywhere, _("The whole programme") if everywhere else _("Choose")

    @staticmethod
    def initial_of(course: Course) -> dict[str, Any]:
        """What the form shows for ``course``."""
        plain = ("categories", "threshold", "asks_post_test", "pass_mark", "version")
        texts = {
            f"{name}_{code}": getattr(course, name).get(code, "")
            for name in ("title", "about")
            for code in ("fr", "ar")
        }
        modules = list(course.modules.all())
        lines = [f"{one.title.get('fr', '')} ; {one.minutes / 60:g}" for one in modules]
        arabic = [one.title.get("ar", "") for one in modules]
        told = {name: getattr(course, name) for name in plain} | texts
        return told | {"modules": "\n".join(lines), "modules_ar": "\n".join(arabic).rstrip()}

    def clean_modules(self) -> list[tuple[str, int]]:
        """(title, minutes) of each line."""
        found = []
        for line in filter(None, map(str.strip, self.cleaned_data["modules"].splitlines())):
            match = MODULE.fullmatch(line)
            minutes = round(float(match["hours"].replace(",", ".")) * 60) if match else 0
            if match is None or not 1 <= minutes <= LONGEST_MODULE:
                raise ValidationError(gettext("Write the hours after each module: Hearing a child ; 6"))
            found.append((match["title"][:150], minutes))
        return found

    @property
    def said(self) -> CourseSaid:
        """What was typed; only on a valid form."""
        typed = self.cleaned_data
        title, about = (
            {code: typed[f"{name}_{code}"] for code in ("fr", "ar") if typed[f"{name}_{code}"]}
            for name in ("title", "about")
        )
        return CourseSaid(
            title, about, typed["categories"], typed["threshold"], typed["asks_post_test"], typed["pass_mark"]
        )

    @property
    def parts(self) -> list[ModuleSaid]:
        """The modules; only on a valid form."""
        arabic = self.cleaned_data["modules_ar"].splitlines()
        made = []
        for number, (title, minutes) in enumerate(self.cleaned_data["modules"]):
            other = arabic[number].strip()[:150] if number < len(arabic) else ""
            made.append(ModuleSaid({"fr": title} | ({"ar": other} if other else {}), minutes))
        return made
