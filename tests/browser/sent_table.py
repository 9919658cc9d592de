"""The table that an administrator is sent: 500 invented rulings, and what the preview must say of each."""

import csv
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

ROWS = 500
COURT, JUDGE, SOURCE = "Образцовский районный суд", "Примерова Т. Е.", "sample-of-a-day"
NEW_COURT, JUDGE_OTHERWISE = "Новопримерский районный суд", "Примерова Татьяна"
SERIES = "9999"

# Heading, and what it is; the last ones are matched by hand, and two are not imported.
HEADINGS = {
    "public_id": "Идентификатор",
    "court": "Суд",
    "judge": "Судья",
    "decided_on": "Дата постановления",
    "in_force_on": "Дата вступления в силу",
    "case_number": "Номер дела",
    "uid": "УИД",
    "article": "Статья",
    "nationality": "Гражданство",
    "fine_rub": "Штраф, руб.",
    "form": "Форма выдворения",
    "placement": "ЦВСИГ",
    "plea": "Вина",
    "interpreter": "Переводчик",
    "in_russia_since": "Дата въезда",
    "purpose_of_entry": "Цель въезда",
    "entry_ban_years": "Запрет на въезд, лет",
    "word_count": "Число слов",
    "series": "Серия",
    "position": "Место в серии",
    "source": "Источник",
    "publication_basis": "Основание публикации",
    "publish_not_before": "Не публиковать до",
    "fine_rub_qualifier": "Точность",
    "fine_rub_state": "Почему штрафа нет",
    "fine_currency": "Деньги",
    "team": "Отдел",
    "note": "Примечание",
}
BY_HAND = ("fine_rub_qualifier", "fine_rub_state", "fine_currency")
NOT_IMPORTED = ("team", "note")

_DAYS: tuple[Callable[[date], str], ...] = (
    lambda day: day.isoformat(),
    lambda day: f"{day:%d.%m.%Y}",
    lambda day: f"{day:%d/%m/%Y}",
    lambda day: f"{day.day} марта {day.year} г." if day.month == 3 else f"{day:%d.%m.%Y}",
)
_FORMS = (
    ("принудительное выдворение", "forced", "да", "yes"),
    ("самостоятельный выезд", "controlled_departure", "нет", "no"),
)


@dataclass(slots=True)
class Row:
    """`cells` by our names of the columns; `says` is what our own file must say of the ruling afterwards.

    `outcome` is what the preview calls it; `told` every fault, doubt and change that it tells, by its beginning;
    `beside` what else stands in the row. Of one that `waits` nothing is wrong but a name to be decided about;
    one that is `confirmed` is ticked by a person.
    """

    cells: dict[str, str]
    says: dict[str, str]
    outcome: str = "new"
    told: tuple[str, ...] = ()
    beside: str = ""
    line: int = 0
    ticked: bool = True
    waits: bool = False
    confirmed: bool = False


def table(there: Mapping[str, str]) -> list[Row]:
    """The rows with their lines. `there` has the identifiers of the rulings that are there already."""
    rows = [*_faulty(there), *_doubtful(), *_known(there)]
    rows += [_plain(1000 + number) for number in range(ROWS - len(rows))]
    for line, row in enumerate(rows, start=2):
        row.line = line
    return rows


