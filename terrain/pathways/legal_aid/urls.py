from django.urls import path

from terrain.pathways.legal_aid.views import advocacy, mandates, network, telling

app_name = "legal_aid"
urlpatterns = [
    path("lawyers/", network.lawyers, name="lawyers"),
    path("lawyers/new/", network.new, name="new_lawyer"),
    path("lawyers/<uuid:uid>/", network.lawyer, name="lawyer"),
    path("lawyers/<uuid:uid>/change/", network.change, name="change_lawyer"),
    path("files/<uuid:uid>/lawyers/", mandates.mandates, name="mandates"),
    path("files/<uuid:uid>/lawyers/<int:pk>/end/", mandates.end, name="end_mandate"),
    path("files/<uuid:uid>/lawyers/<int:pk>/take-back/", mandates.take_back, name="take_back_mandate"),
    path("files/<uuid:uid>/tell/", telling.tell, name="tell"),
    path("files/<uuid:uid>/tell/take-up/", telling.take_up, name="take_up"),
    path("told/", advocacy.told, name="advocacy"),
    path("told/print/", advocacy.on_paper, name="print_told"),
    path("told/waiting/", telling.waiting, name="waiting"),
    path("told/waiting/<uuid:uid>/", telling.decide, name="decide"),
    path("told/<uuid:uid>/", advocacy.one, name="told"),
    path("told/<uuid:uid>/take-down/", advocacy.take_down, name="take_down"),
]
