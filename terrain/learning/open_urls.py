"""Pages that open without an account, for whoever has their address."""

from django.urls import path

from terrain.learning import proof_open_urls
from terrain.learning.views import open_pages

app_name = "training"
urlpatterns = [
    path("register/<str:secret>/", open_pages.register, name="register"),
    path("asked/<str:secret>/", open_pages.asked, name="request"),
    path("in/<str:secret>/", open_pages.door, name="door"),
    path("<str:secret>/", open_pages.page, name="page"),
    path("<str:secret>/leave/", open_pages.leave, name="leave"),
    path("<str:secret>/days.ics", open_pages.calendar, name="calendar"),
    *proof_open_urls.urlpatterns,
]
