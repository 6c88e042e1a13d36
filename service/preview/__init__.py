"""Every page in every state and every mail, with invented people, for looking at them."""

from service.preview.samples import messages, pages

__all__ = ["messages", "pages"]
