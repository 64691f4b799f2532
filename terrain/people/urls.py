from django.urls import path

from terrain.people import views
from terrain.people.consents import views as consents
from terrain.people.duplicates import views as duplicates

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
    path("consents/<uuid:uid>/", consents.consent, name="consent"),
    path("consents/<uuid:uid>/withdraw/", consents.withdraw, name="withdraw_consent"),
    path("consents/<uuid:uid>/letters/", consents.letters, name="recall_letters"),
    path("<uuid:uid>/consents/new/", consents.ask, name="ask_consent"),
    path("<uuid:uid>/consents/paper/", consents.form_on_paper, name="consent_paper"),
    path("<uuid:uid>/", views.person, name="person"),
    path("<uuid:uid>/correct/", views.correct, name="correct"),
]
