"""Who listened, as far as it can be known."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
