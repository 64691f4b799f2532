"""What listeners open: no sign-in, no name asked."""

from django.urls import URLPattern, path

from terrain.radio.views import taking_back

app_name = "listen"
urlpatterns: list[URLPattern] = [
    path("mine/<str:secret>/", taking_back.mine, name="mine"),
]
