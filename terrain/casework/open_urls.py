from django.urls import path

from terrain.calendar.views import feeds

app_name = "open"
urlpatterns = [path("calendar/<str:secret>.ics", feeds.feed, name="feed")]
