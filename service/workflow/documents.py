"""The agreement as a document to print and to keep."""

from service import alliance as core
from service.agreement import Version
from service.alliance import Alliance
from service.questions import section_titles
from service.rendering import AgreementView
