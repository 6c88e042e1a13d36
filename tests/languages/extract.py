"""What in a question set is for people, for the catalogues."""

import tomllib

READ = {"title", "description", "introduction", "heading", "text", "help", "example"}


def texts(source, keywords, comment_tags, options):
    """Each text of a question set, in the form that Babel's extraction wants."""
    for text in _texts(tomllib.loads(source.read().decode())):
        yield 1, "gettext", text, []


def _texts(table):
    for key, value in table.items():
        if key in READ:
            yield value
        elif key == "options":
            yield from (label for _, label in value)
        elif isinstance(value, list):
            for each in value:
                yield from _texts(each)
