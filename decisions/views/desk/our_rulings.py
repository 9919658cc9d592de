"""Every ruling that a person works on, whatever its state, and the way to each."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from decisions.forms.our_rulings import OurRulingsForm
from decisions.queries import marks, our_rulings
from decisions.queries.our_rulings import Asked
from decisions.views.asked import page_links, page_of
from decisions.views.signed_in import SignedInRequest, for_role
from decisions.vocabulary import Role


@require_safe
@for_role(Role.LAWYER)
def index(request: SignedInRequest) -> HttpResponse:
    """The newest hearing first. What cannot be read finds nothing and says why."""
    form = OurRulingsForm(request.GET)
    readable = form.is_valid()
    found = our_rulings.found(request.user, form.asked() if readable else Asked())
    asked = page_of(found if readable else found.none(), request.GET)
    rows = list(asked.page.object_list)
    path, pairs = reverse("desk_rulings"), form.pairs()
    context = {
        "section": "rulings",
        "form": form,
        "sentences": list(asked.sentences),
        "page": asked.page,
        "page_links": page_links(asked.page, path, pairs),
        "hearings": our_rulings.hearings(rows, told=marks.marks(rows, user=request.user)),
        "path": path,
        "filtered": bool(pairs),
    }
    return render(request, "desk/rulings.html", context)
