"""Every page in every state and every mail, with invented people, for looking at them."""

from service.preview.folder import begin, write
from service.preview.router import router as preview_router
from service.preview.samples import messages, pages

__all__ = ["begin", "messages", "pages", "preview_router", "write"]
