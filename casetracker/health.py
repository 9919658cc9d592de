"""Asks the server of this machine whether it is well: `python -m casetracker.health`. Ends with 0 if it is.

For health checks of containers and units: a request as the web server in front would send it, without loading Django.
"""

import http.client
import os
import sys
from urllib.parse import urlsplit

PORT = int(os.environ.get("CASETRACKER_PORT", "8000"))
SECONDS = 5


def answer() -> tuple[int, str]:
    """Status and first line of the answer of /healthz/."""
    host = urlsplit(os.environ.get("SITE_URL", "http://127.0.0.1")).netloc
    connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=SECONDS)
    try:
        connection.request("GET", "/healthz/", headers={"Host": host, "X-Forwarded-Proto": "https"})
        response = connection.getresponse()
        return response.status, response.read(200).decode("utf-8", "replace").strip()
    except OSError as error:
        return 0, str(error)
    finally:
        connection.close()


if __name__ == "__main__":
    status, said = answer()
    sys.stdout.write(f"{status} {said}\n")
    sys.exit(0 if status == http.client.OK else 1)
