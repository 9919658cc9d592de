"""Who may open a page of the desk. Its pages are kept by no browser and no proxy."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from decisions import policy
from decisions.models import User
from decisions.vocabulary import Role


class SignedInRequest(HttpRequest):
    """A request of somebody who is logged in."""

    user: User


def way_back(request: HttpRequest) -> str:
    """The page itself; for a form that was sent after the session had ended the page on which it stood."""
    page = urlsplit(request.headers.get("Referer", ""))
    if request.method in ("GET", "HEAD") or page.netloc != request.get_host():
        return request.get_full_path()
    return page.path


def for_role(role: Role) -> Callable[[Callable[..., HttpResponseBase]], Callable[..., HttpResponseBase]]:
    """Sends visitors to the login; raises PermissionDenied for accounts without the role."""

    def guard(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                if request.method == "POST":
                    messages.warning(
                        request, _("You were logged out when you sent this: nothing was done. Send it again.")
                    )
                return redirect_to_login(way_back(request))
            policy.require(request.user, role)
            return view(request, *args, **kwargs)

        return never_cache(guarded)

    return guard
