"""Going live, and whoever may cut."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
