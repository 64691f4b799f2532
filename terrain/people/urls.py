from django.urls import path

from terrain.people import views
from terrain.people.consents import views as consents
from terrain.people.duplicates import views as duplicates
from terrain.people.groups import views as groups
from terrain.people.households import views as households
from terrain.people.opened import views as opened
from terrain.people.profiles import views as profiles

app_name = "people"
urlpatterns = [
    path("", views.people, name="people"),
    path("new/", views.new, name="new"),
    path("to-decide/", views.contradictions, name="contradictions"),
    path("to-decide/<uuid:uid>/settle/", views.settle, name="settle"),
    path("duplicates/", duplicates.duplicates, name="duplicates"),
    path("duplicates/look/", duplicates.look, name="look_for_duplicates"),
    path("duplicates/<int:pk>/", duplicates.duplicate, name="duplicate"),
    path("duplicates/<int:pk>/decide/", duplicates.decide, name="decide_pair"),
    path("duplicates/<int:pk>/merge/", duplicates.merge, name="merge"),
    path("merges/<uuid:uid>/undo/", duplicates.part, name="part"),
    path("groups/", groups.groups, name="groups"),
    path("groups/new/", groups.new, name="new_group"),
    path("groups/<int:pk>/", groups.group, name="group"),
    path("groups/<int:pk>/name/", groups.rename, name="rename_group"),
    path("groups/<int:pk>/end/", groups.end, name="end_group"),
    path("groups/<int:pk>/add/", groups.add, name="add_to_group"),
    path("groups/<int:pk>/members/<int:member>/leave/", groups.leave, name="leave_member"),
    path("consents/<uuid:uid>/", consents.consent, name="consent"),
    path("consents/<uuid:uid>/withdraw/", consents.withdraw, name="withdraw_consent"),
    path("consents/<uuid:uid>/paper/", consents.proof, name="consent_file"),
    path("consents/<uuid:uid>/letters/", consents.letters, name="recall_letters"),
    path("<uuid:uid>/consents/new/", consents.ask, name="ask_consent"),
    path("<uuid:uid>/consents/paper/", consents.form_on_paper, name="consent_paper"),
    path("<uuid:uid>/opened/", opened.opened, name="opened"),
    path("<uuid:uid>/opened/paper/", opened.paper, name="opened_paper"),
    path("<uuid:uid>/contact/", profiles.contact, name="contact"),
    path("<uuid:uid>/profile/", profiles.profile, name="profile"),
    path("<uuid:uid>/papers/new/", profiles.add_paper, name="add_paper"),
    path("<uuid:uid>/papers/<int:pk>/", profiles.paper_file, name="paper_file"),
    path("<uuid:uid>/papers/<int:pk>/remove/", profiles.remove_paper, name="remove_paper"),
    path("<uuid:uid>/relations/new/", profiles.relate, name="relate"),
    path("<uuid:uid>/relations/<int:pk>/remove/", profiles.unrelate, name="unrelate"),
    path("<uuid:uid>/household/new/", households.house, name="house"),
    path("<uuid:uid>/household/<int:pk>/", households.housemate, name="housemate"),
    path("<uuid:uid>/groups/join/", profiles.join, name="join_group"),
    path("<uuid:uid>/groups/<int:pk>/leave/", profiles.leave, name="leave_group"),
    path("<uuid:uid>/", views.person, name="person"),
    path("<uuid:uid>/correct/", views.correct, name="correct"),
]
