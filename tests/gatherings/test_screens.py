"""The screens: what each role sees and does, with and without scripts."""

import uuid
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import translation

from terrain.core.models import AuditEvent
from terrain.gatherings import actions
from terrain.gatherings.actions import Particulars
from terrain.gatherings.models import Attendance, Session
from terrain.people.identity import Identity
from terrain.people.models import Person
from tests.factories import HOUSE

HTMX = {"HX-Request": "true"}


def at(name: str, *args) -> str:
    return reverse(f"gatherings:{name}", args=args)


def page_of(client, *address, status=200, **query) -> str:
    response = client.get(at(*address), query)
    assert response.status_code == status
    return response.content.decode()


@pytest.fixture
def salma(facilitator, client_of):
    """The facilitator's browser."""
    return client_of(facilitator)


@pytest.fixture
def karim(partner, client_of):
    """The partner's browser."""
    return client_of(partner)


@pytest.fixture
def typed(w4i) -> dict[str, str]:
    return {
        "project": "W4I",
        "kind": "workshop",
        "theme": "Couture",
        "day": "2026-04-02",
        "place": "Rabat",
        "minutes": "",
    }


def test_an_empty_list_says_what_to_do_next(salma):
    page = page_of(salma, "sessions")
    assert at("new") in page
    assert 'class="empty"' in page


def test_the_list_says_how_many_and_filters_by_the_address(salma, w4i, information):
    actions.open_session(w4i, Particulars("workshop", date(2026, 1, 5), "Salé", "Couture"), by=HOUSE)
    assert "Couture" in page_of(salma, "sessions")
    page = page_of(salma, "sessions", kind="information_session", since="2026-02-01", project="W4I")
    assert "Couture" not in page and "Information du matin" in page
    page = page_of(salma, "sessions", kind="forum", until="2026-02-01")
    assert 'class="empty"' in page


def test_nonsense_in_the_address_is_no_filter(salma, information):
    assert "Information du matin" in page_of(salma, "sessions", kind="<script>", since="hier", project="ZZZ", page="x")


def test_a_session_of_another_project_does_not_exist(salma, training):
    for name in ("session", "edit", "sheet", "newcomer"):
        page_of(salma, name, training.uid, status=404)
    for name in ("cancel", "resume", "delete", "headcount"):
        assert salma.post(at(name, training.uid)).status_code == 404


def test_a_session_is_opened_and_leads_to_who_is_there(salma, typed):
    response = salma.post(at("new"), typed)
    session = Session.objects.get()
    assert response.headers["Location"] == at("session", session.uid)
    assert (session.threshold, session.minutes, session.created_by.full_name) == (80, None, "Salma")


def test_a_double_click_opens_one_session(salma, typed):
    for _time in range(2):
        assert salma.post(at("new"), typed).status_code == 302
    assert Session.objects.count() == 1


def test_what_was_typed_is_kept_beside_the_error(salma, typed):
    response = salma.post(at("new"), typed | {"day": "1802-01-01", "theme": "Tricot & crochet"})
    assert response.status_code == 422
    assert "Tricot &amp; crochet" in response.content.decode()


def test_nobody_opens_a_session_elsewhere(salma, typed, cpe):
    assert salma.post(at("new"), typed | {"project": "CPE"}).status_code == 422
    assert not Session.objects.exists()


def test_a_colleagues_change_is_told_and_nothing_is_lost(salma, information):
    typed = {"kind": "information_session", "theme": "Information du soir", "day": "2026-03-12", "place": "Rabat"}
    assert salma.post(at("edit", information.uid), typed | {"version": "1"}).status_code == 302
    response = salma.post(at("edit", information.uid), typed | {"theme": "Information de midi", "version": "1"})
    page = response.content.decode()
    assert response.status_code == 422
    assert "Information du soir" in page and "Information de midi" in page
    assert (
        salma.post(at("edit", information.uid), typed | {"theme": "Information de midi", "version": "2"}).status_code
        == 302
    )
    assert Session.objects.get().theme == "Information de midi"


def test_the_page_shows_who_is_there_and_the_reading_is_noted(salma, information, fatou):
    page = page_of(salma, "session", information.uid)
    assert "Fatou Diallo" in page and 'aria-pressed="true"' in page
    event = AuditEvent.objects.get(verb="gatherings.names_read")
    assert (event.object_id, event.detail) == (str(information.pk), {"people": 1})


def test_a_partner_sees_initials_and_searches_nobody(karim, information, fatou):
    page = page_of(karim, "session", information.uid)
    assert "Diallo" not in page and "F. D." in page
    assert "Diallo" not in page_of(karim, "session", information.uid, q="dia")
    assert "Diallo" not in page_of(karim, "sheet", information.uid, lately="on")
    assert not AuditEvent.objects.filter(verb="gatherings.names_read").exists()


