"""The directory as HSDS 3.0: valid, read again to the same entry, and nothing of another directory is lost on the way."""

import copy
import io
import json
import zipfile
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.translation import gettext as _
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from terrain.core import clock
from terrain.core.policies import Denied
from terrain.network import previews
from terrain.network.actions import exchange
from terrain.network.actions.directory import Offer, change_service, list_service, values_of
from terrain.network.differences import FIELDS
from terrain.network.enums import Channel, ReferredBy
from terrain.network.exchanging import given as exported
from terrain.network.exchanging import values_of as plain_values
from terrain.network.finding import LANGUAGES
from terrain.network.hsds.brought import NotHsds, services_of
from terrain.network.hsds.documents import document
from terrain.network.hsds.entries import HsdsEntry
from terrain.network.hsds.merging import leaves
from terrain.network.hsds.packages import flat, nested, packed, unpacked
from terrain.network.hsds.reading import LENGTHS, Reader
from terrain.network.lists import lists
from terrain.network.models import Bringing, Foreign, Service
from terrain.programmes.models import Place
from tests.factories import HOUSE
from tests.network.hsds import wrong_in

WHOLE = dict.fromkeys(("new", "changed", "same", "ours", "kept", "refused"), 0)
words = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=60).map(str.strip)
named = words.filter(bool)
days = st.dates(min_value=clock.today() - timedelta(4000), max_value=clock.today())
counts = st.none() | st.integers(0, 500)
PLACES = [
    ("", "", ""),
    ("MA-RAB", "Rabat", "Rabat-Salé-Kénitra"),
    ("MA-04", "Rabat-Salé-Kénitra", "Rabat-Salé-Kénitra"),
]


@st.composite
def entries(draw):
    """Any entry that the directory may hold."""
    place, place_words, region = draw(st.sampled_from(PLACES))
    free, whole = draw(counts), draw(counts)
    if free is not None and whole is not None and free > whole:
        free, whole = whole, free
    first, last = sorted((draw(days), draw(days)))
    said_on = None if free is None and whole is None else draw(days)
    texts = {name: draw(words) for name in ("address", "hours", "phone", "capacity", "audience", "documents", "cost")}
    texts["phone"] = texts["phone"][:40].strip()
    return HsdsEntry(
        id=str(draw(st.uuids())), organisation_id=str(draw(st.uuids())), organisation=draw(named), name=draw(named),
        service_type=draw(st.sampled_from([one.code for one in lists().services])), reviewed_on=draw(days), place=place,
        place_words=place_words, region_words=region, email=draw(st.sampled_from(["", "a@example.org"])), places_available=free,
        places_total=whole, places_said_on=said_on, referred_by=draw(st.sampled_from(["", *ReferredBy.values])),
        channels=draw(st.lists(st.sampled_from(Channel.values), unique=True)),
        languages=draw(st.lists(st.sampled_from([code for code, _words in LANGUAGES]), unique=True)),
        starts=draw(st.sampled_from([None, first])), ends=draw(st.sampled_from([None, last])), **texts,
    )  # fmt: skip


def plain(entry: HsdsEntry) -> dict:
    """Its values as reading gives them."""
    said = {name: getattr(entry, name) for name in plain_names()}
    for name in ("starts", "ends", "places_said_on", "reviewed_on"):
        said[name] = said[name].isoformat() if said[name] else ""
    return said


def plain_names() -> list[str]:
    return [
        name
        for name in HsdsEntry.__dataclass_fields__
        if name not in {"id", "organisation_id", "organisation", "place_words", "region_words"}
    ]


patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
READER = Reader({code: code for code, _place, _region in PLACES if code})


@patient
@given(entries())
def test_what_goes_out_is_valid_and_read_again_the_same(entry):
    out = document(entry)
    assert wrong_in(out) == []
    read = READER.read(json.loads(json.dumps(out)))
    assert (read.id, read.organisation_id, read.organisation) == (entry.id, entry.organisation_id, entry.organisation)
    assert read.values == plain(entry)


