from django.urls import path

from terrain.people import views

app_name = "people"
urlpatterns = [
    path("", views.people, name="people"),
    path("new/", views.new, name="new"),
    path("to-decide/", views.contradictions, name="contradictions"),
    path("to-decide/<uuid:uid>/settle/", views.settle, name="settle"),
    path("<uuid:uid>/", views.person, name="person"),
    path("<uuid:uid>/correct/", views.correct, name="correct"),
]
