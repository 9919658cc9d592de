from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from decisions import policy, vocabulary
from decisions.queries import codebook as queries
from decisions.queries import law as law_queries
from decisions.queries import minimums
from decisions.queries.overview import sources
from decisions.views.public import public_page
from decisions.vocabulary import RULES, Empty, LawTopic, Qualifier


@public_page
def show(request: HttpRequest) -> HttpResponse:
    """Method: where the rulings come from, how they are coded, what the numbers can and cannot say."""
    return render(
        request, "decisions/about.html", {"section": "about", "sources": sources(policy.public_rulings())}
    )


@public_page
def codebook(request: HttpRequest) -> HttpResponse:
    """Every field, code and rule, printed from the vocabulary itself."""
    context = {
        "section": "about",
        "groups": queries.groups(),
        "columns": [(name, text, queries.codes_of(name).items()) for name, text in queries.COLUMNS],
        "qualifiers": Qualifier,
        "meanings": {Empty(kind): meaning for kind, meaning in vocabulary.MEANINGS.items()},
        "rules": RULES,
    }
    return render(request, "decisions/codebook.html", context)


@public_page
def law(request: HttpRequest) -> HttpResponse:
    """What the words on other pages mean in law; the anchors are the topics of the vocabulary."""
    context = {
        "section": "about",
        "law": LawTopic,
        "provisions": law_queries.provisions(),
        "terms": law_queries.terms(),
        "minimum": minimums.sentence(policy.public_rulings()),
    }
    return render(request, "decisions/law.html", context)


@public_page
def privacy(request: HttpRequest) -> HttpResponse:
    context = {"section": "about", "contact": settings.CONTACT, "postal_address": settings.POSTAL_ADDRESS}
    return render(request, "decisions/privacy.html", context)


@public_page
def removal_elsewhere(request: HttpRequest) -> HttpResponse:
    """How to ask for removal where this process can write nothing: the form's address, and the way by post."""
    context = {
        "section": "about",
        "form_address": settings.REMOVAL_FORM,
        "contact": settings.CONTACT,
        "postal_address": settings.POSTAL_ADDRESS,
    }
    return render(request, "decisions/removal_elsewhere.html", context)
