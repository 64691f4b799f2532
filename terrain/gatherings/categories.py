"""As what somebody came, from the words that sheets use for it: a function, a profession, a quality."""

from terrain.gatherings.enums import Category
from terrain.imports import values
from terrain.imports.registry import Cell, Problem

_WORDS: tuple[tuple[Category, str], ...] = (
    (Category.MAGISTRATE, "magistrat magistrate juge judge procureur prosecutor giudice magistrato قاض قاضي قاضيه القاضي"),
    (Category.LAWYER, "avocat avocate lawyer barreau avvocato avvocata avvocatessa محام محامي محاميه المحامي"),
    (Category.JOURNALIST, "journaliste journalist presse press giornalista stampa media صحفي صحفيه صحافي صحافيه"),
    (Category.MEDICAL_STAFF, "infirmier infirmiere paramedical medical psychologue nurse psychologist sage infermiere infermiera ممرض ممرضه"),
    (Category.DOCTOR, "medecin docteur pediatre doctor physician pediatrician medico pediatra طبيب طبيبه الطبيب"),
    (
        Category.LOCAL_AUTHORITY,
        "caid pacha commissaire commissariat police gendarme gendarmerie autorite authority polizia carabinieri قائد باشا شرطه",
    ),
    (
        Category.SOCIAL_OPERATOR,
        "assistant assistante educateur educatrice operateur operatrice social sociale travailleur travailleuse worker "
        "educator operatore operatrice sociale مساعد مساعده اجتماعي اجتماعيه مربي مربيه",
    ),
    (Category.ASSOCIATION_HEAD, "president presidente responsable head chair chairwoman directrice directeur presidente رئيس رييس رييسه"),
    (Category.ASSOCIATION_MEMBER, "association associatif membre benevole member volunteer associazione socio socia عضو متطوع جمعيه"),
    (Category.PUBLIC_SERVICE, "etat greffier greffiere tribunal court registry cancelliere كاتب الضبط"),
    (
        Category.OFFICIAL,
        "fonctionnaire cadre officiel employe employee agent official servant funzionario funzionaria impiegato موظف موظفه",
    ),
)  # fmt: skip
_BY_WORD: dict[str, Category] = {}
for _category, _words in _WORDS:
    for _word in _words.split():
        _BY_WORD.setdefault(_word, _category)
_BY_LABEL = {values.fold(code.replace("_", " ")): Category(code) for code in Category.values if code}
_RANK = {category: rank for rank, (category, _words) in enumerate(_WORDS)}
_ASSOCIATION = frozenset({"association", "associations", "ong", "ngo", "associazione", "cooperative", "جمعيه"})


def recognise(words: str) -> Category | None:
    """The category that ``words`` speak of; ``None`` when no known word is in them.

    A head of something is a head of an association only when an association is named: heads of services are officials.
    """
    folded = values.fold(words)
    if folded in _BY_LABEL:
        return _BY_LABEL[folded]
    said = folded.split()
    found = {_BY_WORD[stem] for word in said for stem in (word, word.removesuffix("s")) if stem in _BY_WORD}
    of_association = bool(_ASSOCIATION & set(said))
    if Category.ASSOCIATION_HEAD in found and not of_association:
        found = found - {Category.ASSOCIATION_HEAD} or {Category.OFFICIAL}
    elif of_association and Category.ASSOCIATION_HEAD not in found and Category.ASSOCIATION_MEMBER in found:
        found -= {Category.OFFICIAL}
    return min(found, key=_RANK.__getitem__) if found else None


def category(cell: Cell) -> str | None:
    """The category of a cell; raises ``Problem`` when something is written that nobody knows."""
    words = values.text(cell)
    if words is None:
        return None
    known = recognise(words)
    if known is None:
        raise Problem("category_other")
    return str(known)
