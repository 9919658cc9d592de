"""What holds on every public page and file: all of them are visited, by following every link from the first page."""

from collections import Counter, deque
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urljoin, urlsplit

import pytest
from django.db import transaction
from django.test import Client
from django.urls import resolve

from decisions.actions import accounts, releases, rulings, workflow
from decisions.actions.corpus import TEAM
from decisions.actions.rulings import Reading
from decisions.models import JudgePost, Ruling
from decisions.vocabulary import Basis, Role, Status, Withdrawal
from tests import make
from tests.headers import missing_from
from tests.public_process import serving_the_public
from tests.views import corpus
from tests.views.pages import Element, let_go, tree

# No page, file, header or name may contain any of these.
SECRETS = [
    *accounts.system_usernames(),
    TEAM,
    "marked-lawyer",
    "marked-reviewer",
    "marked-administrator",
    "Marked team",
    "marked@",
    "Marked reason",
    "Marked withdrawal",
    "Marked first reading",
    "marked-court",
    "Marked court",
    "marked-judge",
    "Marked judge",
    "marked-source",
    "Marked source",
    "Marked narrative",
    "Marked purpose",
    "5-777/2019",
]
FEW = 5
ERRORS = ["/nothing/", "/rulings/?" + "&".join(["form=forced"] * 1100), "/rulings.csv?form=maybe"]
POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}


pytestmark = [pytest.mark.django_db, pytest.mark.long]


@dataclass(frozen=True)
class Visit:
    """An answer, with the address that a visitor asked for and the page that led there."""

    address: str
    origin: str
    status: int
    headers: dict[str, str]
    text: str
    cookies: bool

    @property
    def is_page(self) -> bool:
        return self.headers["content-type"].startswith("text/html")

    @cached_property
    def tree(self) -> Element:
        return tree(self.text)


@pytest.fixture(scope="module")
def site(report, releases_folder, django_db_blocker):
    """Every page and file of the report's site, in which unpublished records with marked names are at work."""
    with django_db_blocker.unblock(), transaction.atomic():
        hide_marked_records()
        releases.make(by=make.account("marked-administrator", Role.ADMINISTRATOR), now=make.NOW)
        yield crawled()
        transaction.set_rollback(True)


def hide_marked_records():
    team = make.team("Marked team")
    lawyer = make.account("marked-lawyer", Role.LAWYER, team=team)
    reviewer = make.account("marked-reviewer", Role.REVIEWER, team=team)
    lawyer.email = "marked@cases.example"
    lawyer.save()
    first = Reading(
        field="form", basis=Basis.STATED, note="Marked first reading", quotation="Marked first reading"
    )
    made = make.ruling(Status.DRAFT, by=lawyer, form="controlled_departure", readings=[first])
    revised = rulings.revise(
        ruling=made, by=lawyer, now=make.NOW, version=1, values={"form": "forced"},
        readings=[Reading(field="form", basis=Basis.STATED, note="The reading that counts")], reason="Marked reason",
    )  # fmt: skip
    workflow.submit(ruling=revised, by=lawyer, now=make.NOW)
    published = workflow.publish(ruling=revised, by=reviewer, now=make.NOW)
    hide_what_is_not_published(lawyer, reviewer, published)


