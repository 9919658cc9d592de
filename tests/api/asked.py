"""Asking the API as a program would."""

from typing import Any


def answer(client, address: str, *, status: int = 200) -> Any:
    """What the door says, which must be JSON with this status."""
    response = client.get(f"/api/v1/{address}")
    assert response.status_code == status, (address, response.content[:500])
    assert response["Content-Type"] == "application/json"
    return response.json()


def errors(client, address: str, *, status: int = 400) -> str:
    return " ".join(answer(client, address, status=status)["errors"])
