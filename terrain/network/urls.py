from django.urls import include, path

from terrain.network import governance_urls
from terrain.network.views import directory, exchange, organisations, pairs, professionals, quality, suggestions

app_name = "network"
urlpatterns = [
    path("", directory.services, name="services"),
    path("capacity/", include("terrain.network.capacity_urls")),
    path("new/", directory.new, name="new_service"),
    path("<uuid:uid>/", directory.service, name="service"),
    path("<uuid:uid>/still-true/", directory.confirm, name="confirm"),
    path("to-mend/", quality.mend_first, name="mend_first"),
    path("organisations/", organisations.list_organisations, name="organisations"),
    path("organisations/new/", organisations.new_organisation, name="new_organisation"),
    path("organisations/<uuid:uid>/", organisations.organisation, name="organisation"),
    path("organisations/named/<str:code>/", organisations.named_organisation, name="named_organisation"),
    path("organisations/named/<str:code>/edit/", organisations.edit_organisation, name="edit_organisation"),
    path("professionals/", professionals.list_professionals, name="professionals"),
    path("professionals/new/", professionals.new_professional, name="new_professional"),
    path("professionals/<uuid:uid>/", professionals.professional, name="professional"),
    path("professionals/<uuid:uid>/still-true/", professionals.confirm_professional, name="confirm_professional"),
    path("professionals/<uuid:uid>/take-out/", professionals.take_out, name="take_out"),
    path("written-twice/<slug:sort>/", pairs.pairs, name="pairs"),
    path("written-twice/<slug:sort>/answer/", pairs.answer_pair, name="answer_pair"),
    path("written-twice/<slug:sort>/<int:pk>/take-back/", pairs.take_back_pair, name="take_back_pair"),
    path("<uuid:uid>/links/", suggestions.links, name="links"),
    path("<uuid:uid>/links/close/", suggestions.revoke, name="revoke_links"),
    path("<uuid:uid>/suggestions/<uuid:suggestion>/", suggestions.suggestion, name="suggestion"),
    path("exchange/", exchange.home, name="exchange"),
    path("exchange/hsds.json", exchange.as_json, name="hsds_json"),
    path("exchange/hsds.zip", exchange.as_zip, name="hsds_zip"),
    path("exchange/<uuid:uid>/", exchange.bringing, name="bringing"),
    *governance_urls.urlpatterns,
]
