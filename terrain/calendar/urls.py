from django.urls import path

from terrain.calendar.views import feeds, months

app_name = "calendar"
urlpatterns = [
    path("", months.calendar, name="calendar"),
    path("day/", months.day, name="day"),
    path("telephone/", feeds.feeds, name="feeds"),
    path("telephone/<slug:code>/", feeds.project_feeds, name="project_feeds"),
]