@patient
@given(st.lists(entries(), min_size=1, max_size=4, unique_by=lambda one: one.id))
def test_tables_say_the_same_as_the_file(some):
    documents = [document(one) for one in some]
    with zipfile.ZipFile(io.BytesIO(packed(documents))) as package:
        assert "datapackage.json" in package.namelist()
        texts = {name: package.read(name).decode() for name in package.namelist() if name.endswith(".csv")}
    for one, back in zip(some, unpacked(texts), strict=True):
        assert READER.read(back).values == plain(one)


# --- another directory ----------------------------------------------------------------------------------------------

scalars = (
    words
    | st.integers(-1000, 1000)
    | st.booleans()
    | st.none()
    | st.floats(allow_nan=False, allow_infinity=False, width=32)
)
anything = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(named, inner, max_size=3), max_leaves=8
)
FOREIGN = {
    "id": "svc/42",
    "organization": {"id": "org-7", "name": "Dar Tamazight", "description": "x", "website": "https://dar.example", "phones": [{"id": "p0", "number": "1"}]},
    "organization_id": "org-7",
    "name": "Cours du soir " + "très long " * 20,
    "alternate_name": "Cours",
    "status": "active",
    "email": "no address at all",
    "minimum_age": 18,
    "assured_date": "2026-01-05",
    "phones": [{"id": f"p{n}", "number": f"05 37 00 00 0{n}", "extension": n} for n in range(5)],
    "schedules": [{"id": "s1", "byday": "MO,TU", "opens_at": "09:00+01:00", "closes_at": "17:00+01:00", "freq": "WEEKLY"}],
    "languages": [{"id": "l1", "code": "fra"}, {"id": "l2", "code": "tlh", "note": "only on Tuesdays"}],
    "service_at_locations": [{"id": "a1", "location": {"id": "loc", "location_type": "physical", "latitude": 34.02, "addresss": [
        {"id": "ad", "address_1": "4 rue X", "city": "Rabat", "state_province": "Rabat", "postal_code": "10000", "country": "MA", "address_type": "physical"}]}}],
    "attributes": [{"id": "at", "link_type": "x", "taxonomy_term": {"id": "t", "name": "Vocational training", "description": "", "taxonomy": {"id": "theirs", "name": "T", "description": ""}}}],
    "contacts": [{"id": "c1", "name": "Somebody Else", "title": "Head"}],
    "capacities": [{"id": "k", "unit": {"id": "u", "name": "bed"}, "available": 4, "maximum": 2, "updated": "2026-02-01T10:00:00Z"}],
    "x_own": {"deep": [1, {"er": None}]},
}  # fmt: skip
EXTRA = st.dictionaries(named.map(lambda name: f"x_{name}"), anything, max_size=3)


@st.composite
def foreign_services(draw):
    """A service of a directory that we never saw: parts left out, and others that no standard knows added anywhere."""
    said = copy.deepcopy(FOREIGN)
    said["id"] = f"svc/{draw(st.integers(0, 10**9))}"
    for key in draw(
        st.lists(
            st.sampled_from([key for key in FOREIGN if key not in {"id", "name", "organization"}]),
            unique=True,
            max_size=8,
        )
    ):
        del said[key]
    said |= draw(EXTRA)
    said["organization"] |= draw(EXTRA)
    for key in ("phones", "languages", "attributes", "service_at_locations"):
        for part in said.get(key, []):
            part |= draw(EXTRA)
    said["name"] = draw(named)
    return said


def sent(*services) -> io.BytesIO:
    return io.BytesIO(json.dumps(list(services)).encode())


def taken_in(*services, by=HOUSE) -> Bringing:
    return exchange.take_in(exchange.bring(sent(*services), "theirs.json", by=by), by=by)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(said=foreign_services())
def test_every_leaf_of_another_directory_goes_out_again(programme, said):
    Service.objects.all().delete()
    taken_in(said)
    out = next(one for one in exported() if one["id"] == said["id"])
    assert dict(leaves(said)).items() <= dict(leaves(out)).items()
    assert exchange.bring(sent(said), "again.json", by=HOUSE).counts["same"] == 1
    assert exchange.bring(sent(out), "back.json", by=HOUSE).counts["new"] == 0


@pytest.fixture
def ours(programme):
    said = Offer(
        "legal", "Permanence", newcomer="Barreau", place=Place.objects.get(code="MA-RAB"), address="3 rue Y", hours="Le lundi",
        phone="0537", audience="Toutes", documents="Rien", cost="Gratuit", referred_by="herself", channels=["spot", "phone"],
        languages=["fr", "ar"], places_available=2, places_total=5, capacity="Dix par mois", ends=clock.today() + timedelta(400),
    )  # fmt: skip
    return list_service(said, by=HOUSE)


