from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from decisions.queries import versions
from decisions.views.public import not_for_robots, open_to_everybody


@open_to_everybody
@require_safe
@never_cache
def show(request: HttpRequest) -> HttpResponseBase:
    """For whoever watches over the servers: whether this process answers and its database too. It says nothing else."""
    try:
        versions.current()
    except (DatabaseError, InterfaceError):
        response = HttpResponse("the database does not answer\n", status=503, content_type="text/plain")
    else:
        response = HttpResponse("well\n", content_type="text/plain")
    return not_for_robots(response)
