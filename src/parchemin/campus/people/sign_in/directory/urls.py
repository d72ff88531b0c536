"""The addresses of the directory. Those that the package would open an account at are left out."""

from __future__ import annotations

from allauth.socialaccount import views as socialaccount
from django.urls import path

from parchemin.campus.people.sign_in.directory import views

urlpatterns = [
    path("", socialaccount.connections, name="socialaccount_connections"),
    path("cancelled/", socialaccount.login_cancelled, name="socialaccount_login_cancelled"),
    path("oidc/<str:provider_id>/login/", views.login, name="openid_connect_login"),
    path("oidc/<str:provider_id>/login/callback/", views.callback, name="openid_connect_callback"),
]
