"""Elements of scorers' XML, whatever their namespace."""

from collections.abc import Iterator
from typing import Any


def local_name(element: Any) -> str:
    """Name of an element without its namespace.

    Examples
    --------
    >>> from xml.etree.ElementTree import Element
    >>> local_name(Element("{http://www.respironics.com/PatientStudy.xsd}Stage"))
    'Stage'
    """
    return str(element.tag).rpartition("}")[2]


def children(element: Any, name: str) -> Iterator[Any]:
    """Elements of this name directly within another."""
    return (child for child in element if local_name(child) == name)


def within(element: Any, name: str) -> Iterator[Any]:
    """Elements of this name anywhere within another."""
    return (child for child in element.iter() if local_name(child) == name)


def text_of(element: Any, name: str) -> str:
    """Text of the first element of this name within another; "" where there is none."""
    found = next(within(element, name), None)
    return "" if found is None else (found.text or "").strip()