def hide_what_is_not_published(lawyer, reviewer, published):
    court = make.court(
        slug="marked-court",
        name_en="Marked court",
        region=make.region(iso="XX-SEC", name_en="Region of nothing published"),
    )
    judge = make.judge(slug="marked-judge", name="Marked judge")
    source = make.source(slug="marked-source", title="Marked source")
    series = make.series(source=source, narrative_en="Marked narrative")
    for position, status in enumerate(
        [Status.DRAFT, Status.IN_REVIEW, Status.WITHDRAWN, Status.WITHDRAWN], start=1
    ):
        ruling = make.ruling(
            Status.IN_REVIEW if status == Status.WITHDRAWN else status, by=lawyer, court=court, judge=judge,
            source=source, series=series, position=position, purpose_of_entry="Marked purpose",
            case_number=f"5-777/2019-{position}",
        )  # fmt: skip
        if status == Status.WITHDRAWN:
            workflow.publish(ruling=ruling, by=reviewer, now=make.NOW)
            way = Withdrawal.OPEN if position == 3 else Withdrawal.QUIET
            workflow.withdraw(ruling=ruling, by=reviewer, now=make.NOW, way=way, reason="Marked withdrawal")
    # A judge of published rulings who also sits where only a draft is known.
    known = make.judge(slug="known-judge", name="Known judge")
    make.ruling(court=published.court, judge=known)
    JudgePost.objects.create(judge=known, court=published.court)
    JudgePost.objects.create(judge=known, court=court)


def crawled():
    """Every address that can be reached, a query string only where a page without one leads to it.

    Of pages of one kind, such as courts, the first few lead to their questions: the others ask the same.
    """
    visitor = Client()
    found, waiting, of_kind = {}, deque([("/", "")]), Counter()
    while waiting:
        address, origin = waiting.popleft()
        if address in found:
            continue
        found[address] = visit = visited(visitor, address, origin)
        if "?" not in address and visit.is_page:
            of_kind[resolve(address).view_name] += 1
            asks = of_kind[resolve(address).view_name] <= FEW
            links = [link for link in inner_links(visit) if asks or "?" not in link]
            waiting.extend((quicker(link, address), address) for link in links)
    assert 300 < len(found) < 1000
    return list(found.values())


def quicker(link, origin):
    """The many lists behind the numbers of the lesser pages are asked for as files, which takes a tenth of the time."""
    return link if origin in {"/", "/rulings/"} else link.replace("/rulings/?", "/rulings.csv?")


def visited(visitor, address, origin=""):
    response = visitor.get(address)
    headers = {name.lower(): value for name, value in response.headers.items()}
    is_text = headers["content-type"].startswith(("text/", "application/json"))
    text = response.getvalue().decode() if is_text else ""
    let_go(response)
    return Visit(
        address, origin, response.status_code, headers, text, bool(response.cookies or visitor.cookies)
    )


def inner_links(visit):
    # A profile has hundreds of numbers: all are followed in test_profiles.py, the first few of each here.
    passed = [id(link) for table in visit.tree.all("table", "profile") for link in table.all("a")[6:]]
    for link in visit.tree.all("a"):
        if id(link) in passed:
            continue
        address = urlsplit(urljoin(visit.address, link.attributes["href"]))
        assert not address.netloc
        yield address.path + (f"?{address.query}" if address.query else "")


@pytest.fixture
def pages(site):
    return [visit for visit in site if visit.is_page]


def test_every_link_leads_to_an_answer(site):
    assert [(visit.address, visit.origin, visit.status) for visit in site if visit.status != 200] == []


def test_a_process_that_serves_the_public_only_answers_alike(site, tmp_path):
    # The form of requests is a page of the whole site; test_public_site.py asks at every door.
    asked = [visit for visit in site if visit.is_page and visit.address != "/about/removal/"][::6]
    with serving_the_public(tmp_path):
        alike = {visit.address: visited(Client(), visit.address) for visit in asked}

    for visit in asked:
        assert alike[visit.address].text == visit.text, visit.address
        assert alike[visit.address].headers == visit.headers, visit.address


