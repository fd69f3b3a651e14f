"""Sign-in, sign-out, passwords and the profile. Other pages of allauth stay closed."""

from allauth.account import views as allauth
from django.urls import path, re_path

from heedful.base.accounts import views

RESET_KEY = r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$"

urlpatterns = [
    path("welcome/<str:token>/", views.welcome, name="welcome"),
    path("start/", views.start, name="start"),
    path("profile/", views.profile, name="profile"),
    path("sign-in/", allauth.login, name="account_login"),
    path("sign-out/", allauth.logout, name="account_logout"),
    # allauth links to it; it says that people are invited.
    path("sign-up/", allauth.signup, name="account_signup"),
    path("inactive/", allauth.account_inactive, name="account_inactive"),
    path("password/change/", allauth.password_change, name="account_change_password"),
    path("password/set/", allauth.password_set, name="account_set_password"),
    path("password/reset/", views.password_reset, name="account_reset_password"),
    path("password/reset/sent/", allauth.password_reset_done, name="account_reset_password_done"),
    re_path(RESET_KEY, allauth.password_reset_from_key, name="account_reset_password_from_key"),
    path(
        "password/reset/done/",
        allauth.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
]