def test_a_caseworker_reads_and_ticks_nobody(amina, client_of, information, fatou):
    client = client_of(amina)
    page = page_of(client, "session", information.uid)
    assert "Fatou Diallo" in page
    assert at("tick", information.uid, fatou.uid) not in page
    assert client.post(at("tick", information.uid, fatou.uid), {"present": "0"}).status_code == 403
    assert Attendance.objects.exists()


def test_ticking_works_without_scripts(salma, information, fatou):
    address = at("tick", information.uid, fatou.uid)
    assert salma.post(address, {"present": "0"}).headers["Location"] == at("session", information.uid)
    assert not Attendance.objects.exists()
    salma.post(address, {"present": "1"})
    assert Attendance.objects.get().person == fatou


def test_with_htmx_the_line_and_the_count_come_back(salma, information, fatou):
    response = salma.post(at("tick", information.uid, fatou.uid), {"present": "0"}, headers=HTMX)
    page = response.content.decode()
    assert 'aria-pressed="false"' in page
    assert 'hx-swap-oob="true"' in page
    assert "<html" not in page


def test_somebody_whom_the_project_does_not_know_cannot_be_ticked(salma, information, training):
    stranger = actions.add_newcomer(training, Identity("Rim Alaoui", phone="+212612000003"), by=HOUSE).person
    assert salma.post(at("tick", information.uid, stranger.uid), {"present": "1"}).status_code == 404


def test_typed_letters_find_people_of_the_project(salma, information, fatou):
    actions.remove_presence(information, fatou, by=HOUSE)
    for letters in ("dia", "DIÀL fat", "fatou"):
        page = salma.get(at("session", information.uid), {"q": letters}, headers=HTMX).content.decode()
        assert "Fatou Diallo" in page and "<html" not in page
    assert "Fatou" not in salma.get(at("session", information.uid), {"q": "iallo"}, headers=HTMX).content.decode()


def test_who_came_lately_is_proposed(salma, w4i, information, fatou):
    said = Particulars("information_session", information.day + timedelta(days=7), "Rabat", "Information suivante")
    following = actions.open_session(w4i, said, by=HOUSE)
    page = page_of(salma, "session", following.uid)
    assert "Fatou Diallo" in page and 'aria-pressed="false"' in page


def newcomer(**changes) -> dict[str, str]:
    return {"name": "Awa Ba", "sex": "F", "contact": "06 12 00 00 02", "slip": str(uuid.uuid4())} | changes


def test_a_newcomer_in_three_fields_is_there(salma, information):
    salma.post(at("newcomer", information.uid), newcomer())
    person = Attendance.objects.get().person
    identity = person.identity()
    assert (identity.full_name, identity.sex, identity.phone) == ("Awa Ba", "F", "+212612000002")
    assert "Awa Ba" in page_of(salma, "session", information.uid)


@pytest.mark.parametrize(
    ("contact", "birth", "precision"),
    [("1994", date(1994, 1, 1), "year"), ("05/06/1994", date(1994, 6, 5), "day"), ("٠٦١٢٠٠٠٠٠٢", None, "")],
)
def test_the_third_field_is_a_telephone_or_a_birth_date(salma, information, contact, birth, precision):
    salma.post(at("newcomer", information.uid), newcomer(contact=contact))
    person = Person.objects.get()
    assert (person.birth_date, person.birth_precision) == (birth, precision)


@pytest.mark.parametrize("changes", [{"name": "?"}, {"contact": "12"}, {"contact": "2999"}])
def test_a_newcomer_who_cannot_be_read_is_asked_again(salma, information, changes):
    response = salma.post(at("newcomer", information.uid), newcomer(**changes))
    assert response.status_code == 422
    assert not Person.objects.exists()


def test_a_double_click_writes_one_newcomer(salma, information):
    data = newcomer(contact="", certain="1")
    for _time in range(2):
        assert salma.post(at("newcomer", information.uid), data).status_code == 302
    assert Person.objects.count() == 1


def test_somebody_with_a_known_telephone_is_proposed(salma, information, fatou):
    actions.remove_presence(information, fatou, by=HOUSE)
    data = newcomer(name="Diallo FATOU", contact="0612000001")
    assert at("tick", information.uid, fatou.uid) in salma.post(at("newcomer", information.uid), data).content.decode()
    assert Person.objects.count() == 1
    salma.post(at("newcomer", information.uid), data | {"certain": "1"})
    assert Attendance.objects.get().person != fatou


def test_somebody_of_a_known_name_is_proposed_and_may_be_somebody_else(salma, information, fatou):
    data = newcomer(name="diallo fatou", contact="")
    page = salma.post(at("newcomer", information.uid), data).content.decode()
    assert f'id="p-{fatou.uid}"' in page
    assert at("tick", information.uid, fatou.uid) not in page, "she is ticked: one more touch must not untick her"
    assert Person.objects.count() == 1
    salma.post(at("newcomer", information.uid), data | {"certain": "1"})
    assert Person.objects.count() == 2


