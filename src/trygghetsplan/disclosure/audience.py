"""Who a document is for."""

from enum import StrEnum


class Audience(StrEnum):
    """Who a document is for: everybody, or those who may see what is protected."""

    PUBLIC = "public"
    INTERNAL = "internal"
