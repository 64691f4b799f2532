"""Everything under /account/: the pages of django-allauth that are in use, and our own. No page to sign up."""

from allauth.account import views as account
from django.urls import include, path, re_path

from terrain.accounts import own_views

urlpatterns = [
    path("", own_views.profile, name="account_profile"),
    path("invitation/<str:token>/", own_views.invitation, name="account_invitation"),
    path("demo/", own_views.demo_sign_in, name="account_demo"),
    path("typed/", own_views.typed, name="account_typed"),
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("email/", account.email, name="account_email"),
    re_path(r"^confirm-email/(?P<key>[-:\w]+)/$", account.confirm_email, name="account_confirm_email"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("password/set/", account.password_set, name="account_set_password"),
    path("password/reset/", account.password_reset, name="account_reset_password"),
    path("password/reset/done/", account.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("password/reset/key/done/", account.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    path("2fa/", include("allauth.mfa.urls")),
]
