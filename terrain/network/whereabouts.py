"""Whether words say where something is: the words of an address and of a place, against what somebody wrote of a service.

Words that any address holds (street, quarter, floor, a number alone) say nothing. Two others that follow each other, one of four
letters or more, or one that stands alone between commas, say it. Rather a sentence too many hidden than one that leads to a shelter.
"""

import re
from collections.abc import Iterable

from terrain.programmes.models import plain

COMMON = frozenset(
    plain(
        """
        a al and au aux avec bis by chez d dans de del della des di du e el en et for l la le les near of on or ou par pour pres rue s sur
        the to un une via à près derrière devant face côté entre vers dessus dessous gauche droite nord sud est ouest
        angle appartement appt apt avenue av bâtiment bat bd bld bloc blvd boulevard building centre center cité city code douar
        entrée étage floor ground hay house immeuble imm km lot lotissement maison n no numéro num piazza place porte postal poste
        quartier region rdc résidence rez chaussée route rond point sidi rural secteur square street strada tranche villa ville zone
        accueil adultes aide association centrale dar enfants femme femmes filles foyer fondation garçons hébergement heures jour jours
        lits mère mères mineurs mineures numero ouvert ouverte places public service services social sociale shelter women children
        lundi mardi mercredi jeudi vendredi samedi dimanche matin midi soir nuit
        شارع زنقة حي رقم عمارة اقامة إقامة طابق شقة قرب أمام وراء مدينة ساحة طريق باب دار دوار مركز منزل بيت جمعية النساء نساء
        الأطفال أطفال في من على إلى و
        """
    ).split()
)
LONG, TELLING = 5, 4
"""From so many letters on a word is looked for inside others (``بالمسيرة`` for ``المسيرة``), or says where by itself."""


def says_where(words: str, where: Iterable[str]) -> bool:
    """Whether ``words`` hold what tells one of these addresses or places."""
    said = plain(words)
    own = _own(said)
    pairs, among = set(zip(own, own[1:], strict=False)), set(own)
    return any(_tells(part, said, among, pairs) for one in where for part in re.split(r"[,;/\n·،؛–—-]", one))


def _own(said: str) -> list[str]:
    return [word for word in said.split() if word not in COMMON]


def _tells(part: str, said: str, among: set[str], pairs: set[tuple[str, str]]) -> bool:
    whole, own = plain(part), _own(plain(part))
    letters = [word for word in own if not word.isdecimal()]
    if not letters:
        return False
    if f" {whole} " in f" {said} " or any(pair in pairs for pair in zip(own, own[1:], strict=False)):
        return True
    if len(letters) == 1 and letters[0] in among:
        return True
    return any(word in among if len(word) < LONG else word in said for word in letters if len(word) >= TELLING)
