"""Every message that the service sends, with all that its template needs.

One class a template: `FormInvitation` is `email_templates/form_invitation/`.
Messages are values: `workflow` builds them, `rendering` finds their words.
"""

from service.emails.messages.answering import (
    AnswerFound,
    AnswersRead,
    NotePassedOn,
    NumberedQuestion,
    WordsHeld,
    WordToConfirm,
)
from service.emails.messages.coaching import CoachWelcome, DigestEntry, WeeklyDigest
from service.emails.messages.ending import (
    AllianceClosed,
    CloseWished,
    LastRound,
    LastWord,
    Reopened,
)
from service.emails.messages.forming import (
    AllianceStarted,
    ConfirmStart,
    FormInvitation,
    QuestionAdded,
    Reminder,
    ReplyReceived,
)
from service.emails.messages.meeting import (
    AgreementProposed,
    AgreementSigned,
    ClauseChange,
    ClauseObjected,
    CoachSummary,
    DraftReady,
    SettleWording,
    Withheld,
)
from service.emails.messages.message import Message
from service.emails.messages.moments import MomentConfided, MomentTold
from service.emails.messages.organising import (
    AddressChanged,
    AddressToConfirm,
    Farewell,
    LinkAgain,
    MailCheck,
    OrganiserAsked,
    PeopleChanged,
    Silenced,
    TooFew,
    Undelivered,
    Welcome,
)
from service.emails.messages.reviewing import (
    ReviewForm,
    ReviewSummary,
    ReviewsUnanswered,
    TrustAt,
)
from service.emails.messages.scheduling import (
    AllDeclined,
    CalendarMessage,
    GuestAnswered,
    ProposalDeclined,
    TimeProposed,
)

__all__ = [
    "AddressChanged",
    "AddressToConfirm",
    "AgreementProposed",
    "AgreementSigned",
    "AllDeclined",
    "AllianceClosed",
    "AllianceStarted",
    "AnswerFound",
    "AnswersRead",
    "CalendarMessage",
    "ClauseChange",
    "ClauseObjected",
    "CloseWished",
    "CoachSummary",
    "CoachWelcome",
    "ConfirmStart",
    "DigestEntry",
    "DraftReady",
    "Farewell",
    "FormInvitation",
    "GuestAnswered",
    "LastRound",
    "LastWord",
    "LinkAgain",
    "MailCheck",
    "Message",
    "MomentConfided",
    "MomentTold",
    "NotePassedOn",
    "NumberedQuestion",
    "OrganiserAsked",
    "PeopleChanged",
    "ProposalDeclined",
    "QuestionAdded",
    "Reminder",
    "Reopened",
    "ReplyReceived",
    "ReviewForm",
    "ReviewSummary",
    "ReviewsUnanswered",
    "SettleWording",
    "Silenced",
    "TimeProposed",
    "TooFew",
    "TrustAt",
    "Undelivered",
    "WeeklyDigest",
    "Welcome",
    "Withheld",
    "WordToConfirm",
    "WordsHeld",
]
