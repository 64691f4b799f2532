from django.urls import path

from terrain.calendar.views import feeds, months

app_name = "agenda"
urlpatterns = [
    path("public/", months.public, name="public"),
    path("public/day/", months.public_day, name="public_day"),
    path("public.ics", feeds.public, name="feed_public"),
    path("feeds/<str:secret>.ics", feeds.feed, name="feed"),
]
