"""Going live, and whoever may cut."""

from django.urls import path

from terrain.radio.views import live

urlpatterns = [
    path("live/", live.lives, name="lives"),
    path("live/<uuid:uid>/", live.live, name="live"),
    path("live/<uuid:uid>/state/", live.state, name="live_state"),
    path("live/<uuid:uid>/pieces/<int:take>/<int:number>/", live.chunk, name="live_piece"),
    path("live/<uuid:uid>/listen/", live.watch, name="watch_live"),
    path("live/<uuid:uid>/open/", live.open_air, name="open_live"),
    path("live/<uuid:uid>/cut/", live.cut, name="cut_live"),
    path("live/<uuid:uid>/close/", live.close, name="close_live"),
    path("live/<uuid:uid>/desk/", live.desk, name="live_desk"),
]
