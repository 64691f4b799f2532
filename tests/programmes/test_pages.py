"""Staff pages of the programme: who sees which project, and how a programme file comes in from the screen."""

import io
import re

import pytest
from django.urls import reverse

from terrain.core.models import AuditEvent
from terrain.programmes import actions, ways
from terrain.programmes.models import Project, Target
from terrain.programmes.reader import read_texts
from tests import SMALL_PROGRAMME
from tests.factories import HOUSE

PLACES = (SMALL_PROGRAMME.parent / "places.yaml").read_text()
SMALL = SMALL_PROGRAMME.read_text()


def load(**replaced: str):
    text = SMALL
    for old, new in replaced.values():
        assert old in text
        text = text.replace(old, new, 1)
    return actions.apply(read_texts("small.yaml", text, {"places.yaml": PLACES}), by=HOUSE)


def upload(text: str, name: str = "small.yaml"):
    file, places = io.BytesIO(text.encode()), io.BytesIO(PLACES.encode())
    file.name, places.name = name, "places.yaml"
    return {"file": file, "places": places}


def hidden(page: str) -> dict[str, str]:
    """The hidden fields of the form with which one agrees, as a browser would send them."""
    import html  # noqa: PLC0415

    form = page[page.index(reverse("programmes:apply")) :]
    found = re.findall(r'<input type="hidden" name="(\w+)"(?: value="([^"]*)")?', form)
    return {name: html.unescape(value) for name, value in found if name != "csrfmiddlewaretoken"}


def test_the_list_holds_only_the_projects_of_the_viewer(client_of, youssef, director):
    page = client_of(youssef).get(reverse("programmes:programme")).content.decode()
    assert "Travail pour tous" in page and "Droits des filles" not in page
    assert reverse("programmes:load") not in page
    page = client_of(director).get(reverse("programmes:programme")).content.decode()
    assert "Travail pour tous" in page and "Droits des filles" in page and reverse("programmes:load") in page


def test_a_project_out_of_scope_is_not_there(client_of, stranger):
    client = client_of(stranger)
    assert client.get(reverse("programmes:project", args=["CPE"])).status_code == 200
    for name, args in (("project", ["W4I"]), ("version", ["W4I", 1]), ("redline", ["W4I", 1, 1])):
        assert client.get(reverse(f"programmes:{name}", args=args)).status_code == 404


def test_an_administrator_sees_no_project(client_of, admin):
    assert client_of(admin).get(reverse("programmes:programme")).status_code == 403
    assert client_of(admin).get(reverse("programmes:project", args=["W4I"])).status_code == 404


def test_a_project_page_tells_the_promise_with_its_number_and_its_blanks(client_of, youssef):
    page = client_of(youssef).get(reverse("programmes:project", args=["W4I"])).content.decode()
    assert "personnes informées" in page and "800" in page
    assert "W4I-T9" in page and "Rabat-Salé-Kénitra" in page and "Bailleur des essais" in page


def test_the_team_is_named_to_colleagues_and_not_to_the_donor(client_of, youssef, donor):
    address = reverse("programmes:project", args=["W4I"])
    assert "Giulia" in client_of(youssef).get(address).content.decode()
    assert "Youssef" not in client_of(donor).get(address).content.decode()


def test_a_changed_promise_makes_a_version_and_the_redline_says_what_changed(client_of, youssef):
    load(change=("value: 800", "value: 900"))
    client = client_of(youssef)
    page = client.get(reverse("programmes:redline", args=["W4I", 1, 2])).content.decode()
    assert "W4I-T3" in page and "<del>800</del>" in page and "<ins>900</ins>" in page
    assert "800" in client.get(reverse("programmes:version", args=["W4I", 1])).content.decode()
    assert "900" in client.get(reverse("programmes:version", args=["W4I", 2])).content.decode()
    assert client.get(reverse("programmes:version", args=["W4I", 3])).status_code == 404


def test_loading_is_for_those_who_answer_for_figures(client_of, youssef, officer):
    assert client_of(youssef).get(reverse("programmes:load")).status_code == 403
    assert client_of(youssef).post(reverse("programmes:apply")).status_code == 403
    assert client_of(officer).get(reverse("programmes:load")).status_code == 200


def test_the_faults_of_a_file_are_shown_with_their_lines_and_nothing_changes(client_of, officer):
    broken = SMALL.replace("value: 800", "value: many").replace("unit: audience", "unit: ears")
    answer = client_of(officer).post(reverse("programmes:load"), upload(broken))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "small.yaml:39: projects.1.targets.1.value" in page and "small.yaml:51: projects.1.targets.2.unit" in page
    assert Target.objects.get(code="W4I-T3").value == 800


