"""Shows, the weekly grid, what plays when nothing is planned."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
