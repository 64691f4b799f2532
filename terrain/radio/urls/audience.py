"""Who listened, as far as it can be known."""

from django.urls import path

from terrain.radio.views import audience

urlpatterns = [
    path("audience/shows/<uuid:uid>/", audience.show, name="audience_of_show"),
    path("audience/episodes/<uuid:uid>/", audience.heard, name="heard"),
    path("audience/clubs/<uuid:uid>/sheet/", audience.sheet, name="club_sheet"),
    path("audience/clubs/<uuid:uid>/take-back/", audience.strike_club, name="strike_club"),
    path("audience/<str:code>/", audience.audience, name="audience"),
    path("audience/<str:code>/survey/", audience.survey, name="survey"),
    path("audience/<str:code>/clubs/new/", audience.new_club, name="new_club"),
]
