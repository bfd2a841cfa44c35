"""What a search is narrowed to, as query parameters that several routes take."""

from typing import Annotated

from fastapi import Depends, Query

from index.filters import Filters
from service.http.schemas.common import Bound, CountryName, Month, Text, Year

_DATE = Query(description="ISO 8601 day or moment, inclusive.")


def read_filters(
    published_from: Annotated[Bound | None, _DATE] = None,
    published_to: Annotated[Bound | None, _DATE] = None,
    publisher: Annotated[Text | None, Query()] = None,
    language: Annotated[Text | None, Query(description="As the release has it: en.")] = None,
    year: Annotated[Year | None, Query(description="Published in it: 2020.")] = None,
    month: Annotated[Month | None, Query(description="Published in it: 2020-10.")] = None,
    country: Annotated[CountryName | None, Query(description="Named in it: Japan, or JP.")] = None,
    person: Annotated[Text | None, Query(description="Named in it: a full name or a surname.")] = None,
    withdrawn: Annotated[bool | None, Query(description="Those that their source has no more, or the others.")] = None,
) -> Filters:
    """All that is given has to hold."""
    return Filters(
        published_from=published_from,
        published_to=published_to,
        publisher=publisher,
        language=language,
        year=year,
        month=month,
        country=country,
        person=person,
        withdrawn=withdrawn,
    )


Narrowed = Annotated[Filters, Depends(read_filters)]