def test_our_own_file_brought_here_changes_nothing_and_elsewhere_makes_the_same_entries(ours):
    out = list(exported())
    assert [wrong for one in out for wrong in wrong_in(one)] == []
    assert exchange.bring(sent(*out), "own.json", by=HOUSE).counts == WHOLE | {"same": 1}
    before, uid, whose = plain_values(ours), ours.uid, ours.organisation
    ours.delete()
    taken_in(*out)
    made = Service.objects.get()
    assert (plain_values(made), made.uid, made.organisation) == (before, uid, whose)
    assert (made.public, made.address_public) == (False, False)
    assert list(exported()) == out


def test_what_was_changed_here_goes_out_changed_with_all_the_rest_as_it_came(programme):
    taken_in(FOREIGN)
    service = Service.objects.get()
    assert service.name.endswith("…") and len(service.name) <= LENGTHS["name"]
    assert (service.service_type, service.languages, service.place.code, service.address) == (
        "training",
        ["fr"],
        "MA-RAB",
        "4 rue X, Rabat",
    )
    assert (service.email, service.hours, service.places_available, service.places_total) == (
        "",
        "MO,TU 09:00-17:00",
        4,
        None,
    )
    change_service(
        service, Offer(**(values_of(service) | {"phone": "0600", "service_type": "health"})), version=1, by=HOUSE
    )
    out = next(iter(exported()))
    assert [one["number"] for one in out["phones"]] == ["0600"]
    assert {key: out[key] for key in FOREIGN if key not in {"phones", "attributes"}} == {
        key: FOREIGN[key] for key in FOREIGN if key not in {"phones", "attributes"}
    }
    assert FOREIGN["attributes"][0] in out["attributes"]
    assert Reader({"Rabat": "MA-RAB"}).read(out).values["service_type"] == "health"


def test_what_changed_there_comes_in_and_what_changed_here_stays(programme):
    taken_in(FOREIGN)
    service = Service.objects.get()
    change_service(service, Offer(**(values_of(service) | {"audience": "Ici", "cost": "Ici"})), version=1, by=HOUSE)
    newer = FOREIGN | {
        "eligibility_description": "Là-bas",
        "fees_description": "",
        "url": "https://new.example",
        "required_documents": [{"id": "d", "document": "Passeport"}],
    }
    done = taken_in(newer)
    now = Service.objects.get()
    assert (now.audience, now.cost, now.documents) == ("Ici", "Ici", "Passeport")
    assert (done.counts["changed"], done.counts["ours"]) == (1, 1)
    out = next(iter(exported()))
    assert out["url"] == "https://new.example" and out["eligibility_description"] == "Ici"
    exchange.take_back(done, by=HOUSE)
    assert (Service.objects.get().documents, Foreign.objects.exclude(service=None).get().kept) == (
        "",
        json.loads(json.dumps(FOREIGN)),
    )


def test_a_later_file_that_says_no_type_takes_none_away(programme):
    taken_in(FOREIGN)
    service = Service.objects.get()
    kept = Foreign.objects.get(service=service)
    kept.read = kept.read | {"service_type": "shelter"}
    kept.save()
    Service.objects.update(service_type="shelter", public=True, address_public=True)
    taken_in({**FOREIGN, "attributes": []})
    now = Service.objects.get()
    assert (now.service_type, now.public) == ("shelter", True)


def test_a_shelter_that_becomes_something_else_by_a_file_is_shown_to_nobody(ours):
    out = next(iter(exported()))
    Service.objects.update(service_type="shelter", public=True, address_public=True)
    done = taken_in(out | {"eligibility_description": "Toutes"})
    now = Service.objects.get()
    assert now.service_type != "shelter" and done.counts["changed"] == 1
    assert (now.public, now.address_public) == (False, False)


