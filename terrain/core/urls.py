from django.urls import path

from terrain.core import views

app_name = "core"
urlpatterns = [
    path("jobs/<uuid:uid>/", views.job, name="job"),
    path("gallery/", views.gallery, name="gallery"),
]
