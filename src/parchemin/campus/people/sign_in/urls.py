"""Addresses of the sign-in: those of the package (allauth) that a school needs, under its names, and no other.

Left out on purpose: opening an account alone, and changing one's address, which is the office's to write.
"""

from __future__ import annotations

from allauth.account import views as account
from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path, re_path

urlpatterns: list[URLPattern | URLResolver] = [
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("password/set/", account.password_set, name="account_set_password"),
    path("password/reset/", account.password_reset, name="account_reset_password"),
    path("password/reset/done/", account.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("password/key/done/", account.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    # The package asks for these two by name; both say that accounts are made by the office.
    path("signup/", account.signup, name="account_signup"),
    path("email/", account.signup, name="account_email"),
    path("second-factor/", include("allauth.mfa.urls")),
]
if settings.DIRECTORY_APPS:
    urlpatterns.append(path("directory/", include("parchemin.campus.people.sign_in.directory.urls")))
