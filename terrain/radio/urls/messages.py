"""What listeners sent."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
