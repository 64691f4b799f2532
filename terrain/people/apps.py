"""Who is accompanied: known once, whatever project met her; names in a vault."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from terrain.core.ui.navigation import Way, register_way
from terrain.core.verbs import register_verbs


class PeopleConfig(AppConfig):
    name = "terrain.people"
    label = "people"

    def ready(self) -> None:
        register_verbs(import_module("terrain.people.verbs").VERBS)
        registry = import_module("terrain.facts.registry")
        registry.register_directory("person", import_module("terrain.people.directory").lines)
        panels = import_module("terrain.people.panels")
        consents = import_module("terrain.people.consents.pages").consents_of
        panels.register_panel(
            panels.Panel("consents", _("What she agreed to"), "people/consents/panel.html", consents, order=30)
        )
        pages = import_module("terrain.people.profiles.pages")
        households = import_module("terrain.people.households.pages")
        for code, words, template, told, order in (
            ("contact", _("How to reach her"), "people/profiles/contact_panel.html", pages.contact_of, 1),
            ("papers", _("Papers"), "people/profiles/papers_panel.html", pages.papers_of, 40),
            ("household", _("Household"), "people/households/panel.html", households.household_of, 44),
            ("family", _("Family and groups"), "people/profiles/family_panel.html", pages.family_of, 45),
            (
                "knowledge",
                _("Languages, names, family of origin"),
                "people/profiles/knowledge_panel.html",
                pages.knowledge_of,
                50,
            ),
        ):
            panels.register_panel(panels.Panel(code, words, template, told, order=order))
        opened = import_module("terrain.people.opened.pages")
        for trail in opened.TRAILS:
            import_module("terrain.people.opened.trails").register_trail(trail)
        panels.register_panel(
            panels.Panel("opened", _("Who opened my file?"), "people/opened/panel.html", opened.opened_of, order=80)
        )
        merging = import_module("terrain.people.duplicates.pages")
        panels.register_panel(
            panels.Panel("merges", _("One person or two?"), "people/duplicates/panel.html", merging.merges_of, order=60)
        )
        import_module("terrain.facts.movements").register_movement(
            "merges", _("two people were found to be one"), merging.figures_moved
        )
        register_way(Way(_("People"), "people:people", permission="people.view", order=40, group="people"))
