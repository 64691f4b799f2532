"""Addresses of what is learned and certified, for colleagues; part of the room's own."""

from django.urls import path

from terrain.learning.views import certificates, follow_ups, opinions, questionnaires, sittings

urlpatterns = [
    path("follow-up/", follow_ups.due, name="due_follow_ups"),
    path("courses/<uuid:uid>/questions/", questionnaires.of_course, name="questionnaires"),
    path("questions/<uuid:uid>/", questionnaires.questionnaire, name="questionnaire"),
    path("questions/<uuid:uid>/new/", questionnaires.new_question, name="new_question"),
    path("questions/<uuid:uid>/publish/", questionnaires.publish, name="publish_questions"),
    path("questions/<uuid:uid>/<int:pk>/", questionnaires.question, name="question"),
    path("questions/<uuid:uid>/<int:pk>/drop/", questionnaires.drop, name="drop_question"),
    path("<uuid:uid>/tests/", sittings.tests, name="tests"),
    path("<uuid:uid>/tests/paper/", sittings.paper, name="paper_scores"),
    path("<uuid:uid>/tests/open/", sittings.open_after, name="open_test"),
    path("<uuid:uid>/tests/close/", sittings.close, name="close_tests"),
    path("<uuid:uid>/tests/<uuid:enrolment>/again/", sittings.again, name="second_try"),
    path("<uuid:uid>/opinions/", opinions.opinions, name="opinions"),
    path("<uuid:uid>/opinions/close/", opinions.close, name="close_opinions"),
    path("<uuid:uid>/follow-up/", follow_ups.of_cohort, name="follow_ups"),
    path("<uuid:uid>/follow-up/<uuid:enrolment>/<slug:later>/", follow_ups.follow_up, name="follow_up"),
    path("<uuid:uid>/certificates/", certificates.of_cohort, name="certificates"),
    path("<uuid:uid>/certificates/issue/", certificates.issue_all, name="issue_certificates"),
    path("<uuid:uid>/certificates/<uuid:enrolment>/issue/", certificates.issue, name="issue_certificate"),
    path("certificates/<uuid:uid>/", certificates.certificate, name="certificate"),
    path("certificates/<uuid:uid>/page.pdf", certificates.pdf, name="certificate_pdf"),
    path("certificates/<uuid:uid>/badge/", certificates.badge, name="certificate_badge"),
    path("certificates/<uuid:uid>/withdraw/", certificates.withdraw, name="withdraw_certificate"),
    path("certificates/<uuid:uid>/reinstate/", certificates.reinstate, name="reinstate_certificate"),
    path("certificates/<uuid:uid>/rename/", certificates.rename, name="rename_certificate"),
]
