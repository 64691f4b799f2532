from django.urls import path

from terrain.accounts import views

app_name = "accounts"
urlpatterns = [
    path("", views.staff, name="staff"),
    path("journal/", views.journal, name="journal"),
    path("roles/", views.roles, name="roles"),
    path("invite/", views.invite, name="invite"),
    path("invitations/<int:pk>/resend/", views.resend_invitation, name="resend_invitation"),
    path("invitations/<int:pk>/withdraw/", views.revoke_invitation, name="revoke_invitation"),
    path("<int:pk>/", views.member, name="member"),
    path("<int:pk>/roles/give/", views.give_role, name="give_role"),
    path("<int:pk>/roles/<int:holding>/end/", views.end_role, name="end_role"),
    path("<int:pk>/code/", views.make_code, name="make_code"),
    path("<int:pk>/phone/lost/", views.phone_lost, name="phone_lost"),
    path("<int:pk>/close/", views.close_account, name="close_account"),
    path("<int:pk>/open/", views.open_account, name="open_account"),
    path("<int:pk>/second-factor/reset/", views.reset_second_factor, name="reset_second_factor"),
]
