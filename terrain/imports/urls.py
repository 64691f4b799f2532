from django.urls import path

from terrain.imports import views

app_name = "imports"
urlpatterns = [
    path("", views.home, name="home"),
    path("new/", views.new, name="new"),
    path("<uuid:uid>/", views.batch, name="batch"),
    path("<uuid:uid>/columns/", views.map_columns, name="map"),
    path("<uuid:uid>/sheet/", views.look_again, name="look_again"),
    path("<uuid:uid>/questions/", views.questions, name="questions"),
    path("<uuid:uid>/check/", views.check, name="check"),
    path("<uuid:uid>/apply/", views.apply, name="apply"),
    path("<uuid:uid>/undo/", views.undo, name="undo"),
    path("<uuid:uid>/discard/", views.discard, name="discard"),
    path("<uuid:uid>/bad-rows/", views.bad_rows, name="bad_rows"),
]
