"""Addresses as they stand in a URL."""

from __future__ import annotations


def url_at(scheme: str, address: str, port: int) -> str:
    """Where a server answers. An IPv6 address stands in brackets (RFC 3986 §3.2.2), and its interface, where it holds
    on one cable only, behind %25 (RFC 6874 §2)."""
    host = f"[{address.replace('%', '%25')}]" if ":" in address else address
    return f"{scheme}://{host}:{port}"