def test_a_file_is_shown_before_it_is_applied_and_applied_as_shown(client_of, officer):
    client = client_of(officer)
    answer = client.post(reverse("programmes:load"), upload(SMALL.replace("value: 800", "value: 900")))
    page = answer.content.decode()
    assert answer.status_code == 200 and "<del>800</del>" in page
    assert Target.objects.get(code="W4I-T3").value == 800
    assert client.post(reverse("programmes:apply"), hidden(page)).status_code == 302
    assert Target.objects.get(code="W4I-T3").value == 900
    assert AuditEvent.objects.filter(verb="programmes.file_applied", actor_id=officer.pk).count() == 1


def test_a_file_that_says_nothing_new_offers_nothing_to_do(client_of, officer):
    page = client_of(officer).post(reverse("programmes:load"), upload(SMALL)).content.decode()
    assert reverse("programmes:apply") not in page


def test_what_was_agreed_to_is_not_applied_once_the_records_have_moved_on(client_of, officer):
    client = client_of(officer)
    page = client.post(reverse("programmes:load"), upload(SMALL.replace("value: 800", "value: 900"))).content.decode()
    load(change=("value: 800", "value: 850"))
    answer = client.post(reverse("programmes:apply"), hidden(page))
    assert answer.status_code == 409 and "<del>850</del>" in answer.content.decode()
    assert Target.objects.get(code="W4I-T3").value == 850


def test_another_file_under_the_same_agreement_is_refused(client_of, officer):
    client = client_of(officer)
    page = client.post(reverse("programmes:load"), upload(SMALL.replace("value: 800", "value: 900"))).content.decode()
    sent = hidden(page)
    sent["text"] = sent["text"].replace("value: 900", "value: 9")
    assert client.post(reverse("programmes:apply"), sent).status_code == 409
    assert Target.objects.get(code="W4I-T3").value == 800


def test_a_file_without_a_project_that_has_records_offers_no_button(client_of, officer):
    answer = client_of(officer).post(reverse("programmes:load"), upload(SMALL[: SMALL.index("  - code: CPE")]))
    assert answer.status_code == 200 and reverse("programmes:apply") not in answer.content.decode()
    assert Project.objects.filter(code="CPE").exists()


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"x: " + b"[" * 5000, b"", b"x" * (1 << 20) + b"x"])
def test_what_is_not_a_programme_file_is_answered(client_of, officer, content):
    file = io.BytesIO(content)
    file.name = "a.yaml"
    assert client_of(officer).post(reverse("programmes:load"), {"file": file}).status_code == 422


def test_an_agreement_that_arrives_in_pieces_leads_back_to_the_file(client_of, officer):
    answer = client_of(officer).post(reverse("programmes:apply"), {"name": "a.yaml", "agreed": "x"})
    assert answer.status_code == 302 and answer.url == reverse("programmes:load")


def test_a_room_above_can_refuse_a_rule_and_nothing_is_written(client_of, officer, monkeypatch):
    monkeypatch.setattr(actions, "inspections", [lambda programme: ["W4I-T3: nothing is called bananas"]])
    client = client_of(officer)
    page = client.post(reverse("programmes:load"), upload(SMALL.replace("value: 800", "value: 900"))).content.decode()
    answer = client.post(reverse("programmes:apply"), hidden(page))
    assert answer.status_code == 422 and "bananas" in answer.content.decode()
    assert Target.objects.get(code="W4I-T3").value == 800


def test_the_project_page_asks_the_same_number_of_questions_however_large_the_logframe(
    client_of, youssef, django_assert_max_num_queries, w4i
):
    client = client_of(youssef)
    address = reverse("programmes:project", args=["W4I"])
    client.get(address)
    Target.objects.bulk_create(
        Target(project=w4i, code=f"W4I-X{number}", text={"fr": "x"}, unit="person") for number in range(50)
    )
    with django_assert_max_num_queries(25):
        client.get(address)


def test_the_page_leads_to_what_other_rooms_keep_of_the_project_for_those_who_may(
    client_of, youssef, donor, monkeypatch
):
    monkeypatch.setattr(ways, "_WAYS", {})
    for order, (code, permission) in enumerate((("lists", "people.view"), ("figures", "results.view"))):
        address = f"/{code}/"
        ways.register_project_way(
            ways.ProjectWay(code, code.title(), lambda p, a=address: f"{a}{p.code}/", permission, -order)
        )
    told = [client_of(who).get(reverse("programmes:project", args=["W4I"])).context["ways"] for who in (youssef, donor)]
    assert told == [[("Figures", "/figures/W4I/"), ("Lists", "/lists/W4I/")], [("Figures", "/figures/W4I/")]]
