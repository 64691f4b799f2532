"""Everything under /account/: the pages of django-allauth that are in use, and our own. No page to sign up."""

from allauth.account import views as account
from django.urls import include, path, re_path

from terrain.accounts import own_views, pairing_views

urlpatterns = [
    path("", own_views.profile, name="account_profile"),
    path("invitation/<str:token>/", own_views.invitation, name="account_invitation"),
    path("demo/", own_views.demo_sign_in, name="account_demo"),
    path("typed/", own_views.typed, name="account_typed"),
    path("code/", pairing_views.code, name="account_code"),
    path("code/<str:digits>/", pairing_views.choose_pin, name="account_choose_pin"),
    path("pin/", pairing_views.pin, name="account_pin"),
    path("forget-phone/", pairing_views.forget_phone, name="account_forget_phone"),
    path("login/", pairing_views.door, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("email/", own_views.with_address(account.email), name="account_email"),
    re_path(r"^confirm-email/(?P<key>[-:\w]+)/$", account.confirm_email, name="account_confirm_email"),
    path("password/change/", own_views.with_address(account.password_change), name="account_change_password"),
    path("password/set/", own_views.with_address(account.password_set), name="account_set_password"),
    path("password/reset/", account.password_reset, name="account_reset_password"),
    path("password/reset/done/", account.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("password/reset/key/done/", account.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    path("2fa/webauthn/add/", pairing_views.add_finger, name="mfa_add_webauthn"),
    path("2fa/", include("allauth.mfa.urls")),
]
