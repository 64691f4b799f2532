from django.urls import path

from terrain.gatherings import attendance_views, views

app_name = "gatherings"
urlpatterns = [
    path("", views.sessions, name="sessions"),
    path("new/", views.new, name="new"),
    path("example-register/", views.example_register, name="example_register"),
    path("<uuid:uid>/", attendance_views.session, name="session"),
    path("<uuid:uid>/edit/", views.edit, name="edit"),
    path("<uuid:uid>/cancel/", views.cancel, name="cancel"),
    path("<uuid:uid>/resume/", views.resume, name="resume"),
    path("<uuid:uid>/delete/", views.delete, name="delete"),
    path("<uuid:uid>/sheet/", views.sheet, name="sheet"),
    path("<uuid:uid>/tick/<uuid:person>/", attendance_views.tick, name="tick"),
    path("<uuid:uid>/details/<uuid:person>/", attendance_views.details, name="details"),
    path("<uuid:uid>/newcomer/", attendance_views.newcomer, name="newcomer"),
    path("<uuid:uid>/headcount/", attendance_views.headcount, name="headcount"),
]
