"""The studio's addresses, of those who make the radio. What listeners open stands in ``listen_urls``; sound itself in ``air``."""

from terrain.radio.urls import audience, live, messages, station, studio, voices

app_name = "radio"
urlpatterns = [
    *studio.urlpatterns,
    *voices.urlpatterns,
    *station.urlpatterns,
    *live.urlpatterns,
    *messages.urlpatterns,
    *audience.urlpatterns,
]
