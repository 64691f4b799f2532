from typing import Any

from django import template

from terrain.network.tabs import tabs_for

register = template.Library()


@register.inclusion_tag("network/tabs.html", takes_context=True)
def network_tabs(context: dict[str, Any], here: str) -> dict[str, Any]:
    """The ways between the pages of the network, ``here`` being the name of the address of one of them."""
    return {"tabs": tabs_for(context["request"].viewer, here)}
