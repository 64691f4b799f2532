from django.urls import path

from terrain.publicsite import views

app_name = "public"
urlpatterns = [
    path("", views.home, name="home"),
    path("projects/<slug:code>/", views.project, name="project"),
    path("territories/", views.territories, name="territories"),
    path("privacy/", views.privacy, name="privacy"),
    path("robots.txt", views.robots, name="robots"),
    path("manifest.webmanifest", views.manifest, name="manifest"),
]
