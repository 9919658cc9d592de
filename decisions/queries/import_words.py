"""The words that tables of other people use for our columns and codes, in English and Russian.

English labels come from the vocabulary. The Russian ones stand here until the pages speak Russian too.
"""

from collections.abc import Mapping
from functools import cache

from django.db.models import TextChoices
from django.utils.translation import override

from decisions import vocabulary
from decisions.filters import country_names
from decisions.vocabulary import (
    Answer,
    Empty,
    Form,
    NationalityStatus,
    Plea,
    PublicationBasis,
    Qualifier,
    Sanction,
    Standing,
)

# Labels of codes in Russian, small letters; the first is the label, the others are found too.
_RUSSIAN: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    Empty.__name__: {
        Empty.NOT_STATED: ("не указано", "не указан", "не указана", "в тексте нет"),
        Empty.HIDDEN: ("скрыто судом", "скрыто", "изъято", "данные изъяты", "<данные изъяты>"),
        Empty.UNKNOWN: ("неизвестно", "неизвестен", "неизвестна", "нет данных"),
        Empty.WITHHELD: ("не раскрывается", "не публикуется"),
        Empty.NOT_APPLICABLE: ("неприменимо", "не применимо", "не применяется"),
    },
    Answer.__name__: {Answer.YES: ("да",), Answer.NO: ("нет",)},
    Sanction.__name__: {
        Sanction.EXPULSION: ("выдворение", "штраф с выдворением", "административное выдворение"),
        Sanction.FINE_ONLY: ("только штраф", "штраф без выдворения", "штраф"),
        Sanction.TERMINATED: ("производство прекращено", "прекращено"),
        Sanction.RETURNED: ("возвращено или передано", "возвращено", "передано"),
    },
    Form.__name__: {
        Form.CONTROLLED_DEPARTURE: (
            "контролируемый самостоятельный выезд", "самостоятельный контролируемый выезд", "самостоятельный выезд",
        ),
        Form.FORCED: ("принудительное выдворение", "принудительно"),
    },
    Plea.__name__: {
        Plea.ADMITTED: ("признал", "признала", "вину признал", "вину признала", "признана"),
        Plea.PARTLY: ("признал частично", "признала частично", "частично"),
        Plea.DENIED: ("не признал", "не признала", "вину не признал", "вину не признала"),
        Plea.SILENT: ("отказался от дачи объяснений", "отказалась от дачи объяснений", "ст. 51", "молчал"),
    },
    NationalityStatus.__name__: {
        NationalityStatus.ESTABLISHED: ("установлено", "установлена"),
        NationalityStatus.CLAIMED: ("со слов", "заявлено", "заявлена"),
        NationalityStatus.DISPUTED: ("оспаривается",),
        NationalityStatus.STATELESS: ("без гражданства", "лицо без гражданства"),
    },
    Standing.__name__: {
        Standing.NOT_YET_IN_FORCE: ("не вступило в силу", "не вступило в законную силу"),
        Standing.IN_FORCE: ("вступило в силу", "вступило в законную силу"),
        Standing.UNDER_APPEAL: ("обжалуется", "обжаловано"),
        Standing.CHANGED: ("изменено",),
        Standing.ANNULLED: ("отменено",),
        Standing.LAPSED: ("срок исполнения истёк", "срок исполнения истек"),
        Standing.CARRIED_OUT: ("исполнено",),
    },
    PublicationBasis.__name__: {
        PublicationBasis.CONSENT: ("согласие лица", "согласие"),
        PublicationBasis.COURT_PUBLICATION: ("опубликовано судом",),
        PublicationBasis.PUBLISHED_SOURCE: ("опубликованный источник",),
        PublicationBasis.PUBLIC_INTEREST: ("общественный интерес",),
    },
    Qualifier.__name__: {
        Qualifier.ABOUT: ("около", "примерно"),
        Qualifier.AT_LEAST: ("не менее", "как минимум"),
    },
}  # fmt: skip
EXACT = ("exact", "exactly", "точно")

