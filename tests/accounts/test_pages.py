"""What holds on every account page and on the desk's first page."""

import pytest

from decisions.vocabulary import Role, Status
from tests import make
from tests.accounts.logins import APP, CODE, CODES, LOGIN, PASSWORD, confirm, log_in, set_up_app, text
from tests.views.pages import tree

pytestmark = pytest.mark.django_db

LOGGED_IN = [
    "/accounts/", "/accounts/logout/", "/accounts/password/", "/accounts/confirm/", "/accounts/confirm/code/",
    "/accounts/app/remove/", CODES, "/accounts/recovery-codes/new/", "/accounts/keys/", "/accounts/keys/add/",
    "/desk/",
]  # fmt: skip


def is_well_made(response):
    page = text(response)
    assert response.status_code == 200
    assert tree(page).one("h1").text
    policy = response["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    for inline in (" style=", "<style", " onclick=", "<script>"):
        assert inline not in page
    assert "no-store" in response["Cache-Control"]
    assert "noindex" in response.get("X-Robots-Tag", "") + page
    assert "placeholder" not in page


def test_every_page_carries_the_strict_policy_and_stays_in_no_cache(browser, member, reviewer):
    member(reviewer)
    is_well_made(browser.get(LOGIN))
    is_well_made(log_in(browser, "reviewer", "wrong"))
    log_in(browser, "reviewer")
    confirm(browser)
    is_well_made(browser.get(APP))
    is_well_made(browser.post(APP, {"code": "000000"}))
    set_up_app(browser)
    for address in LOGGED_IN:
        is_well_made(browser.get(address))
    is_well_made(browser.post("/accounts/password/", {}))
    browser.post("/accounts/logout/")
    log_in(browser, "reviewer")
    is_well_made(browser.get(CODE))
    is_well_made(browser.post(CODE, {"code": "000000"}))


@pytest.mark.parametrize("inputs", [{}, {"login": "x" * 10_000, "password": "y" * 100_000}, {"login": "\0"}])
def test_bad_input_is_answered_with_the_form(browser, inputs):
    response = browser.post(LOGIN, inputs)

    assert response.status_code == 200
    assert 'class="error"' in text(response)


# The desk's first page


def shelves(client):
    """The identifiers that stand under each heading of rulings."""
    page = tree(text(client.get("/desk/")))
    return {
        section.one("h2").text: [link.text for link in section.all("a", "mono")]
        for section in page.all("section")
        if section.one("h2").text != "Deadlines"
    }


@pytest.fixture
def desk(browser, lawyer):
    browser.force_login(lawyer)
    return browser


def test_the_desk_shows_what_is_mine_by_state_and_what_my_team_works_on(desk, lawyer, colleague, stranger):
    draft = make.ruling(Status.DRAFT, by=lawyer).public_id
    waiting = make.ruling(Status.IN_REVIEW, by=lawyer).public_id
    team = make.ruling(Status.DRAFT, by=colleague).public_id
    make.ruling(Status.DRAFT, by=stranger)
    make.ruling(Status.PUBLISHED, by=lawyer)  # long ago

    assert shelves(desk) == {
        "Your drafts": [draft],
        "In review": [waiting],
        "Your team is working on": [team],
    }


def test_what_was_sent_back_stands_apart_and_what_was_published_lately_is_shown(
    desk, lawyer, reviewer, clock
):
    back = make.ruling(Status.IN_REVIEW, by=lawyer)
    make.workflow.send_back(ruling=back, by=reviewer, now=clock.now, reason="A sample reason.")
    published = make.ruling(Status.PUBLISHED, by=lawyer, now=clock.now)

    assert shelves(desk) == {
        "Sent back to you": [back.public_id],
        "Published in the last 30 days": [published.public_id],
    }


def test_a_reviewer_is_told_how_many_wait_and_a_lawyer_is_not(
    desk, lawyer, colleague, reviewer, other_browser
):
    for by in (lawyer, colleague):
        make.ruling(Status.IN_REVIEW, by=by)
    other_browser.force_login(reviewer)

    assert "2 rulings wait for a review" in text(other_browser.get("/desk/"))
    assert "for a review" not in text(desk.get("/desk/"))


def test_an_empty_desk_says_what_it_is_for(desk):
    assert "Nothing is waiting for you." in text(desk.get("/desk/"))


def test_the_desk_takes_as_many_queries_for_many_rulings_as_for_one(
    desk, lawyer, colleague, django_assert_num_queries, django_assert_max_num_queries
):
    for by in (lawyer, colleague):
        make.ruling(Status.DRAFT, by=by, series=make.series(), position=1)
    desk.get("/desk/")
    with django_assert_max_num_queries(18) as first:
        desk.get("/desk/")
    for by in (lawyer, colleague):
        for _number in range(4):
            make.ruling(Status.DRAFT, by=by, series=make.series(), position=1, judge=make.judge())

    with django_assert_num_queries(len(first.captured_queries)):
        desk.get("/desk/")


@pytest.mark.parametrize("role", Role.values)
def test_the_menu_offers_what_the_role_may(browser, role):
    browser.force_login(make.account("somebody", role))

    links = [link.attributes["href"] for link in tree(text(browser.get("/desk/"))).one("header").all("a")]

    assert "/desk/" in links
    assert "/accounts/" in links
    assert ("/admin/" in links) == (role != Role.LAWYER)
    assert PASSWORD not in links
