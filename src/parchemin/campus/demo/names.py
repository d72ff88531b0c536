"""Invented people: names from lists of our own, drawn the same way twice; and dice, each for what they are about."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from random import Random

_GIVEN = """
Adèle Adrien Agathe Aïcha Alexis Alice Amandine Amélie Amina Anaïs Antoine Arthur Assia Aurélien Awa Axel
Baptiste Bastien Bénédicte Benjamin Brice Camille Cécile Célia Chiara Chloé Clara Clément Clémence Coralie
Corentin Damien Daphné David Diane Dimitri Djibril Dorian Édouard Élias Elif Élise Éloïse Elsa Émeric Emma
Enzo Erwan Esther Étienne Eva Fanny Farid Fatou Félix Flavie Florian Gabriel Gaëlle Gaspard Grégoire Gwenaëlle
Hanaé Hector Héloïse Hugo Idriss Inès Irène Ismaël Jade Jérémie Joachim Jonas Joséphine Jules Justine Karim
Kévin Khadija Kim Laetitia Lamine Léa Léo Léonie Lila Linh Loïc Louis Lucie Ludivine Maëlle Maëlys Malik Manon
Marius Mathilde Matthieu Maxence Mehdi Mélanie Mila Mohamed Moussa Nadia Naïma Nathan Nicolas Nina Noé Noémie
Nour Océane Octave Olivia Omar Oscar Ousmane Pauline Paul Philippine Pierrick Quentin Rachel Raphaël Rania
Rayan Rémi Robin Romane Rose Sacha Salomé Samuel Sarah Sébastien Selma Simon Sofia Solène Stanislas Tanguy
Théo Thaïs Thomas Tiphaine Tom Ulysse Valentin Valentine Victoire Vincent Violette Wassim Xavier Yacine Yann
Yasmine Yohan Younès Zoé Zélie Anne-Sophie Jean-Baptiste Marie-Lou Pierre-Antoine Lou-Anne Paul-Émile
Marie-Ange Ange
"""
_FAMILY = """
Abadie Adjovi Aït-Saïd Allard Amrani Arnoux Aubert Auclair Bah Barbier Barthélemy Baudry Bazin Belkacem
Bellanger Benali Bérard Berthelot Besnard Billard Bonnefoy Bouchard Boulanger Bourgeois Brunel Cadiou Camara
Carpentier Castel Chauvin Chevallier Cissé Clément Colin Cordier Coste Coulibaly Courtois Da-Silva Dang Daniel
Delaunay Delmas Demir Deschamps Diallo Diarra Didier Diop Dubreuil Duchêne Dumont Durieux Escoffier Étienne
Evrard Fabre Faivre Ferrand Ferreira Fofana Fontaine Fouquet Gaillard Garnier Gauthier Georges Gérard Gilbert
Giraud Goncalves Grandjean Grosjean Guérin Guichard Guyot Haddad Hamon Hébert Henry Hoang Hoarau Humbert
Ibanez Jacquemin Jacquot Jolivet Joubert Kaya Keïta Kieffer Klein Koffi Lacroix Lagarde Lambert Laroche
Leblanc Lecomte Lefèvre Legendre Lemaire Lenoir Leroy-Dupuis Lévêque Lopez Louvet Mahé Maillard Mansour
Marchal Maréchal Marin Masson Mathieu Maurin Mercier Meunier Michaud Millet Monnier Morel Moulin Muller
N’Diaye Nguyen Noël Olivier Ouattara Oudin Ozturk Pagès Paris Payet Pelletier Pereira Perrin Petitjean Pham
Picard Pichon Poirier Prévost Quéré Rahmani Raynaud Régnier Renard Renaud Rey Ribeiro Rivière Rocher Rolland
Rousselot Roux Sarr Sauvage Schmitt Sène Simonin Sow Tanguy Tessier Thibault Thiéry Tran Traoré Vasseur
Verdier Vidal Vieira Villeneuve Vincent-Gall Vogel Wagner Weber Yilmaz Zidane Zimmermann De_La_Tour Le_Goff
El_Mansouri Ben_Youssef Le_Bris Saint-Martin Van_Hecke
"""
GIVEN = tuple(_GIVEN.split())
FAMILY = tuple(name.replace("_", " ") for name in _FAMILY.split())


def drawn(seed: str, taken: set[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Given and family names, never the same pair twice nor one of `taken`."""
    dice = Random(seed)
    while True:
        pair = dice.choice(GIVEN), dice.choice(FAMILY)
        if pair not in taken:
            taken.add(pair)
            yield pair


def address(given: str, family: str, domain: str) -> str:
    """The school's address of somebody: small letters, no accent, a dot between the names."""
    return f"{_plain(given)}.{_plain(family)}@{domain}"


def _plain(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z]+", "-", letters.lower().replace("'", "")).strip("-")


def dice(*about: object) -> Random:
    """Dice for one thing, whatever else is thrown and in whatever order."""
    return Random("|".join(map(str, about)))
