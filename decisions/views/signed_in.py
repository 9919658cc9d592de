"""Who may open a page of the desk. Its pages are kept by no browser and no proxy."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.cache import never_cache

from decisions import policy
from decisions.models import User
from decisions.vocabulary import Role


class SignedInRequest(HttpRequest):
    """A request of somebody who is logged in."""

    user: User


def for_role(role: Role) -> Callable[[Callable[..., HttpResponseBase]], Callable[..., HttpResponseBase]]:
    """Sends visitors to the login; raises PermissionDenied for accounts without the role."""

    def guard(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            policy.require(request.user, role)
            return view(request, *args, **kwargs)

        return never_cache(guarded)

    return guard
