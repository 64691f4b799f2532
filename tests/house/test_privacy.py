"""Every field says how much harm it can do; the pages made from that are fresh."""

from terrain.config.documents import stale_pages
from terrain.core import privacy


def test_every_field_has_a_privacy_class():
    missing = [
        f'{model._meta.label}: "{name}": …'
        for model in privacy.house_models()
        for name in sorted(privacy.unclassified(model))
    ]
    assert not missing, "\n".join(missing)


def test_no_class_is_declared_for_a_field_that_is_gone():
    for model in privacy.house_models():
        assert not set(privacy.classes_of(model)) - privacy.field_names(model), model._meta.label


def test_generated_pages_are_fresh():
    assert stale_pages() == []
