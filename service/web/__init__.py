"""The pages: each route parses, calls the workflow, and answers."""

from service.web.mailbox import router as mailbox_router
from service.web.site import build_site

__all__ = ["build_site", "mailbox_router"]
