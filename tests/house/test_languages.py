"""Four complete languages: nothing missing, nothing fuzzy, no placeholder lost, catalogues fresh."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.utils.translation import gettext, trans_real

from terrain.config.languages import compile_catalogues
from tests import REPOSITORY

LOCALE = REPOSITORY / "terrain" / "locale"
LANGUAGES = ("fr", "ar", "en", "it")
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|%[sd]|{(\w+)}")


def catalogue(language):
    with (LOCALE / language / "LC_MESSAGES" / "django.po").open("rb") as file:
        return read_po(file, locale=language)


def texts(value) -> tuple[str, ...]:
    return tuple(value) if isinstance(value, list | tuple) else (value,)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_is_translated(language):
    missing = [m.id for m in catalogue(language) if m.id and (m.fuzzy or not all(texts(m.string)))]
    assert not missing, missing[:10]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_placeholder_is_lost(language):
    wrong = []
    for message in catalogue(language):
        if not message.id:
            continue
        wanted = {m.group(0) for m in PLACEHOLDER.finditer(texts(message.id)[-1])}
        for text in texts(message.string)[-1:]:
            if {m.group(0) for m in PLACEHOLDER.finditer(text)} != wanted:
                wrong.append((message.id, text))
    assert not wrong, wrong[:5]


@pytest.mark.parametrize("language", ("fr", "ar", "it"))
def test_translations_are_not_the_english_words(language):
    same = [
        m.id for m in catalogue(language) if m.id and texts(m.id) == texts(m.string) and len(texts(m.id)[0].split()) > 3
    ]
    assert not same, same[:10]


@pytest.mark.skipif(shutil.which("xgettext") is None, reason="gettext is not on this machine (CI has it)")
def test_catalogues_hold_every_message_of_the_code(tmp_path):
    copy = tmp_path / "terrain"
    shutil.copytree(REPOSITORY / "terrain", copy, ignore=shutil.ignore_patterns("__pycache__", "*.mo", "static"))
    subprocess.run(
        [Path(sys.executable).parent / "django-admin", "makemessages", "-l", "fr", "--no-location", "--no-wrap"],
        cwd=copy,
        check=True,
        capture_output=True,
    )
    with (copy / "locale/fr/LC_MESSAGES/django.po").open("rb") as file:
        fresh = {texts(m.id) for m in read_po(file) if m.id}
    kept = {texts(m.id) for m in catalogue("fr") if m.id}
    assert fresh - kept == set(), "run `make messages`"
    assert kept - fresh == set(), "run `make messages`: unused messages"


def test_what_was_read_before_compiling_is_read_again(tmp_path):
    """A stranger's first ``make test``: Django reads French before there is a catalogue."""
    folder = tmp_path / "fr" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.po").write_text('msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n')
    gettext("Save")
    before = trans_real._translations["fr"]
    assert compile_catalogues(tmp_path) == [folder / "django.mo"] and compile_catalogues(tmp_path) == []
    assert gettext("Save") == "Enregistrer" and trans_real._translations["fr"] is not before


def test_no_message_is_said_under_another_name():
    """What gathers the messages knows ``_``, ``gettext``, ``ngettext``, ``pgettext`` and their lazy ones: under another name none is found."""
    known = {
        "_",
        "gettext",
        "gettext_lazy",
        "ngettext",
        "ngettext_lazy",
        "pgettext",
        "pgettext_lazy",
        "npgettext",
        "npgettext_lazy",
    }
    found = [
        f"{path.relative_to(REPOSITORY)}: {name}"
        for path in (REPOSITORY / "terrain").rglob("*.py")
        for name in re.findall(r"gettext(?:_lazy)? as (\w+)", path.read_text())
        if name not in known
    ]
    assert not found
