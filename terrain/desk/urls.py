from django.urls import path

from terrain.desk import views

app_name = "desk"
urlpatterns = [
    path("", views.home, name="home"),
    path("waiting/<slug:what>/", views.waiting, name="waiting"),
]