def test_a_known_service_under_another_number_is_completed_and_never_doubled(ours):
    theirs = {
        "id": "theirs", "name": "PERMANENCE", "status": "active", "organization": {"id": "b", "name": "barreau", "description": ""},
        "service_areas": [{"id": "a", "name": "Rabat"}], "email": "new@example.org",
    }  # fmt: skip
    assert taken_in(theirs).counts["changed"] == 1
    now = Service.objects.get()
    assert (now.email, now.hours, now.phone) == ("new@example.org", "Le lundi", "0537")


def test_two_services_of_one_name_are_two_when_their_directory_numbers_them_so(ours):
    theirs = {
        "name": "Permanence",
        "status": "active",
        "organization": {"id": "b", "name": "Barreau", "description": ""},
        "service_areas": [{"id": "a", "name": "Rabat"}],
    }
    done = taken_in(theirs | {"id": "one"}, theirs | {"id": "two"})
    assert (done.counts["changed"], done.counts["new"]) == (1, 1)
    again = exchange.bring(sent(theirs | {"id": "three"}), "more.json", by=HOUSE)
    assert again.counts["new"] == 1
    assert {one["id"] for one in exported()} == {"one", "two"}


def test_it_is_taken_back_as_a_whole_except_what_somebody_changed_since(programme):
    done = taken_in(FOREIGN, FOREIGN | {"id": "two", "name": "Deux"})
    touched = Service.objects.get(name="Deux")
    change_service(touched, Offer(**(values_of(touched) | {"cost": "Payant"})), version=1, by=HOUSE)
    assert exchange.take_back(done, by=HOUSE) == (1, 1)
    assert Service.objects.get() == touched
    with pytest.raises(Denied):
        exchange.take_back(done, by=HOUSE)


def test_an_entry_added_here_goes_out_with_all_that_its_organisation_said_there(programme):
    taken_in(FOREIGN)
    list_service(Offer("health", "Nouvelle", newcomer="Dar Tamazight"), by=HOUSE)
    new = next(one for one in exported() if one["name"] == "Nouvelle")
    assert new["organization"] == FOREIGN["organization"]


def test_taking_in_twice_is_once(programme):
    held = exchange.bring(sent(FOREIGN), "a.json", by=HOUSE)
    assert not Service.objects.exists()
    for _time in range(2):
        exchange.take_in(held, by=HOUSE)
    assert Service.objects.count() == 1


# --- what is wrong ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "path", "code"),
    [
        ({"id": None}, "$[0].id", "missing"),
        ({"name": "  "}, "$[0].name", "missing"),
        ({"phones": {"number": "1"}}, "$[0].phones", "not_a_list"),
        ({"phones": [{"id": "a", "number": 5}]}, "$[0].phones[0].number", "not_text"),
        ({"languages": ["fr"]}, "$[0].languages[0]", "not_an_object"),
        ({"eligibility_description": ["x"]}, "$[0].eligibility_description", "not_text"),
        ({"organization": None}, "$[0].organization.name", "missing"),
        ({"organization": {"name": "?!"}, "organization_id": None}, "$[0].organization.name", "missing"),
        ({"x": {"y": ["a\x00"]}}, "$[0].x.y[0]", "not_storable"),
        ({"x": "\ud800"}, "$[0].x", "not_storable"),
    ],
)
def test_a_service_that_cannot_be_read_says_where_and_the_others_go_in(programme, change, path, code):
    done = taken_in(FOREIGN | change, FOREIGN | {"id": "other", "name": "Autre"})
    assert done.faults == [[path, code]]
    assert (done.counts["new"], done.counts["refused"]) == (1, 1)


def test_the_same_number_twice_is_said(programme):
    assert exchange.bring(sent(FOREIGN, FOREIGN), "a.json", by=HOUSE).faults == [["$[1].id", "twice"]]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"), (b"  \n", "empty"), (b"{", "not_json"), (b"\xff\xfe", "not_json"), (b"[NaN]", "not_json"), (b"[" * 100_000, "not_json"),
        (b"[]", "no_services"), (b'{"a": 1}', "no_services"), (b"3", "no_services"), (b"PK\x03\x04 nothing", "bad_package"),
        (json.dumps([{"id": str(n)} for n in range(2001)]).encode(), "too_many"),
    ],
)  # fmt: skip
def test_what_is_no_directory_is_refused(data, code):
    with pytest.raises(NotHsds) as refused:
        services_of(data)
    assert refused.value.code == code and str(refused.value)