def content(rows: list[Row]) -> bytes:
    """As an office sends it: semicolons, Russian headings, CP1251."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";")
    writer.writerow(HEADINGS.values())
    writer.writerows([row.cells.get(name, "") for name in HEADINGS] for row in rows)
    return text.getvalue().encode("cp1251")


def _plain(number: int, **other: str) -> Row:
    """A ruling that nothing is wrong with; each one is written a little otherwise."""
    day = date(2019, 1, 10) + timedelta(days=number % 300)
    form, form_code, placement, placement_code = _FORMS[number % 2]
    cells = {
        "court": COURT,
        "judge": JUDGE,
        "decided_on": _DAYS[number % len(_DAYS)](day),
        "case_number": f"5-{number}/2019",
        "article": ("18.8", "ч. 1.1 ст. 18.8 КоАП РФ")[number % 2],
        "nationality": ("КНДР", "UZ")[number % 2],
        "fine_rub": ("2 000 руб.", "2000", "5000,00")[number % 3],
        "form": form,
        "placement": placement,
        "plea": "Признал",
        "interpreter": ("да", "не указано", "скрыто")[number % 3],
        "purpose_of_entry": "работа",
        "source": SOURCE,
        "team": "Чужой отдел",
        "note": "не для файла",
    }
    says = {
        "court": "obraztsovsky",
        "judge": "primerova-t-e",
        "decided_on": day.isoformat(),
        "case_number": f"5-{number}/2019",
        "article": ("18.8", "18.8:1.1")[number % 2],
        "nationality": ("KP", "UZ")[number % 2],
        "fine_rub": ("2000", "2000", "5000")[number % 3],
        "form": form_code,
        "placement": placement_code,
        "plea": "admitted",
        "interpreter": ("yes", "not_stated", "hidden")[number % 3],
        "purpose_of_entry": "работа",
        "source": SOURCE,
        "team": "Day team",
        "status": "draft",
        "uid": "unknown",
    }
    return Row({**cells, **other}, says)


# Every kind of fault: the cells that make it, and what the preview says about it

_FAULTS: tuple[tuple[dict[str, str], str], ...] = (
    ({"decided_on": "вчера"}, "Decided on: Not a date."),
    ({"decided_on": "04/18/2019"}, "Decided on: The month comes first here"),
    ({"decided_on": "April 18, 2019"}, "Decided on: The month comes first here"),
    ({"decided_on": "31.02.2019"}, "Decided on: There is no such day in the calendar."),
    ({"decided_on": "18.04.19"}, "Decided on: Write the year with four digits."),
    ({"decided_on": "04.2019"}, "Decided on: The whole day is needed here."),
    ({"decided_on": "2100-01-01"}, "Decided on: The date of the decision is in the future."),
    ({"decided_on": "01.01.1980"}, "Decided on: The date of the decision is before 1991."),
    ({"decided_on": "02.04.2019", "in_force_on": "01.04.2019"}, "In force from: A ruling does not come into force"),
    ({"publish_not_before": "скоро"}, "Not to be published before: Not a date."),
    ({"in_russia_since": "31.06.2014"}, "In Russia since: There is no such day in the calendar."),
    ({"plea": "наполовину"}, "Plea: Not one of the values"),
    ({"nationality": "-"}, "Nationality: Say why there is no value"),
    ({"form": "по-хорошему"}, "Form of expulsion: Not one of the values"),
    ({"publication_basis": "слухи"}, "Basis for publication: Not one of the values"),
    ({"fine_rub_qualifier": "ровно"}, "Exactness of the fine in roubles: Not one of the values"),
    ({"uid": "25RS0030-01-19-000123-85"}, "Unique case identifier (УИД): The УИД has the wrong shape at “19”."),
    ({"article": "99.99"}, "Article: Not an article that we have."),
    ({"article": ";".join(f"18.8:{part}" for part in range(1, 12))}, "Article: At most 10 articles."),
    ({"fine_rub": "две тысячи"}, "Fine in roubles: Not an amount."),
    ({"fine_rub": "20OO"}, "Fine in roubles: Not an amount."),
    ({"fine_rub": "=2000+500"}, "Fine in roubles: Not an amount."),
    ({"fine_rub": "2000", "fine_rub_state": "скрыто"}, "Fine in roubles: why there is no value: There is a value"),
    ({"fine_rub": "", "fine_rub_state": "потому что"}, "Fine in roubles: why there is no value: Not one of"),
    ({"fine_currency": "рубли"}, "Currency of the fine: Three capital letters"),
    ({"purpose_of_entry": "работа " * 40}, "Purpose of entry: At most 200 signs; there are 279."),
    ({"purpose_of_entry": "ра\x07бота"}, "Purpose of entry: There is a sign in it that cannot be seen."),
    ({"entry_ban_years": "101"}, "Entry ban, years: A whole number from 0 to 100."),
    ({"word_count": "много"}, "Length in words: A whole number from 1"),
    ({"nationality": "Атлантида"}, "Nationality: Not a country."),
    ({"case_number": "без номера"}, "Case number: A case number has digits"),
    ({"series": "первая"}, "Series: A series is a number."),
    ({"series": "9001", "position": "0"}, "Place in the series: A whole number from 1"),
    ({"series": SERIES}, "Series: There is no such series."),
    ({"source": "Неизвестный источник"}, "Source: This source is not known."),
    ({"source": ""}, "Source: Say where it comes from"),
    ({"court": "", "judge": ""}, "Court: A new ruling needs a court."),
    ({"public_id": "нет"}, "Identifier: Not an identifier of a ruling."),
)  # fmt: skip


def _faulty(there: Mapping[str, str]) -> list[Row]:
    rows = [_plain(number, **cells) for number, (cells, _said) in enumerate(_FAULTS, start=1)]
    for row, (_cells, said) in zip(rows, _FAULTS, strict=True):
        row.outcome, row.told, row.ticked = "error", (said,), False
    withdrawn = _plain(90, public_id=there["withdrawn"])
    withdrawn.told = ("Identifier: This ruling is withdrawn.",)
    several = _plain(91, plea="наполовину", fine_rub="много")
    several.told = ("Fine in roubles: Not an amount.", "Plea: Not one of the values")
    nowhere = _plain(96, court="")
    nowhere.told = ("Judge: A judge is found in a court", "Court: A new ruling needs a court.")
    first, again = _plain(92), _plain(93, case_number="5 - 92 / 2019")
    again.told = (f"Line {len(rows) + 5} is about the same ruling.",)
    for row in (withdrawn, several, nowhere, again):
        row.outcome, row.ticked = "error", False
    # Names that we do not have, until somebody decides: of the first two nothing else is wrong.
    court = _plain(94, court=NEW_COURT, judge="")
    court.told = ("Court: This court is not known.",)
    court.says |= {"court": "novoprimerskiy-rayonnyy-sud", "judge": "unknown"}
    judge = _plain(95, judge=JUDGE_OTHERWISE)
    judge.told = ("Judge: This judge is not known in this court.",)
    for row in (court, judge):
        row.outcome, row.ticked, row.waits = "error", False, True
    return [*rows, withdrawn, several, nowhere, first, again, court, judge]


def _doubtful() -> list[Row]:
    """What may be printed so: new, and not ticked until somebody confirms it."""
    found = (
        ({"fine_rub": "9000"}, "Art. 18.8 provides for another fine (2000 to 5000 roubles)."),
        ({"uid": "99RS0001-01-2019-000123-44"}, "The last two characters are not the check digits"),
        ({"uid": "98RS0001-01-2019-000124-85"}, "98RS0001 is not the code of this court (99RS0001)."),
        ({"case_number": "7-96/2019"}, "Case numbers of this court begin with 5-."),
        ({"decided_on": "05.05.2019", "in_russia_since": "06.05.2019"}, "The person came to Russia after"),
        ({"form": "самостоятельный выезд"}, "Placement belongs to forced expulsion only"),
    )
    rows = []
    for number, (cells, said) in enumerate(found, start=200):
        row = _plain(2 * number, **cells)
        row.told, row.ticked = (said,), False
        rows.append(row)
    rows[0].says |= {"fine_rub": "9000"}
    rows[0].confirmed = True
    return rows


def _known(there: Mapping[str, str]) -> list[Row]:
    """What says again, corrects or resembles what is there; and a text that a spreadsheet would run."""
    same = Row({"public_id": there["same"], "plea": "отказался от дачи объяснений"}, {}, "same", ticked=False)
    by_number = Row(
        {"court": COURT, "case_number": "5-900/2018", "plea": "признал"}, {}, "same", ticked=False
    )
    changed = Row({"public_id": there["draft"], "plea": "не признал", "fine_rub": "3000"}, {}, "update")
    changed.told = ("Fine unknown → 3000", "Plea unknown → denied", "Currency of the fine – → RUB")
    corrected = Row({"public_id": there["published"], "interpreter": "нет"}, {}, "update")
    corrected.told, corrected.beside = ("Interpreter yes → no",), "published: this is a correction"
    twin = _plain(300, uid="99RS0001-01-2018-000901-41")
    hearing = _plain(301, case_number="", decided_on="18.06.2018")
    for row in (twin, hearing):
        row.outcome, row.ticked = "duplicate", False
        row.beside = f"Resembles {there['published']}"
    hearing.confirmed = True
    hearing.says |= {"case_number": "unknown", "decided_on": "2018-06-18"}
    formula = _plain(302, purpose_of_entry='=HYPERLINK("https://evil.example","работа")')
    formula.says |= {"purpose_of_entry": formula.cells["purpose_of_entry"]}
    return [same, by_number, changed, corrected, twin, hearing, formula]
