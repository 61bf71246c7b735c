"""Named, two-way transforms between vendor words and canonical fields. Vendor files choose among them by name."""

from __future__ import annotations

from mappings.transforms.base import (
    UNSET,
    CustomFieldNeed,
    Malformed,
    Reading,
    Transform,
    Unsayable,
    Unset,
    change,
)
from mappings.transforms.custom import CrossId, KeyedCustomField, NamedCustomField
from mappings.transforms.flags import Anonymised, Flag, NotFlag
from mappings.transforms.networks import HandleAndProfiles
from mappings.transforms.scalars import DueDate, FirstOf, Text
from mappings.transforms.sets import IdList, OneOfMany, Place, PrimaryEmails, Texts, TypedValues

AnyTransform = (
    Text
    | Flag
    | NotFlag
    | Anonymised
    | DueDate
    | FirstOf
    | TypedValues
    | PrimaryEmails
    | OneOfMany
    | Texts
    | IdList
    | HandleAndProfiles
    | KeyedCustomField
    | NamedCustomField
    | CrossId
)
"""Every transform, told apart by its ``transform`` attribute."""

__all__ = [
    "UNSET",
    "Anonymised",
    "AnyTransform",
    "CrossId",
    "CustomFieldNeed",
    "DueDate",
    "FirstOf",
    "Flag",
    "HandleAndProfiles",
    "IdList",
    "KeyedCustomField",
    "Malformed",
    "NamedCustomField",
    "NotFlag",
    "OneOfMany",
    "Place",
    "PrimaryEmails",
    "Reading",
    "Text",
    "Texts",
    "Transform",
    "TypedValues",
    "Unsayable",
    "Unset",
    "change",
]
