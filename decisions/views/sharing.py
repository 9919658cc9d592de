"""What other sites show of a page when somebody shares its address (Open Graph)."""

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, str]:
    """A context processor: pictures are named by absolute addresses."""
    return {"site_url": settings.SITE_URL}
