"""Hosts and guests, what they agreed to."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