def test_every_ruling_court_judge_region_series_and_story_is_reached(site):
    reached = {visit.address for visit in site}

    assert {f"/rulings/{record['public_id']}/" for record in corpus.rulings()} <= reached
    assert {f"/courts/{court['slug']}/" for court in corpus.read("courts.csv")} <= reached
    assert {f"/judges/{judge['slug']}/" for judge in corpus.read("judges.csv")} <= reached
    assert {f"/series/{number}/" for number in range(1, 17)} <= reached
    assert {f"/regions/{region['iso']}/" for region in corpus.read("../reference/regions.csv")} <= reached
    assert {f"/stories/{story['slug']}/" for story in corpus.read("../stories/stories.csv")} <= reached
    assert {
        "/about/",
        "/about/codebook/",
        "/about/law/",
        "/statistics.csv",
        "/about/privacy/",
        "/summary.csv?rows=region&columns=form&shares=rows",
        "/courts/khimki.csv",
        "/judges/istomin-k-a.csv",
        "/regions/RU-KHA.csv",
    } <= reached


def test_links_to_places_inside_a_page_have_their_place(pages):
    for visit in pages:
        read = visit.tree
        places = [element.attributes["id"] for element in read.walk() if "id" in element.attributes]
        assert len(places) == len(set(places)), visit.address
        for link in read.all("a"):
            if link.attributes["href"].startswith("#"):
                assert link.attributes["href"][1:] in places, visit.address


def test_nobody_who_works_here_and_nothing_unpublished_is_named_anywhere(site):
    answers = [*site, *(visited(Client(), address) for address in ERRORS)]

    for visit in answers:
        seen = visit.text + str(visit.headers)
        assert [secret for secret in SECRETS if secret.lower() in seen.lower()] == [], visit.address


def test_the_marked_records_are_there_and_only_unpublished(site):
    assert Ruling.objects.filter(court__slug="marked-court").count() == 4
    assert any("The reading that counts" in visit.text for visit in site)


@pytest.mark.parametrize("question", ["court=marked-court", "judge=marked-judge", "source=marked-source"])
def test_what_is_known_from_unpublished_rulings_is_no_value_of_a_filter(site, client, question):
    response = client.get(f"/rulings.csv?{question}")

    assert response.status_code == 400
    assert client.get(f"/{question.split('=')[0]}s/{question.split('=')[1]}/").status_code == 404


def test_the_answer_about_something_unpublished_is_that_about_something_made_up(site, client):
    secret = client.get("/rulings.csv?court=marked-court").content
    made_up = client.get("/rulings.csv?court=vanity-court").content

    assert secret.replace(b"marked-court", b"") == made_up.replace(b"vanity-court", b"")
    assert client.get("/courts/marked-court/").content == client.get("/courts/vanity-court/").content


def test_the_policy_for_browsers_is_strict_everywhere(site):
    for visit in [*site, *(visited(Client(), address) for address in ERRORS)]:
        given = dict(
            part.strip().split(" ", 1) for part in visit.headers["content-security-policy"].split(";")
        )
        assert given == POLICY, visit.address
        assert missing_from(visit.headers) == [], visit.address


def test_no_visitor_gets_a_cookie(site):
    for visit in [*site, *(visited(Client(), address) for address in ERRORS)]:
        assert not visit.cookies, visit.address
        assert "set-cookie" not in visit.headers
        assert "cookie" not in visit.headers.get("vary", "").lower(), visit.address


def test_every_page_is_checked_anew_at_each_visit(pages):
    for visit in pages:
        assert visit.headers["cache-control"] == "no-cache", visit.address
        assert visit.headers["etag"]


def test_only_the_pages_of_rulings_and_stories_are_kept_from_robots(pages):
    for visit in pages:
        about_a_person = (
            visit.address.startswith(("/rulings/", "/stories/")) and visit.address.count("/") == 3
        )
        assert ("x-robots-tag" in visit.headers) == about_a_person, visit.address


def test_the_three_names_of_the_report_stand_in_stories_and_nowhere_else(site):
    for visit in site:
        named = [name for name in ("Jong", "Tsoi", "Ryu") if name in visit.text]
        assert not named or visit.address.startswith("/stories/"), visit.address
        for name in ("Kum", "Myung", "Elena", "Zaidulin", "Tatarets", "Gannushkina", "Zeitlina", "Lukin"):
            assert name not in visit.text, visit.address


