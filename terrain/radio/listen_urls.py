"""What listeners open: no sign-in, no name asked."""

from django.urls import path

from terrain.radio.views import listen, taking, taking_back, writing

app_name = "listen"
urlpatterns = [
    path("mine/<str:secret>/", taking_back.mine, name="mine"),
    path("", listen.radios, name="radios"),
    path("<slug:slug>/", listen.station, name="station"),
    path("<slug:slug>/week/", listen.week, name="week"),
    path("<slug:slug>/help/", listen.helping, name="help"),
    path("<slug:slug>/write/", writing.write, name="write"),
    path("<slug:slug>/club/", writing.club, name="club"),
    path("<slug:slug>/grid.ics", taking.calendar, name="calendar"),
    path("<slug:slug>/feed.xml", taking.feed, name="feed"),
    path("<slug:slug>/week.zip", taking.week_zip, name="zip"),
    path("<slug:slug>/episodes/<uuid:uid>/", listen.episode, name="episode"),
    path("<slug:slug>/episodes/<uuid:uid>/transcript.vtt", taking.transcript, name="transcript"),
    path("<slug:slug>/episodes/<uuid:uid>/chapters.json", taking.chapters, name="chapters"),
    path("<slug:slug>/<slug:show>/", listen.show, name="show"),
    path("<slug:slug>/<slug:show>/feed.xml", taking.show_feed, name="show_feed"),
]
