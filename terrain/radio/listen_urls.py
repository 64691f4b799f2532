"""What listeners open: no sign-in, no name asked."""

from django.urls import URLPattern

app_name = "listen"
urlpatterns: list[URLPattern] = []
