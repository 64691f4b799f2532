from django.urls import path

from terrain.results import declared_views, taking_views, views

app_name = "results"
urlpatterns = [
    path("", views.home, name="home"),
    path("snapshots/<int:pk>/", declared_views.snapshot, name="snapshot"),
    path("declared/<int:pk>/withdraw/", declared_views.withdraw, name="withdraw"),
    path("declared/<int:pk>/proof/", declared_views.evidence, name="evidence"),
    path("targets/<str:code>/", views.why, name="why"),
    path("targets/<str:code>/people/", views.people, name="people"),
    path("targets/<str:code>/take/", taking_views.take, name="take"),
    path("targets/<str:code>/declare/", declared_views.declare, name="declare"),
    path("<str:code>/", views.board, name="board"),
    path("<str:code>/keep/", taking_views.keep, name="keep"),
]
