"""The last step of a sign-in through the directory, after the second factor: only now is anything written."""

from __future__ import annotations

from allauth.account.stages import LoginStage
from django.http import HttpResponse
from django.utils import timezone

from parchemin.campus.people.sign_in.directory.actions import complete_sign_in
from parchemin.campus.people.sign_in.directory.answers import note_refusal, refused
from parchemin.campus.people.sign_in.directory.provider import subject_in
from parchemin.campus.people.sign_in.directory.refusals import DirectoryOpensNothing


class DirectoryStage(LoginStage):  # type: ignore[misc]
    """Nothing to do for who came in otherwise."""

    key = "directory"

    def handle(self) -> tuple[HttpResponse | None, bool]:
        login = (self.login.signal_kwargs or {}).get("sociallogin")
        if login is None:
            return None, True
        try:
            complete_sign_in(self.login.user, subject_in(login), at=timezone.now())
        except DirectoryOpensNothing as refusal:
            note_refusal(refusal.reason, refusal.person)
            return refused(self.request, refusal), False
        return None, True
