from django.urls import path

from terrain.pathways.reception import views

app_name = "reception"
urlpatterns = [
    path("", views.desk, name="desk"),
    path("visit/<uuid:uid>/", views.visit, name="visit"),
]
