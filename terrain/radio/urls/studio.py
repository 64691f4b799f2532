"""Recording, listening again, publishing."""

from django.urls import path

from terrain.radio.views import studio

urlpatterns = [
    path("", studio.home, name="home"),
]
