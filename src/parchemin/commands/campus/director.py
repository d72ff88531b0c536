"""`parchemin campus director`: open a school from the command line, with its first director."""

from __future__ import annotations

from collections.abc import Callable

import click

from parchemin.commands.service import speaking


@click.command()
@click.argument("email")
@click.argument("given_name", metavar="PRÉNOM")
@click.argument("family_name", metavar="NOM")
@click.option("--school", required=True, metavar="CODE", help="Code court de l'école. / Short code of the school.")
@click.option("--name", required=True, help="Son nom entier. / Its full name.")
@click.option("--mail", is_flag=True, help="Envoie aussi le lien. / Mail the link as well.")
@speaking
def director(
    email: str, given_name: str, family_name: str, school: str, name: str, mail: bool, say: Callable[[str, str], None]
) -> None:
    """Ouvre une école avec sa première direction ; donne le lien, à usage unique, où choisir le mot de passe.

    Opens a school with its first director, and gives the one-time address where they choose a password.
    """
    from parchemin.service.database import at_hand

    with at_hand():
        from parchemin.service.opening import open_school
        from parchemin.service.preparation import prepare

        prepare(demo=False)
        opened = open_school(email, given_name, family_name, slug=school, name=name, mail=mail)
    say(f"« {name} » est ouverte. {given_name} {family_name} choisit son mot de passe ici, une fois :",
        f"“{name}” is open. {given_name} {family_name} chooses a password here, once:")  # fmt: skip
    click.echo(opened.link)
    if opened.unsent:
        say(f"Le courrier n’est pas parti ({opened.unsent}) : donnez-lui ce lien, et vérifiez PARCHEMIN_SMTP.",
            f"The mail did not leave ({opened.unsent}): hand over this link, and check PARCHEMIN_SMTP.")  # fmt: skip
