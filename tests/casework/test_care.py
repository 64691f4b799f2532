"""What is told and done in a file: three classes of confidence, versions, plans, risk."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from terrain.casework.actions import care, notes, papers, plans
from terrain.casework.actions import cases as case_actions
from terrain.casework.enums import ActionState, GrantKind, NoteClass, PlanState, Risk
from terrain.casework.kinds import kind_of
from terrain.casework.models import CaseGrant, CaseKey, Note, NoteVersion, Notice, ServiceGiven, Task
from terrain.core import clock, vault
from terrain.core.policies import Denied
from terrain.facts import actions as facts
from terrain.facts.models import Fact

pytestmark = pytest.mark.django_db


def named(file, user):
    CaseGrant.objects.create(case=file, user=user, kind=GrantKind.COWORKER)
    return user


def write(file, text, by, note_class=NoteClass.ORDINARY, **said):
    return notes.write_note(file, text, note_class=note_class, contact="desk", day=clock.today(), by=by, **said)


def body(client, name, *args):
    return client.get(reverse(f"casework:{name}", args=args)).content.decode()


def test_what_is_told_to_a_psychologist_is_as_if_it_were_not_there_for_others(
    file, amina, youssef, psychologist, director, client_of, viewer_of
):
    named(file, psychologist)
    write(file, "Paroles ordinaires", viewer_of(amina))
    write(file, "Paroles cliniques", viewer_of(psychologist), NoteClass.CLINICAL)
    for user in (amina, youssef, director):
        page = body(client_of(user), "notes", file.uid) + body(client_of(user), "case", file.uid)
        assert "Paroles ordinaires" in page and "cliniques" not in page and "clinique" not in page.lower()
    assert "Paroles cliniques" in body(client_of(psychologist), "notes", file.uid)


def test_nobody_writes_under_a_confidence_that_is_not_hers(file, amina, counsel, viewer_of):
    with pytest.raises(Denied):
        write(file, "x", viewer_of(amina), NoteClass.PRIVILEGED)
    write(file, "x", viewer_of(named(file, counsel)), NoteClass.PRIVILEGED)
    with pytest.raises(Denied):
        write(file, "x", viewer_of(counsel), NoteClass.CLINICAL)


def test_each_class_has_a_key_of_its_own(file, amina, counsel, viewer_of):
    write(file, "ordinaire", viewer_of(amina))
    secret = write(file, "secret", viewer_of(named(file, counsel)), NoteClass.PRIVILEGED)
    keys = {held.note_class: held.key for held in CaseKey.objects.filter(case=file).select_related("key")}
    assert set(keys) == {"ordinary", "privileged"}
    sealed = bytes(secret.versions.get().sealed_text)
    with pytest.raises(vault.Tampered):
        vault.unseal(keys["ordinary"], sealed, notes.TEXT)


def test_a_corrected_note_keeps_what_stood_there_and_only_its_author_corrects_it(file, amina, youssef, viewer_of):
    note = write(file, "Première version", viewer_of(amina))
    notes.correct_note(note, "Seconde version", version=1, by=viewer_of(amina))
    texts = [notes.text_of(version, file, note.note_class) for version in note.versions.all()]
    assert texts == ["Première version", "Seconde version"]
    with pytest.raises(notes.WrittenMeanwhile):
        notes.correct_note(note, "Troisième", version=1, by=viewer_of(amina))
    with pytest.raises(Denied):
        notes.correct_note(note, "Autre", version=2, by=viewer_of(youssef))


def test_a_struck_note_stays_readable(file, amina, client_of, viewer_of):
    note = write(file, "À retirer", viewer_of(amina))
    client_of(amina).post(reverse("casework:strike_note", args=[file.uid, note.pk]))
    assert "À retirer" in body(client_of(amina), "notes", file.uid)
    assert Note.objects.get().struck_at is not None and NoteVersion.objects.count() == 1


def test_a_note_sent_twice_is_one_note(file, amina, client_of):
    client, slip = client_of(amina), str(uuid4())
    said = {"text": "Une fois", "note_class": "ordinary", "contact": "desk", "day": str(clock.today()), "slip": slip}
    for _time in range(2):
        assert client.post(reverse("casework:write_note", args=[file.uid]), said).status_code == 302
    assert Note.objects.count() == 1
    late = client.post(
        reverse("casework:write_note", args=[file.uid]), said | {"day": "2999-01-01", "slip": str(uuid4())}
    )
    assert late.status_code == 422 and "Une fois" in late.content.decode()


def test_a_service_counts_until_it_is_taken_back(file, amina, viewer_of):
    given_ = care.give_service(file, "listening", day=clock.today(), minutes=30, by=viewer_of(amina))
    assert Fact.objects.filter(variant__kind="service").get().quantity == 30
    care.take_back_service(given_, by=viewer_of(amina))
    assert not Fact.objects.filter(variant__kind="service").exists() and ServiceGiven.objects.count() == 1
    assert facts.rebuild(check=True).clean
    with pytest.raises(Denied):
        care.give_service(file, "nothing", day=clock.today(), minutes=None, by=viewer_of(amina))


FORM = kind_of("accompaniment").lists.forms[0]
CHOICES = [question for question in FORM.questions if question.kind == "choice"]


@given(st.fixed_dictionaries({q.code: st.sampled_from([a.code for a in q.answers]) for q in CHOICES}), st.booleans())
def test_a_total_is_the_sum_of_its_subjects_and_falls_in_one_band(answers, danger):
    result = care.result_of(FORM, answers | {"danger": danger})
    assert result.total == sum(result.domains.values()) and result.band
    safer = care.result_of(FORM, answers | {"danger": False})
    assert result.total <= safer.total


def test_assessments_are_compared_over_time(file, amina, client_of, viewer_of):
    by, first = viewer_of(amina), date(2026, 3, 1)
    care.assess(file, FORM, {"income": "never", "own_words": "Un travail"}, day=first, by=by)
    care.assess(file, FORM, {"income": "always"}, day=first + timedelta(days=90), by=by)
    page = body(client_of(amina), "assessments", file.uid, FORM.code)
    assert "(+3)" in page and "<svg" in page
    assert Fact.objects.filter(variant__kind="assessment").count() == 2 and facts.rebuild(check=True).clean


def test_answers_are_sealed(file, amina, viewer_of):
    made = care.assess(file, FORM, {"own_words": "Je veux partir"}, day=clock.today(), by=viewer_of(amina))
    assert b"partir" not in bytes(made.sealed_answers) and care.answers_of(made)["own_words"] == "Je veux partir"


def test_a_raised_risk_tells_those_who_answer_and_is_never_lowered_by_an_older_page(
    file, amina, youssef, viewer_of, mailoutbox, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        change = care.set_risk(file, Risk.HIGH, "Menacée", seen=0, by=viewer_of(amina))
    assert change.act_by - change.at == timedelta(hours=24)
    assert Notice.objects.get(user=youssef).code == "risk_raised" and len(mailoutbox) == 1
    assert "Menacée" not in mailoutbox[0].body and "Fatou" not in mailoutbox[0].body
    with pytest.raises(care.RiskSetMeanwhile):
        care.set_risk(file, Risk.LOW, "", seen=0, by=viewer_of(youssef))
    file.refresh_from_db()
    assert file.risk == Risk.HIGH


def planned(file, by):
    plan = plans.begin(file, by=by)
    goal = plans.add_goal(plan, "Trouver un travail", by=by)
    plans.add_action(goal, "Faire un CV", whose="staff", owner=None, due=clock.today(), by=by)
    return plan


def test_a_plan_is_in_force_once_somebody_else_approved_it(file, amina, youssef, viewer_of):
    by = viewer_of(amina)
    plan = plans.propose(planned(file, by), own_words="Oui", agreed=True, by=by)
    with pytest.raises(Denied):
        plans.approve(plan, by=by)
    plans.approve(plan, by=viewer_of(youssef))
    second = plans.begin(file, by=by)
    assert second.number == 2 and second.goals.count() == 1
    plans.approve(plans.propose(second, own_words="", agreed=True, by=by), by=viewer_of(youssef))
    assert [one.state for one in file.plans.order_by("number")] == [PlanState.SUPERSEDED, PlanState.IN_FORCE]


def test_how_far_an_action_is_asks_before_overwriting_a_colleague(file, amina, youssef, viewer_of):
    by = viewer_of(amina)
    plan = plans.approve(plans.propose(planned(file, by), own_words="", agreed=True, by=by), by=viewer_of(youssef))
    act = plan.goals.get().actions.get()
    plans.say_progress(act, ActionState.DONE, version=1, by=viewer_of(youssef))
    with pytest.raises(plans.ActedMeanwhile):
        plans.say_progress(act, ActionState.DROPPED, version=1, by=by)


def test_the_plan_is_made_on_screen(file, amina, youssef, client_of):
    client = client_of(amina)
    where = client.post(reverse("casework:begin_plan", args=[file.uid])).url
    client.post(where, {"what": "goal", "goal-words": "Trouver un travail"})
    goal = file.plans.get().goals.get()
    said = {
        "what": "action",
        "action-goal": goal.pk,
        "action-words": "CV",
        "action-whose": "person",
        "action-due": "2027-01-01",
    }
    assert client.post(where, said).status_code == 302
    client.post(reverse("casework:propose_plan", args=[file.uid, 1]), {"own_words": "D'accord", "agreed": "on"})
    assert client_of(youssef).get(where).status_code == 200
    client_of(youssef).post(reverse("casework:decide_plan", args=[file.uid, 1]), {"answer": "approve"})
    assert file.plans.get().state == PlanState.IN_FORCE


def paper(**said):
    name, content = said.pop("file", ("photo.jpg", b"\xff\xd8\xff\xe0 picture"))
    defaults = {"kind": "other", "note_class": "ordinary", "day": str(clock.today()), "slip": str(uuid4())}
    return defaults | said | {"file": SimpleUploadedFile(name, content)}


def test_a_paper_is_kept_sealed_read_by_its_class_and_taken_out_for_good(
    file, amina, psychologist, client_of, settings
):
    client = client_of(amina)
    assert client.post(reverse("casework:keep_document", args=[file.uid]), paper()).status_code == 302
    document = file.documents.get()
    answer = client.get(reverse("casework:document", args=[file.uid, document.pk]))
    assert b"".join(answer.streaming_content) == b"\xff\xd8\xff\xe0 picture" and answer["Cache-Control"] == "no-store"
    stored = [path.read_bytes() for path in (settings.TERRAIN_HOME / "media").rglob("*") if path.is_file()]
    assert stored and not any(b"picture" in content for content in stored)
    client.post(reverse("casework:remove_document", args=[file.uid, document.pk]))
    assert client.get(reverse("casework:document", args=[file.uid, document.pk])).status_code == 404


@pytest.mark.parametrize("wrong", [("virus.pdf", b"MZ\x90\x00"), ("page.html", b"<html>"), ("empty.pdf", b"")])
def test_a_file_that_is_not_a_paper_is_refused(file, amina, client_of, wrong):
    answer = client_of(amina).post(reverse("casework:keep_document", args=[file.uid]), paper(file=wrong))
    assert answer.status_code == 422 and not file.documents.exists()


def test_a_clinical_paper_is_not_there_for_others(file, amina, psychologist, client_of):
    named(file, psychologist)
    client_of(psychologist).post(reverse("casework:keep_document", args=[file.uid]), paper(note_class="clinical"))
    document = file.documents.get()
    assert client_of(amina).get(reverse("casework:document", args=[file.uid, document.pk])).status_code == 404
    assert "photo.jpg" not in body(client_of(amina), "papers", file.uid)


def test_what_a_conference_decides_becomes_something_to_do(file, amina, youssef, client_of):
    said = {
        "day": str(clock.today()), "said": "Échanges", "attendees": [youssef.pk], "decision_1": "Appeler le centre",
        "due_1": str(clock.today() + timedelta(days=3)), "slip": str(uuid4()),
    }  # fmt: skip
    assert client_of(amina).post(reverse("casework:confer", args=[file.uid]), said).status_code == 302
    assert Task.objects.get().source == "conference"
    page = body(client_of(amina), "papers", file.uid)
    assert "Échanges" in page and "Appeler le centre" in page


def test_nothing_is_written_in_a_closed_file(file, amina, youssef, viewer_of):
    by = viewer_of(amina)
    asked = case_actions.move(
        file, file.pathway.transition("close"), closing_reason="moved", version=file.version, by=by
    )
    case_actions.agree_to_closing(asked, by=viewer_of(youssef))
    for act in (lambda: write(file, "x", by), lambda: plans.begin(file, by=by), lambda: papers.hold_conference(
        file, papers.Minutes(), day=clock.today(), attendees=[], person_there=False, by=by)):  # fmt: skip
        with pytest.raises(Denied):
            act()
