from django.urls import path

from terrain.casework.views import agenda, cases, notices, teams

app_name = "casework"
urlpatterns = [
    path("", cases.cases, name="cases"),
    path("new/", cases.new, name="new"),
    path("to-do/", agenda.tasks, name="tasks"),
    path("to-do/<int:pk>/done/", agenda.finish_task, name="finish_task"),
    path("calendar/", agenda.calendar, name="calendar"),
    path("calendar/address/", agenda.feed_settings, name="feed_settings"),
    path("appointments/<uuid:uid>/", agenda.appointment, name="appointment"),
    path("appointments/<uuid:uid>/concluded/", agenda.conclude, name="conclude"),
    path("caseload/", agenda.loads, name="caseload"),
    path("teams/", teams.teams, name="teams"),
    path("teams/<int:pk>/", teams.team, name="team"),
    path("notices/<int:pk>/", notices.notice, name="notice"),
    path("<uuid:uid>/", cases.case, name="case"),
    path("<uuid:uid>/steps/<slug:step>/", cases.move, name="move"),
    path("<uuid:uid>/closing/", cases.decide, name="decide"),
    path("<uuid:uid>/reopen/", cases.reopen, name="reopen"),
    path("<uuid:uid>/situation/", cases.describe, name="describe"),
    path("<uuid:uid>/hand-over/", cases.hand_over, name="hand_over"),
    path("<uuid:uid>/team/", teams.choose, name="choose_team"),
    path("<uuid:uid>/appointment/", agenda.plan, name="plan"),
    path("<uuid:uid>/task/", agenda.add_task, name="add_task"),
]