# Other names of our columns, in small letters.
_HEADERS: Mapping[str, tuple[str, ...]] = {
    "public_id": ("identifier", "id", "идентификатор"),
    "series": ("серия",),
    "position": ("place in the series", "место в серии"),
    "region": ("регион", "субъект"),
    "court": ("суд", "наименование суда", "название суда"),
    "court_label": ("court name", "name of the court"),
    "court_code": ("code of the court", "код суда"),
    "judge": ("судья", "фио судьи"),
    "judge_label": ("judge name", "name of the judge"),
    "decided_on": ("date", "date of decision", "decision date", "дата", "дата постановления", "дата решения"),
    "in_force_on": ("in force", "вступило в силу", "дата вступления в силу"),
    "case_number": ("number", "case", "номер дела", "дело", "№ дела"),
    "uid": ("уид", "unique identifier", "уникальный идентификатор дела"),
    "article": ("articles", "provisions", "provision", "статья", "статьи", "статья коап"),
    "nationality": ("citizenship", "гражданство", "страна"),
    "nationality_status": ("статус гражданства",),
    "sanction": ("наказание", "санкция"),
    "fine_rub": ("fine, roubles", "fine in roubles", "штраф", "штраф, руб.", "штраф, рублей", "сумма штрафа"),
    "fine_amount": ("fine",),
    "fine_currency": ("currency", "валюта", "валюта штрафа"),
    "fine_qualifier": ("fine_amount_qualifier",),
    "form": ("form of expulsion", "форма выдворения", "форма", "способ выдворения"),
    "placement": ("placement in detention", "detention", "помещение в цвсиг", "помещение в суврсиг", "цвсиг"),
    "facility": ("detention centre", "учреждение", "спецучреждение"),
    "entry_ban_years": ("entry ban", "запрет въезда", "запрет на въезд, лет"),
    "plea": ("вина", "признание вины"),
    "in_russia_since": ("в россии с", "дата въезда"),
    "purpose_of_entry": ("purpose", "цель въезда"),
    "how_found": ("как выявлен", "как обнаружен"),
    "word_count": ("words", "length", "число слов", "объём, слов", "объем, слов"),
    "standing": ("status of the ruling", "состояние", "судьба постановления"),
    "source": ("источник",),
    "source_label": ("source title",),
    "source_locator": ("place in the source", "page", "место в источнике", "страница"),
    "publication_basis": ("basis", "основание публикации"),
    "publish_not_before": ("not before", "не публиковать до"),
    "interpreter": ("переводчик",),
    "counsel": ("защитник", "адвокат"),
    "return_risk_raised": ("заявлено об опасности возвращения",),
    "return_risk_examined": ("опасность возвращения исследована",),
    "un_recommendations_considered": ("рекомендации оон учтены",),
    "international_law_cited": ("ссылка на международное право",),
    "asylum_known": ("известно об убежище",),
    "fine_only_considered": ("обсуждался штраф без выдворения",),
    "form_reasons_given": ("форма мотивирована",),
    "placement_reasons_given": ("помещение мотивировано",),
    "personal_circumstances_examined": ("личные обстоятельства исследованы",),
    "overstay_reason_examined": ("причина просрочки исследована",),
    "mitigation_found": ("смягчающие обстоятельства",),
    "objected_to_expulsion": ("возражал против выдворения", "возражала против выдворения"),
}

_COUNTRIES = {
    "кндр": "KP", "dprk": "KP", "north korea": "KP", "северная корея": "KP", "south korea": "KR", "рк": "KR",
    "usa": "US", "сша": "US", "киргизия": "KG", "таджикистан": "TJ", "молдавия": "MD", "белоруссия": "BY",
}  # fmt: skip


def plain(text: str) -> str:
    """A word as it is looked up: one space between words, small letters, no point at the end."""
    return " ".join(text.split()).casefold().rstrip(".:")


@cache
def codes(kind: type[TextChoices]) -> dict[str, str]:
    """Every way to write a code of this kind, with the code."""
    with override("en"):
        labels = {plain(str(label)): str(value) for value, label in kind.choices}
    russian = {
        plain(word): str(code) for code, words in _RUSSIAN.get(kind.__name__, {}).items() for word in words
    }
    return {**russian, **labels, **{str(value): str(value) for value in kind.values}}


@cache
def headers() -> dict[str, str]:
    """Every name that a column may bear in the first row, with ours."""
    with override("en"):
        labels = {plain(str(field.label)): _column(name) for name, field in vocabulary.FIELDS.items()}
    others = {plain(word): name for name, words in _HEADERS.items() for word in words}
    return {**labels, **others}


def _column(field: str) -> str:
    return {"provisions": "article"}.get(field, field)


@cache
def countries() -> dict[str, str]:
    """The alpha-2 code by code and name, in English and Russian."""
    names = {plain(name): code for language in ("en", "ru") for code, name in country_names(language).items()}
    return {**names, **_COUNTRIES, **{code.casefold(): code for code in country_names()}}
