"""Passages of free text that may name a person or tell where to find one.

The engine would rather ask once too often: whatever it finds, a reviewer looks at. It knows Russian, English and
Korean; it does not know every name, so a text without a hit is not proven harmless.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from decisions.text.names import candidates


class Kind(StrEnum):
    """What a passage looks like."""

    NAME = "name"
    BIRTH = "birth"
    DATE = "date"
    PASSPORT = "passport"
    ADDRESS = "address"
    PHONE = "phone"
    EMAIL = "email"
    KEPT = "kept"  # the name of somebody whose identity is kept sealed


@dataclass(frozen=True, slots=True)
class Passage:
    """`span` is where `text` stands: first character and the one after the last."""

    kind: Kind
    text: str
    span: tuple[int, int]


def find(
    text: str, *, names: Collection[str] = (), days: Collection[date] = (), kept: Collection[str] = ()
) -> list[Passage]:
    """Every passage in the order of the text, none inside another.

    `names` are known to be harmless (judges, courts); `days` are dates that the record states anyway. `kept` has
    keys of names (text.names) that must not become public, whatever they look like: they are passages of their own.
    """
    sure = _kept(text, kept) if kept else []
    searched = _blanked(_without(text, names), sure)
    found = [Passage(kind, text[start:end], (start, end)) for kind, start, end in _hits(searched, days)]
    found += sure
    found.sort(key=_place)
    return list(_outermost(found))


def _kept(text: str, keys: Collection[str]) -> list[Passage]:
    spans = [one.span for one in candidates(text) if one.key in keys]
    longest = sorted((Passage(Kind.KEPT, text[a:b], (a, b)) for a, b in spans), key=_place)
    return list(_outermost(longest))


def _place(passage: Passage) -> tuple[int, int]:
    return passage.span[0], -passage.span[1]


def _blanked(text: str, found: Collection[Passage]) -> str:
    """What is found already is not looked at again, so that nothing longer hides it."""
    for start, end in (passage.span for passage in found):
        text = text[:start] + "\0" * (end - start) + text[end:]
    return text


def _outermost(passages: list[Passage]) -> Iterator[Passage]:
    """Overlapping passages are one question: the first and longest of them."""
    end = -1
    for passage in passages:
        if passage.span[0] >= end:
            end = passage.span[1]
            yield passage


def _without(text: str, names: Collection[str]) -> str:
    """The text with blanks where a known name stands; a single word is no name that could be known."""
    plain = text.casefold()
    for name in names:
        # Most names stand nowhere in the text: a look for the longest word is quicker than a pattern.
        if len(name.split()) > 1 and _longest_word(name.casefold()) in plain:
            text = re.sub(_words(name), lambda hit: "\0" * len(hit[0]), text, flags=re.IGNORECASE)
    return text


def _longest_word(text: str) -> str:
    """Empty where there is none, which stands in every text."""
    return max(re.findall(r"\w+", text), key=len, default="")


def _words(name: str) -> str:
    """A name however it is spaced, and not as a part of longer words."""
    return r"(?<!\w)" + r"\s*".join(map(re.escape, re.findall(r"\w+|[^\w\s]", name))) + r"(?!\w)"


def _hits(text: str, days: Collection[date]) -> Iterator[tuple[Kind, int, int]]:
    for kind, pattern in _PATTERNS:
        for hit in pattern.finditer(text):
            yield kind, hit.start(), hit.end()
    for hit in _HANGUL_NAME.finditer(text):
        if not _ORDINARY_KOREAN.fullmatch(hit[0]):
            yield Kind.NAME, hit.start(), hit.end()
    for hit in _DATE.finditer(text):
        if _day(hit) not in days:
            yield Kind.DATE, hit.start(), hit.end()


# Names

_CYRILLIC = r"[А-ЯЁ][а-яё]+(?:-[А-ЯЁ][а-яё]+)?"
_LATIN = r"[A-Z][a-z]+(?:['’-][A-Za-z]+)?"
# л.д. 5 is a sheet of the file, д. 5 a house.
_NO_WORD_BEFORE = r"(?<![\w.])"

# Family names of Koreans as Russian and English texts spell them, whatever comes first. The short ones are also
# ordinary words, so they count only before two more capitalised words or a hyphenated one.
_KOREAN_IN_CYRILLIC = [
    "Ким",
    "Пак",
    "Лим",
    "Рим",
    "Цой",
    "Чой",
    "Чхве",
    "Чхое",
    "Тён",
    "Тен",
    "Чон",
    "Чён",
    "Чжон",
    "Чан",
    "Чжан",
    "Юн",
    "Юнг",
    "Хан",
    "Син",
    "Шин",
    "Квон",
    "Хван",
    "Сон",
    "Лю",
    "Рю",
    "Хон",
    "Мун",
    "Ян",
    "Пэ",
    "Пек",
    "Пэк",
    "Хо",
    "Хё",
    "Чо",
    "Чхо",
    "Кан",
    "Тян",
    "Угай",
    "Ногай",
    "Дегай",
    "Хегай",
    "Кво",
    "Чжу",
    "Кым",
    "Ём",
    "Хам",
    "Пён",
    "Чхэ",
    "Вон",
    "Чхон",
    "Мён",
    "Ри",
    "Ли",
]
_KOREAN_WORDS_IN_CYRILLIC = [
    "О",
    "Со",
    "Ан",
    "Ю",
    "Ко",
    "Но",
    "Ро",
    "Ха",
    "Ку",
    "Им",
    "Ми",
    "То",
    "Ки",
    "Е",
    "Мо",
    "Ма",
    "Нам",
    "Сим",
    "Ок",
    "Ом",
    "Пан",
    "Мин",
]
_KOREAN_IN_LATIN = [
    "Kim",
    "Gim",
    "Pak",
    "Park",
    "Bak",
    "Rhee",
    "Lee",
    "Yi",
    "Li",
    "Ri",
    "Choe",
    "Choi",
    "Tsoi",
    "Tsoy",
    "Choy",
    "Jong",
    "Jung",
    "Jeong",
    "Chong",
    "Chung",
    "Jang",
    "Kang",
    "Gang",
    "Cho",
    "Yun",
    "Yoon",
    "Lim",
    "Rim",
    "Seo",
    "Suh",
    "Shin",
    "Kwon",
    "Gwon",
    "Hwang",
    "Ahn",
    "Ryu",
    "Yoo",
    "Hong",
    "Koh",
    "Mun",
    "Yang",
    "Sohn",
    "Pae",
    "Bae",
    "Paek",
    "Baek",
    "Heo",
    "Hur",
    "Shim",
    "Noh",
    "Ku",
    "Koo",
    "Kwak",
    "Gwak",
    "Pyon",
    "Byun",
    "Ugay",
    "Khegay",
]
_KOREAN_WORDS_IN_LATIN = [
    "Han",
    "O",
    "Oh",
    "So",
    "Sin",
    "Im",
    "An",
    "Song",
    "Yu",
    "Ko",
    "Go",
    "Moon",
    "Son",
    "Ho",
    "Nam",
    "Sim",
    "No",
    "Ro",
    "Ha",
    "Jo",
    "Chang",
    "Park",
]
# Of these even one short word before them makes a name; the others need two, or two with a hyphen.
_LAST_IN_CYRILLIC = (
    r"(?:Ким|Пак|Цо[йяюе]|Чо[йяюе]|Чхве|Чхое|Тян|Хван|Квон|Угай|Хегай|Дегай|Чжон|Чжан|Рю)"
    "(?:а|у|ом|ем|е)?"
)
_LAST_IN_LATIN = (
    "(?:Kim|Gim|Pak|Rhee|Lee|Choe|Choi|Tsoi|Tsoy|Choy|Jong|Jung|Jeong|Chung|Hwang|Kwon|Ryu|Paek|Baek|Yoon)"
)
_GIVEN_CYRILLIC, _GIVEN_LATIN = "[А-ЯЁ][а-яё]{1,6}", "[A-Z][a-z]{1,6}"

_RUSSIAN_ENDING = r"(?:ova?|eva?|yova?|ina?|yna?|sky|skiy|skii|skaya|enko|chuk|yuk|yan|dze|shvili)"
_NOT_A_GIVEN_NAME = (
    r"(?!(?:In|On|At|Of|The|By|To|From|For|And|But|Near|District|City|Court|Judge|Each|This|These|Both|All|Under|"
    r"After|Before|According|Article|Section|Example|No|Not|With|Region|Republic|Krai|Oblast)\b)"
)
# What begins a sentence or names an office, before a family name.
_NOT_GIVEN_IN_CYRILLIC = (
    r"(?!(?:Судья|Судьи|Судье|Судом|Суд|Суда|По|При|Из|От|Для|На|Не|Но|Что|Как|Это|Эти|Все|Всех|Также|Однако|"
    r"Когда|Если|После|До|Дело|Район|Край|Город|Статья|Со|За|Под|Об|Он|Она|Они)\b)"
)
# Gorky Park is no person.
_LAST_OF_THREE = [word for word in _KOREAN_IN_LATIN if word != "Park"]

_NAMES = (
    # Фамилия И. О. and И. О. Фамилия
    rf"{_CYRILLIC}\s+[А-ЯЁ]\.(?:[\s-]*[А-ЯЁ]\.)?",
    rf"[А-ЯЁ]\.\s?(?:-?[А-ЯЁ]\.\s?)?{_CYRILLIC}",
    # Имя Отчество Фамилия in any order, and in capitals
    rf"(?:{_CYRILLIC}\s+)?{_CYRILLIC}\s+[А-ЯЁ][а-яё]+(?:ович|евич|ьич|овна|евна|ична|овн|евн|ичн)"
    rf"(?:[аеу]|ем|ой|ы|ей)?(?:\s+{_CYRILLIC})?",
    rf"(?:{'|'.join(word.upper() for word in _KOREAN_IN_CYRILLIC)})(?:\s+[А-ЯЁ]{{2,8}}){{1,2}}",
    rf"(?:{'|'.join(_KOREAN_IN_CYRILLIC)})\s+{_GIVEN_CYRILLIC}(?:\s{_GIVEN_CYRILLIC}|-[А-ЯЁа-яё][а-яё]{{1,6}})?",
    rf"(?:{'|'.join(_KOREAN_WORDS_IN_CYRILLIC)})\s+{_GIVEN_CYRILLIC}(?:\s{_GIVEN_CYRILLIC}|-[А-ЯЁа-яё][а-яё]{{1,6}})",
    # Чоль Су Ким, Чоль-су Ким, Чоль Ким
    rf"{_NOT_GIVEN_IN_CYRILLIC}{_GIVEN_CYRILLIC}(?:\s{_GIVEN_CYRILLIC}|-[А-ЯЁа-яё][а-яё]{{1,6}})"
    rf"\s(?:{'|'.join(_KOREAN_IN_CYRILLIC)})(?:а|у|ом|е)?",
    rf"{_NOT_GIVEN_IN_CYRILLIC}{_GIVEN_CYRILLIC}\s{_LAST_IN_CYRILLIC}",
    rf"[А-ЯЁ]{{2,7}}(?:[\s-][А-ЯЁ]{{2,7}})\s(?:{'|'.join(word.upper() for word in _KOREAN_IN_CYRILLIC)})",
    # гражданин Цой, гр-н КНДР Цой Мин
    rf"(?:[Гг]ражд(?:анин|анина|анином|анину|анка|анки|анку|анке)|[Гг]р-(?:н|на|ка|ки|не)|[Гг]р\.)\s+"
    rf"(?:КНДР\s+|РФ\s+|Кореи\s+)?(?!КНДР|РФ|Коре|Росс|Респ){_CYRILLIC}",
    # J. Smith, Smith J. A., Ivan Petrov, Ivan Petrovich
    r"[A-Z]\.\s?(?:[A-Z]\.\s?)?(?!So\b)[A-Z][a-z]{2,}(?:-[A-Z][a-z]+)?",
    r"[A-Z][a-z]{2,}(?:-[A-Z][a-z]+)?,?\s+[A-Z]\.\s?(?:[A-Z]\.)?",
    rf"{_NOT_A_GIVEN_NAME}[A-Z][a-z]+\s+[A-Z][a-z]{{2,}}{_RUSSIAN_ENDING}"
    rf"(?!\w|\s+(?:District|City|Region|Krai|Oblast|"
    rf"Court|Territory|Street|Municipal|Garrison))",
    rf"(?:{_LATIN}\s+)?{_LATIN}\s+[A-Z][a-z]+(?:ovich|evich|ovna|evna|ichna)(?:\s+{_LATIN})?",
    rf"(?:{'|'.join(word.upper() for word in _KOREAN_IN_LATIN)})(?:[\s-]+[A-Z]{{2,8}}){{1,2}}",
    rf"(?:{'|'.join(_KOREAN_IN_LATIN)})\s+{_GIVEN_LATIN}(?:\s{_GIVEN_LATIN}|-[A-Za-z][a-z]{{1,6}})?",
    rf"(?:{'|'.join(_KOREAN_WORDS_IN_LATIN)})\s+(?!North|South|Korea){_GIVEN_LATIN}"
    rf"(?:\s{_GIVEN_LATIN}|-[A-Za-z][a-z]{{1,6}})",
    # Chol Su Kim, Chol-su Kim, Chol Kim
    rf"{_NOT_A_GIVEN_NAME}{_GIVEN_LATIN}\s{_NOT_A_GIVEN_NAME}{_GIVEN_LATIN}\s(?:{'|'.join(_LAST_OF_THREE)})",
    rf"{_GIVEN_LATIN}-[A-Za-z][a-z]{{1,6}}\s(?:{'|'.join(_KOREAN_IN_LATIN)})",
    rf"{_NOT_A_GIVEN_NAME}{_GIVEN_LATIN}\s{_LAST_IN_LATIN}",
    rf"[A-Z]{{2,7}}[\s-][A-Z]{{2,7}}\s(?:{'|'.join(word.upper() for word in _LAST_OF_THREE)})",
    rf"(?:Mr|Mrs|Ms|Miss|Dr|Citizen|citizen)\.?\s+(?!North|South|The|Court)(?:DPRK\s+)?{_LATIN}(?:\s+{_LATIN}){{0,2}}",
)

# Hangul: a family name and two syllables as one word, or anything before 씨.
_HANGUL_FAMILY = (
    "김이박최정강조윤장임한오서신권황안송류유홍고문양손배백허남심노하곽성차"
    "주우구민진지엄채원천방공현함변염여추도소석선설마길연위표명기반라왕금옥"
    "육인맹제모탁국어은편용리림"
)
_PARTICLE = "(?:씨|님|은|는|이|가|을|를|의|에게|와|과|도|께서|라는)?"
_HANGUL_NAME = re.compile(
    rf"(?<![가-힣])(?:[{_HANGUL_FAMILY}][가-힣]{{2}}{_PARTICLE}|[가-힣]{{2,4}}\s?씨)(?![가-힣])"
)
# Ordinary words that begin like a name: before any particle, or, where people are called so too, before the
# particles with which no name ends.
_KOREAN_WORDS = (
    "한국|조선|정부|강제|이유|신청|심사|임시|조치|유엔|하지만|하였|지방|지역|위험|위반|법원|국가|국적|국제|"
    "국내|사건|구금|구역|고려|고등|노동|여권|여성|남성|남북|명령|연방|공화|원심|도시|모든|모두|용어|인권|"
    "인민|유럽|추방|출국|민족|진술|오늘|서울|서류|배상|백만|허가|심리|성명|기록|반대|라고|금지|어떤|마지막|"
    "고용|양형|주거|주소|진행|리유|정치"
)
_KOREAN_WORDS_LIKE_NAMES = (
    "조사|인정|이후|이전|하고|이것|이들|이러|기간|정도|주장|문서|성인|소재|선고|방법|원고|변호|제시|제도|"
    "은행|인도|유예|우리|민주|손해|차이|현재|현지|표현|기관|이상|이하|이미|이에|이민|이주|고문|안전|장소|"
    "장기|권리|정신|정당|정식"
)
_ORDINARY_KOREAN = re.compile(
    rf"(?:{_KOREAN_WORDS})[가-힣]*|(?:{_KOREAN_WORDS_LIKE_NAMES})[는을를의에로와과국법부들적][가-힣]*"
)

# Dates

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january января", "february февраля", "march марта", "april апреля", "may мая", "june июня",
            "july июля", "august августа", "september сентября", "october октября", "november ноября",
            "december декабря",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_MONTH = "|".join(_MONTHS)
_FORMS = (
    r"(?P<d{n}>\d{{1,2}})\s*[./-]\s*(?P<m{n}>\d{{1,2}})\s*[./-]\s*(?P<y{n}>(?:19|20)?\d\d)(?!\d|[./-]\d)",
    r"(?P<y{n}>(?:19|20)\d\d)[-./](?P<m{n}>\d{{1,2}})[-./](?P<d{n}>\d{{1,2}})(?!\d|-\d)",
    r"(?P<d{n}>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<m{n}>MONTH),?\s+(?P<y{n}>(?:19|20)\d\d)",
    r"(?P<m{n}>MONTH)\s+(?P<d{n}>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y{n}>(?:19|20)\d\d)",
    r"(?P<y{n}>(?:19|20)\d\d)\s*년\s*(?P<m{n}>\d{{1,2}})\s*월\s*(?P<d{n}>\d{{1,2}})\s*일",
)
_DATE = re.compile(
    r"(?<![\w/.-])(?:"
    + "|".join(form.format(n=number).replace("MONTH", _MONTH) for number, form in enumerate(_FORMS))
    + ")",
    re.IGNORECASE,
)


def _day(hit: "re.Match[str]") -> date | None:
    """The day that was written; None if the calendar has none such."""
    parts = {name[0]: text for name, text in hit.groupdict().items() if text is not None}
    month = int(parts["m"]) if parts["m"].isdigit() else _MONTHS[parts["m"].lower()]
    year = int(parts["y"])
    try:
        return date(year + 2000 if year < 100 else year, month, int(parts["d"]))
    except ValueError:
        return None


_YEAR = r"(?:19|20)\d\d"
_BIRTHS = (
    rf"(?:\d{{1,2}}[./-]\d{{1,2}}[./-])?{_YEAR}\s*(?:г\.?\s?р\b\.?|года?\s+рожд\w*|г\.\s*рожд\w*|년\s*생|년생)",
    rf"(?:род\.|родил\w+|рожд[её]н\w*|рождения|born|birth|생년월일|b\.)[^.;\n]{{0,40}}?{_YEAR}(?:[./-]\d{{1,2}}[./-]\d{{1,2}})?",
    rf"{_YEAR}\s+(?:of birth)\b",
)

# Papers, addresses, ways to reach somebody

_PASSPORTS = (
    r"(?:паспорт\w*|passport|여권)[^.\d\n]{0,40}?(?:[A-ZА-Я]{1,2}[\s-]?)?\d(?:[\s-]?\d){5,9}",
    r"(?:№|No\.?|N)\s?\d{2}\s?\d{2}\s\d{6}",
    r"(?<![\w/-])\d{2}\s?\d{2}\s?\d{6}(?![\w/-])",
    r"(?<![\w/-])\d{9}(?![\w/-])",
    r"(?<![\w/-])[A-Z]{1,2}\s?\d{7}(?![\w/-])",
    r"(?<![\w/-])\d{3}-\d{3}-\d{3}[\s-]\d{2}(?![\w/-])",
)
_NUMBER_OF_HOUSE = r"(?:[ ,]+(?:д\.?\s*)?\d+\w?)?"
# 12, 12а, 12/1, 12-34, and neither a year, a date nor the number of a case or an article.
_HOUSE = r"(?:д\.?\s*|дом\s*)?\d{1,3}(?:[а-яa-z]|[/-]\d{1,3})?(?![\w/.-]*\d|\w)"
_NO_STREET = (
    r"(?!(?:Стат|Част|Пункт|Дел|Постановл|Решен|Определ|Закон|Указ|Приказ|Протокол|Росси|Федерац|КНДР))"
)
_ADDRESSES = (
    # г. Примерск, Образцовая 12
    rf"(?:г\.?|город|село|(?:гор|пос|пгт|дер|с)\.)\s*[А-ЯЁ][\w-]+(?:\s[А-ЯЁ][\w-]+)?,\s*{_NO_STREET}[А-ЯЁ][а-яё-]+"
    rf"(?:\s[А-ЯЁ]?[а-яё-]+)?,?\s+{_HOUSE}",
    rf"{_NO_STREET}[А-ЯЁ][а-яё]{{2,}}(?:ская|ской|скую|ная|ной|ную|овая|овой|овую),?\s+{_HOUSE}",
    r"[A-Z][a-z]{2,}(?:skaya|skoy|skoi|skogo|ovaya|ovoy),?\s+\d{1,3}[a-z]?(?![\w/.-]*\d|\w)",
    r"(?:ул|пер|просп|пр-т|пр-кт|бул|б-р|наб|мкр|пл|ш)\.?\s+(?:им\.\s*)?[А-ЯЁ0-9][\w.-]*" + _NUMBER_OF_HOUSE,
    r"(?:улиц|переул|проспект|шоссе|бульвар|набережн|микрорайон|площад)\w*\s+[А-ЯЁ0-9][\w.-]*"
    + _NUMBER_OF_HOUSE,
    r"[А-ЯЁ][а-яё]+(?:ая|ой|ий|ом)\s+(?:улиц|переул|проспект|шоссе|бульвар|набережн)\w*",
    r"(?:д|дом|доме|дома|кв|квартир\w+|корп|корпус\w*|стр|строени\w+|комн|комнат\w+|общежити\w+)\.?\s*№?\s*\d+\w?",
    r"(?:\d+\w?,?\s+)?(?!The\b)[A-Z][a-z]+(?:\s[A-Z][a-z]+)?\s+"
    r"(?:Street|Avenue|Lane|Prospekt|Prospect|Boulevard|Embankment|Highway|Alley)",
    r"(?:[Uu]litsa|[Uu]l\.|[Pp]rospekt|[Pp]ereulok)\s+[A-Z][a-z]+",
    r"(?:[Aa]partment|[Ff]lat|[Aa]pt\.?|[Rr]oom|[Dd]ormitory|[Hh]ostel|[Hh]ouse)\s*(?:[Nn]o\.?|№|#)?\s*\d+\w?",
    r"\d+\s*동\s*\d+\s*호|(?<![가-힣])[가-힣]+(?:로|길)\s*\d+(?:번길)?",
)
_PHONES = (
    r"(?:\+7|\b8)[\s(-]*\d{3}[\s)-]*\d{3}[\s-]?\d{2}[\s-]?\d{2}(?!\d)",
    r"\+\d{1,3}[\s(-]*\d(?:[\s()-]{0,2}\d){6,12}",
    r"(?<![\w-])0\d{1,2}-\d{3,4}-\d{4}(?![\w-])",
)
_EMAILS = (
    r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}",
    r"(?:t\.me|wa\.me|vk\.com|ok\.ru)/\w+",
)

_ORDINARY = re.IGNORECASE
_PATTERNS: tuple[tuple[Kind, "re.Pattern[str]"], ...] = (
    (Kind.EMAIL, re.compile("|".join(_EMAILS), _ORDINARY)),
    (Kind.PHONE, re.compile("|".join(_PHONES))),
    (Kind.PASSPORT, re.compile("|".join(_PASSPORTS), _ORDINARY)),
    *((Kind.BIRTH, re.compile(rf"(?<!\w){pattern}", _ORDINARY)) for pattern in _BIRTHS),
    *((Kind.ADDRESS, re.compile(_NO_WORD_BEFORE + pattern)) for pattern in _ADDRESSES),
    *((Kind.NAME, re.compile(rf"(?<!\w)(?:{pattern})(?:(?<=\.)|(?!\w))")) for pattern in _NAMES),
)
