"""Shows, the weekly grid, what plays when nothing is planned."""

from django.urls import path

from terrain.radio.views import grid, hints, sounds, station

urlpatterns = [
    path("stations/new/", station.open_station, name="open_station"),
    path("stations/<slug:slug>/", station.station, name="station"),
    path("stations/<slug:slug>/edit/", station.edit_station, name="edit_station"),
    path("stations/<slug:slug>/shows/", station.shows, name="shows"),
    path("stations/<slug:slug>/shows/new/", station.new_show, name="new_show"),
    path("shows/<uuid:uid>/", station.show, name="show"),
    path("shows/<uuid:uid>/edit/", station.edit_show, name="edit_show"),
    path("shows/<uuid:uid>/end/", station.end_show, name="end_show"),
    path("stations/<slug:slug>/grid/", grid.grid, name="grid"),
    path("stations/<slug:slug>/grid/new/", grid.new_place, name="new_place"),
    path("stations/<slug:slug>/grid/check/", grid.check_place, name="check_place"),
    path("grid/<uuid:uid>/edit/", grid.edit_place, name="edit_place"),
    path("grid/<uuid:uid>/end/", grid.end_place, name="end_place"),
    path("grid/<uuid:uid>/cancel/<str:written>/", grid.cancel_day, name="cancel_day"),
    path("stations/<slug:slug>/days/<str:written>/", grid.day, name="day"),
    path("stations/<slug:slug>/days/<str:written>/extra/", grid.add_extra, name="add_extra"),
    path("changes/<uuid:uid>/undo/", grid.undo_change, name="undo_change"),
    path("stations/<slug:slug>/plays/", grid.plays, name="plays"),
    path("stations/<slug:slug>/fallback/", sounds.fallback, name="fallback"),
    path("stations/<slug:slug>/jingles/", sounds.jingles, name="jingles"),
    path("stations/<slug:slug>/sounds/new/", sounds.new_sound, name="new_sound"),
    path("stations/<slug:slug>/hints/", hints.hints, name="hints"),
    path("stations/<slug:slug>/hints/<slug:key>/<slug:language>/", hints.record, name="record_hint"),
    path("hints/<uuid:uid>/listen/", hints.hear, name="hear_hint"),
    path("hints/<uuid:uid>/take-away/", hints.take_away, name="take_away_hint"),
    path("sounds/<uuid:uid>/", sounds.sound, name="sound"),
    path("sounds/<uuid:uid>/listen/", sounds.hear_sound, name="hear_sound"),
    path("sounds/<uuid:uid>/take-away/", sounds.take_away, name="take_away_sound"),
]
