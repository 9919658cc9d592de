"""What every answer tells browsers beside the Content-Security-Policy: pages, files, errors and static files alike."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

# What no page of ours needs, so that nothing that got into one could use it. Security keys are asked for on our pages.
_SWITCHED_OFF = (
    "accelerometer", "autoplay", "browsing-topics", "camera", "display-capture", "encrypted-media",
    "fullscreen", "geolocation", "gyroscope", "hid", "idle-detection", "local-fonts", "magnetometer", "microphone",
    "midi", "payment", "picture-in-picture", "screen-wake-lock", "serial", "storage-access", "usb",
    "window-management", "xr-spatial-tracking",
)  # fmt: skip
_OURS_ONLY = ("publickey-credentials-create", "publickey-credentials-get")

GIVEN = {
    "Permissions-Policy": ", ".join(
        [*(f"{name}=()" for name in _SWITCHED_OFF), *(f"{name}=(self)" for name in _OURS_ONLY)]
    ),
    # Pictures too: whoever embedded one would lead the readers of another site to us without their knowing it.
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Permitted-Cross-Domain-Policies": "none",
}


class Headers:
    """Middleware, the outermost but one. Scripts of other sites may still read the API, which says so itself (CORS)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        for name, value in GIVEN.items():
            response.headers.setdefault(name, value)
        return response
