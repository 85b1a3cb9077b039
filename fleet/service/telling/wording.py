"""What recipients read.

Lives here: texts of notices in both languages. Not here: when they are sent.
"""

from __future__ import annotations

from fleet.core.parcels.state import CODE, OVERDUE, REMINDER, TAKE_BACK, Notice

TITLES = {
    "en": {
        CODE: "A parcel for you",
        REMINDER: "Your parcel is waiting",
        OVERDUE: "Your parcel is overdue",
        TAKE_BACK: "Your parcel will be taken back",
    },
    "zh": {
        CODE: "您有一个包裹",
        REMINDER: "取件提醒",
        OVERDUE: "包裹已超期",
        TAKE_BACK: "包裹将被取回",
    },
}

BODIES = {
    "en": {
        CODE: "It lies in compartment {compartment} of {bank}. Code: {code}",
        REMINDER: "It still lies in compartment {compartment} of {bank}. Code: {code}",
        OVERDUE: "The free time is over; a fee may be due. Compartment {compartment} of {bank}, "
        "code {code}",
        TAKE_BACK: "The courier will take it back from compartment {compartment} of {bank}; until "
        "then the code is {code}",
    },
    "zh": {
        CODE: "包裹已存入{bank}的{compartment}号格口，取件码：{code}",
        REMINDER: "包裹仍在{bank}的{compartment}号格口，取件码：{code}",
        OVERDUE: "免费保管时间已过，可能产生费用。{bank}的{compartment}号格口，取件码：{code}",
        TAKE_BACK: "快递员将取回{bank}的{compartment}号格口中的包裹，在此之前取件码为：{code}",
    },
}


def wording(language: str, notice: Notice, compartment: int, code: str) -> tuple[str, str]:
    """Title and text of a notice in zh or en."""
    bank = notice.bank.replace("/", " ")
    body = BODIES[language][notice.kind].format(bank=bank, compartment=compartment, code=code)
    return TITLES[language][notice.kind], body
