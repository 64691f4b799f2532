from django.urls import path

from terrain.programmes import views

app_name = "programmes"
urlpatterns = [
    path("", views.programme, name="programme"),
    path("load/", views.load, name="load"),
    path("load/apply/", views.apply, name="apply"),
    path("<str:code>/", views.project, name="project"),
    path("<str:code>/versions/<int:number>/", views.version, name="version"),
    path("<str:code>/versions/<int:older>/to/<int:newer>/", views.redline, name="redline"),
]