def test_nothing_is_styled_or_run_from_inside_a_page(pages):
    for visit in pages:
        for element in visit.tree.walk():
            assert element.tag not in {"style", "script", "iframe", "object", "embed", "base", "img"}, (
                visit.address
            )
            inline = [name for name in element.attributes if name == "style" or name.startswith("on")]
            assert inline == [], visit.address


def test_a_page_loads_nothing_but_our_own_static_files(pages, settings):
    for visit in pages:
        led_to = visit.tree.all("link", rel="alternate")
        # The page's own address, which no browser loads.
        named = visit.tree.all("link", rel="canonical")
        assert all(link.attributes["href"].startswith(settings.SITE_URL) for link in named)
        others = [*led_to, *named]
        loaded = [link.attributes["href"] for link in visit.tree.all("link") if link not in others]
        assert len(loaded) == 2
        assert len(led_to) == (urlsplit(visit.address).path == "/rulings/"), visit.address
        assert all(link.attributes["href"].startswith("/feeds/rulings.atom") for link in led_to)
        assert all(address.startswith("/static/decisions/") for address in loaded), visit.address


def test_no_address_of_another_host_is_in_a_page(pages, settings):
    for visit in pages:
        text = visit.text.replace(settings.SITE_URL, "").replace("http://www.w3.org/2000/svg", "")
        if visit.address.startswith("/releases/"):  # words for search engines, which no browser loads
            text = text.replace("https://schema.org/", "").replace(
                "https://creativecommons.org/licenses/by/4.0/", ""
            )
        assert "://" not in text, visit.address
        named = visit.tree.all("link", rel="canonical")
        for element in visit.tree.walk():
            targets = [
                element.attributes.get(name, "")
                for name in ("href", "src", "action", "formaction", "poster")
                if element not in named
            ]
            assert not [
                target for target in targets if target.startswith("//") or ":" in target.split("?")[0]
            ]


def test_every_table_picture_and_field_has_a_name(pages):
    for visit in pages:
        read = visit.tree
        for scroll in read.all("div", "scroll"):
            assert scroll.attributes["aria-label"]
            assert scroll.attributes["tabindex"] == "0"
        for picture in read.all("svg"):
            assert picture.attributes.get("aria-label") or picture.attributes.get("aria-hidden") == "true"
        labels = [label for label in read.all("label") if label.text]
        named = {id(field) for label in labels for field in label.walk()}
        pointed_at = {label.attributes.get("for") for label in labels}
        for field in [*read.all("select"), *read.all("input"), *read.all("textarea")]:
            labelled = id(field) in named or field.attributes.get("id", "") in pointed_at
            is_named = labelled or field.attributes.get("aria-label")
            assert field.attributes.get("type") == "hidden" or is_named, visit.address


def test_headings_go_down_one_step_at_a_time(pages):
    for visit in pages:
        levels = [
            int(element.tag[1]) for element in visit.tree.walk() if element.tag in {"h1", "h2", "h3", "h4"}
        ]
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert all(after - before <= 1 for before, after in zip(levels, levels[1:], strict=False)), (
            visit.address
        )


def test_no_template_left_a_hole(pages):
    for visit in pages:
        for element in visit.tree.walk():
            assert element.text not in {"None", "[]", "()", "True", "False"}, visit.address
        for hole in ("{{", "{%", "}}", "%(", "__proxy__", "<function", "object at 0x"):
            assert hole not in visit.tree.text, (visit.address, hole)


def test_every_language_but_english_is_marked(pages):
    for visit in pages:
        for element in visit.tree.walk():
            own = "".join(child for child in element.children if isinstance(child, str))
            if any("\u0400" <= letter <= "\u04ff" for letter in own.replace("УИД", "")):
                assert element.attributes.get("lang") == "ru", (visit.address, own)
            if any("\uac00" <= letter <= "\ud7a3" for letter in own):
                assert element.attributes.get("lang") == "ko", (visit.address, own)
