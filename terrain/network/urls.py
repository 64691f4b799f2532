from django.urls import path

from terrain.network.views import directory

app_name = "network"
urlpatterns = [
    path("", directory.services, name="services"),
    path("new/", directory.new, name="new_service"),
    path("<uuid:uid>/", directory.service, name="service"),
    path("<uuid:uid>/still-true/", directory.confirm, name="confirm"),
]
