from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from terrain.config import views

handler429 = "terrain.accounts.own_views.too_many"
urlpatterns = [
    path("health", views.health, name="health"),
    *i18n_patterns(
        path("account/", include("terrain.accounts.account_urls")),
        path("staff/", include("terrain.accounts.urls")),
        path("desk/", include("terrain.desk.urls")),
        path("programme/", include("terrain.programmes.urls")),
        path("imports/", include("terrain.imports.urls")),
        path("services/", include("terrain.network.urls")),
        path("directory/", include("terrain.network.open_urls")),
        path("people/", include("terrain.people.urls")),
        path("sessions/", include("terrain.gatherings.urls")),
        path("workshops/", include("terrain.workshops.urls")),
        path("trainings/", include("terrain.learning.urls")),
        path("certificates/", include("terrain.learning.certificate_urls")),
        path("campaigns/", include("terrain.outreach.urls")),
        path("campaign/", include("terrain.outreach.open_urls")),
        path("calendar/", include("terrain.calendar.urls")),
        path("calendar/", include("terrain.calendar.open_urls")),
        path("studio/", include("terrain.radio.urls")),
        path("radio/", include("terrain.radio.listen_urls")),
        path("cases/", include("terrain.casework.urls")),
        path("legal-aid/", include("terrain.pathways.legal_aid.urls")),
        path("reception/", include("terrain.pathways.reception.urls")),
        path("protection/", include("terrain.pathways.protection.urls")),
        path("training/", include("terrain.learning.open_urls")),
        path("open/", include("terrain.casework.open_urls")),
        path("r/", include("terrain.casework.partner_urls")),
        path("results/", include("terrain.results.urls")),
        path("", include("terrain.core.urls")),
        path("", include("terrain.publicsite.urls")),
        prefix_default_language=False,
    ),
]
