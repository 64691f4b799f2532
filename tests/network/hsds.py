"""What HSDS 3.0 asks of each object, after its published documentation (https://docs.openreferral.org/en/v3.0/), and whether a
document is one. ``unit`` and ``service_capacity`` are those of 3.1.

``!`` a value is needed, ``#`` a number, ``[object]`` a list of them, ``(object)`` one of them, ``a|b`` one of these words; else a text.
"""

from collections.abc import Iterator
from typing import Any

OBJECTS = {
    "service": "id! organization_id program_id name! alternate_name description url email status!=active|inactive|defunct|temporarily~closed "
    "interpretation_services application_process fees_description accreditations eligibility_description minimum_age# maximum_age# "
    "assured_date assurer_email alert schedules[schedule] languages[language] program(program) fundings[funding] "
    "required_documents[required_document] service_at_locations[service_at_location] phones[phone] organization(organization) "
    "contacts[contact] cost_options[cost_option] service_areas[service_area] attributes[attribute] metadata[metadata] "
    "capacities[service_capacity]",
    "organization": "id! name! description! alternate_name email website year_incorporated# legal_status logo uri parent_organization_id "
    "phones[phone] contacts[contact] locations[location] attributes[attribute] metadata[metadata] fundings[funding] programs[program]",
    "schedule": "id! service_id location_id service_at_location_id valid_from valid_to dtstart timezone# until count wkst freq=WEEKLY|MONTHLY "
    "interval# byday byweekno bymonthday# byyearday# description opens_at closes_at schedule_link attending_type notes "
    "attributes[attribute] metadata[metadata]",
    "language": "id! service_id location_id phone_id name code note attributes[attribute] metadata[metadata]",
    "required_document": "id! service_id document attributes[attribute] metadata[metadata]",
    "service_at_location": "id! service_id location_id description phones[phone] location(location) contacts[contact] schedules[schedule] "
    "attributes[attribute] metadata[metadata]",
    "location": "id! location_type!=physical|postal|virtual url organization_id name alternate_name description transportation latitude# "
    "longitude# external_identifier external_identifier_type phones[phone] contacts[contact] schedules[schedule] languages[language] "
    "addresss[address] attributes[attribute] metadata[metadata]",
    "address": "id! location_id attention address_1! address_2 city! region state_province! postal_code! country! "
    "address_type!=physical|postal|virtual attributes[attribute] metadata[metadata]",
    "phone": "id! location_id service_id organization_id contact_id service_at_location_id number! extension# type description "
    "languages[language] attributes[attribute] metadata[metadata]",
    "contact": "id! organization_id service_id service_at_location_id location_id name title department email phones[phone] "
    "attributes[attribute] metadata[metadata]",
    "cost_option": "id! service_id valid_from valid_to option currency amount# amount_description attributes[attribute] metadata[metadata]",
    "service_area": "id! service_id name description extent extent_type uri attributes[attribute] metadata[metadata]",
    "attribute": "id! link_id taxonomy_term_id link_type! link_entity value taxonomy_term(taxonomy_term) metadata[metadata]",
    "taxonomy_term": "id! code name! description! parent_id taxonomy(taxonomy) language taxonomy_id term_uri metadata[metadata]",
    "taxonomy": "id! name! description! uri version metadata[metadata]",
    "metadata": "id! resource_id resource_type last_action_date! last_action_type! field_name! previous_value! replacement_value! updated_by!",
    "service_capacity": "id! service_id unit!(unit) unit_id available!# maximum# description updated!",
    "unit": "id! name! scheme identifier uri attributes[attribute] metadata[metadata]",
    "program": "id! organization_id name! alternate_name description!",
    "funding": "id! organization_id service_id source",
}  # fmt: skip


def _fields(of: str) -> Iterator[tuple[str, bool, str, str]]:
    """(name, needed, shape, of what) of each field of an object."""
    for word in OBJECTS[of].split():
        name = word.rstrip("])").replace("!", "", 1)
        for sign, shape in (("[", "many"), ("(", "one"), ("=", "choice")):
            if sign in name:
                name, _sign, what = name.partition(sign)
                yield name, "!" in word, shape, what.replace("~", " ")
                break
        else:
            yield name.rstrip("#"), "!" in word, "number" if name.endswith("#") else "text", ""


def wrong_in(said: Any, of: str = "service", path: str = "$") -> list[str]:
    """What keeps a document from being this object; nothing when it is one. A field that HSDS does not know is wrong too."""
    if not isinstance(said, dict):
        return [f"{path}: no object"]
    known = {name: (needed, shape, what) for name, needed, shape, what in _fields(of)}
    found = [f"{path}.{name}: unknown" for name in said if name not in known]
    for name, (needed, shape, what) in known.items():
        here = f"{path}.{name}"
        if name not in said:
            found += [f"{here}: missing"] if needed else []
        elif shape == "many":
            found += [one for n, part in enumerate(said[name]) for one in wrong_in(part, what, f"{here}[{n}]")]
        elif shape == "one":
            found += wrong_in(said[name], what, here)
        elif shape == "number":
            found += [] if type(said[name]) in (int, float) else [f"{here}: no number"]
        elif not isinstance(said[name], str) or (shape == "choice" and said[name] not in what.split("|")):
            found.append(f"{here}: {said[name]!r}")
    return found