def test_a_package_that_swells_is_refused():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name in ("services", "phones"):
            package.writestr(f"{name}.csv", b"id\n" + b"0" * (30 << 20))
    with pytest.raises(NotHsds) as refused:
        services_of(out.getvalue())
    assert refused.value.code == "too_large"


def test_pages_of_an_api_and_tables_are_read_too(programme):
    page = {"page_number": 1, "contents": [FOREIGN]}
    assert services_of(json.dumps(page).encode()) == [("$.contents[0]", FOREIGN)]
    back = nested(flat([FOREIGN]))
    assert dict(leaves(FOREIGN)).items() <= dict(leaves(back[0])).items()
    held = exchange.bring(io.BytesIO(packed([FOREIGN])), "theirs.zip", by=HOUSE)
    exchange.take_in(held, by=HOUSE)
    assert Service.objects.get().phone.startswith("05 37 00 00 00 / ")


# --- who -------------------------------------------------------------------------------------------------------------


def test_whoever_keeps_the_directory_brings_and_takes_along_and_nobody_else(ours, youssef, amina, client_of, viewer_of):
    client = client_of(youssef)
    address = reverse("network:exchange")
    sent_file = SimpleUploadedFile("theirs.json", json.dumps([FOREIGN]).encode())
    opened = client.post(address, {"file": sent_file}, follow=True)
    assert opened.status_code == 200 and not Foreign.objects.exists()
    held = Bringing.objects.get()
    assert client.post(held.get_absolute_url(), {"move": "in"}).status_code == 302
    assert Service.objects.count() == 2
    assert client.post(held.get_absolute_url(), {"move": "back"}).status_code == 302
    assert Service.objects.count() == 1
    wrong = client.post(address, {"file": SimpleUploadedFile("x.json", b"{")})
    assert wrong.status_code == 422
    whole = json.loads(b"".join(client.get(reverse("network:hsds_json")).streaming_content))
    assert [one["name"] for one in whole] == ["Permanence"]
    assert client.get(reverse("network:hsds_zip")).content.startswith(b"PK")
    with pytest.raises(Denied):
        exchange.bring(sent(FOREIGN), "a.json", by=viewer_of(amina))


def test_a_file_writes_nothing_into_the_entries_of_a_project_that_another_keeps(cpe, stranger, youssef, viewer_of):
    theirs = list_service(Offer("training", "Atelier", project=cpe), by=viewer_of(stranger))
    said = next(iter(exported())) | {"eligibility_description": "Personne"}
    done = exchange.take_in(exchange.bring(sent(said), "a.json", by=HOUSE), by=viewer_of(youssef))
    assert done.faults == [["$[0]", "not_yours"]]
    theirs.refresh_from_db()
    assert theirs.audience == ""


def test_nothing_kept_of_another_directory_is_shown_to_everybody(programme, client):
    taken_in(FOREIGN)
    Service.objects.update(public=True, address_public=True)
    told = b"".join(client.get(reverse("directory:hsds")).streaming_content).decode()
    assert "Somebody Else" not in told and "x_own" not in told
    assert [wrong for one in json.loads(told) for wrong in wrong_in(one)] == []


def test_before_it_goes_in_each_field_that_would_change_is_shown_with_what_stands_now(
    ours, youssef, client_of, monkeypatch
):
    client = client_of(youssef)
    out = copy.deepcopy(list(exported()))
    same = client.get(exchange.bring(sent(*out), "same.json", by=HOUSE).get_absolute_url())
    assert _("Nothing changes.") in same.content.decode() and same.context["lines"] == []
    out[0]["name"] = "Un autre nom"
    held = exchange.bring(sent(*out), "changed.json", by=HOUSE)
    shown = client.get(held.get_absolute_url())
    now = Service.objects.get(uid=out[0]["id"])
    assert [line.fields for line in shown.context["lines"]] == [((FIELDS["name"], now.name, "Un autre nom"),)]
    assert "Un autre nom" in shown.content.decode() and _("Nothing changes.") not in shown.content.decode()
    monkeypatch.setattr(previews, "SHOWN", 0)
    assert client.get(held.get_absolute_url()).context["more"] == 1
    exchange.take_in(held, by=HOUSE)
    assert client.get(held.get_absolute_url()).context["lines"] == []
