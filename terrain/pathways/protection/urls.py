from django.urls import path

from terrain.pathways.protection import views

app_name = "protection"
urlpatterns = [
    path("<uuid:uid>/report/", views.report, name="report"),
    path("conditions/<str:code>/", views.conditions, name="conditions"),
]
