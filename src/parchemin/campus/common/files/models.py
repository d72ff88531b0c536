"""The row of a kept file: a stage's own row points to it, and says who may read it."""

from __future__ import annotations

from django.db import models


class KeptFile(models.Model):
    """A file in the storage. Its row never changes, but for the day its content was destroyed.

    key: its name there, which nobody can guess and which says nothing of anybody. name: the one it is shown and given
    back under. media: its kind ("application/pdf"), as it was sniffed. size: in bytes, None for what was kept before
    sizes were noted. sha256: of the content, in hexadecimal. A stage points to it with a OneToOneField, PROTECT.
    """

    key = models.CharField(max_length=300, primary_key=True)
    name = models.CharField(max_length=200)
    media = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField(null=True)
    sha256 = models.CharField(max_length=64)
    kept_at = models.DateTimeField()
    destroyed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            # So that a row which tells a digest points to both, and cannot tell another.
            models.UniqueConstraint(fields=("key", "sha256"), name="one_digest_a_kept_file"),
        )

    def __str__(self) -> str:
        return self.name
