"""The directory for everybody: no sign-in. A partner's own entry opens by a secret in the address."""

from django.urls import path

from terrain.network.views import open_pages, partner_pages, reports

app_name = "directory"
urlpatterns = [
    path("", open_pages.home, name="home"),
    path("hsds.json", open_pages.as_json, name="hsds"),
    path("update/<str:secret>/", partner_pages.update, name="update"),
    path("<uuid:uid>/", open_pages.entry, name="entry"),
    path("<uuid:uid>/wrong/", reports.report, name="report"),
]
