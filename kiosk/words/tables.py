"""Names of days and months, and how numbers and hours are written, for each language of the pages.

Own tables and not the system's locale: Windows and Linux differ, and `strftime("%B")` knows no genitive.
"""

import msgspec


class Table(msgspec.Struct, frozen=True):
    """What one language needs to write a date and a number."""

    code: str
    own_name: str
    """The language's name in itself, for the switch."""
    weekdays: tuple[str, ...]
    """Monday first, as a sentence would begin with it."""
    weekdays_short: tuple[str, ...]
    months_of: tuple[str, ...]
    """The month beside a day: «24 ноября»."""
    months: tuple[str, ...]
    """The month alone: «ноябрь»."""
    decimal: str
    today: str
    yesterday: str
    tomorrow: str


RU = Table(
    code="ru",
    own_name="Русский",
    weekdays=("понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье"),
    weekdays_short=("пн", "вт", "ср", "чт", "пт", "сб", "вс"),
    months_of=(
        "января", "февраля", "марта", "апреля", "мая", "июня",
        "июля", "августа", "сентября", "октября", "ноября", "декабря",
    ),
    months=(
        "январь", "февраль", "март", "апрель", "май", "июнь",
        "июль", "август", "сентябрь", "октябрь", "ноябрь", "декабрь",
    ),
    decimal=",",
    today="сегодня",
    yesterday="вчера",
    tomorrow="завтра",
)  # fmt: skip

EN_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

EN = Table(
    code="en",
    own_name="English",
    weekdays=("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    weekdays_short=("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    months_of=EN_MONTHS,
    months=EN_MONTHS,
    decimal=".",
    today="today",
    yesterday="yesterday",
    tomorrow="tomorrow",
)
