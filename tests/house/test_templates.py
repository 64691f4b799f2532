"""The pages keep the house's manners: no inline script, no style attribute, no hard-coded word, nothing unused."""

import re

import pytest
from django.template.loader import get_template

from tests import REPOSITORY

TEMPLATES = sorted((REPOSITORY / "terrain").rglob("templates/**/*.html"))
NAMES = {str(p).split("/templates/", 1)[1]: p for p in TEMPLATES}


@pytest.mark.parametrize("name", NAMES)
def test_every_template_parses(name):
    get_template(name)


@pytest.mark.parametrize("name", NAMES)
def test_no_inline_script_or_style(name):
    text = NAMES[name].read_text()
    assert not re.search(r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")", text), name
    assert not re.search(r"<style\b|\sstyle=|\son[a-z]+=", text), name
    assert not re.search(r"(?:src|href)=\"https?://", text), name


@pytest.mark.parametrize("name", NAMES)
def test_words_on_screen_can_be_translated(name):
    text = NAMES[name].read_text()
    text = re.sub(r"{#.*?#}|{% comment.*?endcomment %}|<!--.*?-->", "", text, flags=re.S)
    text = re.sub(r"{% blocktrans(?:late)?.*?endblocktrans(?:late)? %}", "", text, flags=re.S)
    text = re.sub(r"<(script|svg|style|pre|code)\b.*?</\1>", "", text, flags=re.S)
    text = re.sub(r"{[%{].*?[%}]}", "", text, flags=re.S)
    text = re.sub(r"<[^>]*>", " ", text, flags=re.S)
    words = [
        w
        for w in re.findall(r"[A-Za-zÀ-ÿ]{3,}", text)
        if w not in {"Terrain", "nbsp", "hellip", "times", "amp", "middot"}
    ]
    assert not words, f"{name}: {words[:5]}"


def test_every_template_is_used():
    sources = "\n".join(p.read_text() for p in (REPOSITORY / "terrain").rglob("*") if p.suffix in {".py", ".html"})
    framework = ("allauth/", "account/", "mfa/", "usersessions/", "django/")
    unused = [
        name
        for name in NAMES
        if not name.startswith(framework)
        and name not in {"400.html", "403.html", "404.html", "500.html", "403_csrf.html"}
        and f'"{name}' not in sources
        and f"'{name}" not in sources
    ]
    assert not unused