def test_a_partner_writes_newcomers_down_and_is_told_of_nobody(karim, information, fatou):
    data = newcomer(name="Diallo Fatou", contact="")
    response = karim.post(at("newcomer", information.uid), data, follow=True)
    assert "Diallo" not in response.content.decode()
    assert Person.objects.count() == 2


def test_with_htmx_a_newcomer_joins_the_list(salma, information):
    page = salma.post(at("newcomer", information.uid), newcomer(), headers=HTMX).content.decode()
    assert "afterbegin:#present" in page and "Awa Ba" in page
    assert 'value="Awa Ba"' not in page


def test_heads_without_a_name_are_saved(salma, information):
    salma.post(at("headcount", information.uid), {"headcount": "12", "seen": "0"})
    assert Session.objects.get().headcount == 12
    page = salma.post(at("headcount", information.uid), {"headcount": "7", "seen": "0"})
    assert page.status_code == 422
    assert "12" in page.content.decode()
    response = salma.post(at("headcount", information.uid), {"headcount": "7", "seen": "12"}, headers=HTMX)
    assert 'hx-swap-oob="true"' in response.content.decode()
    assert Session.objects.get().headcount == 7


def test_a_negative_headcount_is_refused(salma, information):
    response = salma.post(at("headcount", information.uid), {"headcount": "-3", "seen": "0"})
    assert response.status_code == 422


def test_category_and_minutes_of_a_training(client_of, stranger, training):
    client = client_of(stranger)
    client.post(at("newcomer", training.uid), newcomer(category="magistrate"))
    attendance = Attendance.objects.get()
    address = at("details", training.uid, attendance.person.uid)
    assert address in page_of(client, "session", training.uid)
    client.get(address)
    client.post(address, {"category": "lawyer", "minutes": "300"})
    attendance.refresh_from_db()
    assert (attendance.category, attendance.minutes) == ("lawyer", 300)


def test_the_sheet_has_names_blank_lines_and_a_place_to_sign(salma, information, fatou):
    page = page_of(salma, "sheet", information.uid, lines="3")
    assert "Fatou Diallo" in page
    assert page.count("<tr>") == 1 + 1 + 3
    assert AuditEvent.objects.filter(verb="gatherings.sheet_read").count() == 1


@pytest.mark.parametrize("language", ["ar", "fr", "en", "it"])
def test_the_sheet_is_written_in_the_readers_direction(salma, information, language):
    prefix = "" if language == "fr" else f"/{language}"
    with translation.override("fr"):
        page = salma.get(f"{prefix}/sessions/{information.uid}/sheet/").content.decode()
    assert f'lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}"' in page


def test_cancelling_and_taking_up_again(salma, information, fatou):
    salma.post(at("cancel", information.uid))
    assert at("resume", information.uid) in page_of(salma, "session", information.uid)
    assert salma.post(at("tick", information.uid, fatou.uid), {"present": "0"}).status_code == 403
    salma.post(at("resume", information.uid))
    assert not Session.objects.get().is_cancelled


def test_a_session_opened_by_mistake_is_deleted(salma, information):
    assert salma.post(at("delete", information.uid)).headers["Location"] == at("sessions")
    assert not Session.objects.exists()


def test_the_register_is_imported_from_where_sessions_are(youssef, client_of, information):
    client = client_of(youssef)
    assert f"{reverse('imports:new')}?kind=attendance&amp;project=W4I" in page_of(client, "sessions")
    assert f"{reverse('imports:new')}?kind=attendance&amp;project=W4I" in page_of(client, "session", information.uid)
    response = client.get(at("example_register"))
    assert b"".join(response.streaming_content)[:2] == b"PK"


def crowd(session, many: int) -> None:
    start = Person.objects.count()
    for number in range(start, start + many):
        who = Identity(f"Awa Ba{number}", phone=f"+2126120{number:05d}")
        actions.add_newcomer(session, who, by=HOUSE)


def test_the_pages_ask_the_database_as_often_for_many_as_for_few(
    salma, w4i, information, django_assert_max_num_queries
):
    crowd(information, 3)
    page_of(salma, "sessions")
    counts = []
    for year in (2025, 2024):
        asked = []
        for name, args in (("sessions", ()), ("session", (information.uid,)), ("sheet", (information.uid,))):
            with django_assert_max_num_queries(60) as queries:
                page_of(salma, name, *args)
            asked.append(len(queries.captured_queries))
        counts.append(asked)
        crowd(information, 12)
        for number in range(8):
            said = Particulars("workshop", date(year, 2, 1 + number), "Rabat", f"Atelier {number}")
            crowd(actions.open_session(w4i, said, by=HOUSE), 1)
    assert counts[0] == counts[1]
