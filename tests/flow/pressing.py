"""A page as somebody sees it who knows nothing of it: links, forms, and what could stand in them."""

import re
from dataclasses import dataclass, field
from datetime import timedelta
from html.parser import HTMLParser

WORD = re.compile(r"\bzq\d+zq\b")
"""What a `Hand` writes: a word that stands nowhere else."""


@dataclass
class Form:
    """`fields` are (name, kind, value, choices) as they stand on the page."""

    action: str
    method: str
    fields: list = field(default_factory=list)


class Page(HTMLParser):
    """The forms and links of a page."""

    def __init__(self, text):
        super().__init__()
        self.forms, self.links = [], []
        self._form = self._area = self._select = None
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        at = dict(attrs)
        if tag == "a":
            self.links.append(at.get("href") or "")
        if tag == "form":
            self._form = Form(at.get("action") or "", at.get("method") or "get")
            self.forms.append(self._form)
        if tag == "option" and self._select:
            self._select[1].append(at.get("value") or "")
        if self._form is None or "disabled" in at or not at.get("name"):
            return
        name = at["name"]
        if tag == "input":
            ticked = "checked" in at
            value = at.get("value") or ("on" if at.get("type") == "checkbox" else "")
            self._form.fields.append((name, at.get("type") or "text", value, ticked))
        elif tag == "button":
            self._form.fields.append((name, "button", at.get("value") or "", False))
        elif tag == "textarea":
            self._area = [name, ""]
        elif tag == "select":
            self._select = (name, [])
            self._form.fields.append((name, "select", "", self._select[1]))

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)

    def handle_data(self, data):
        if self._area:
            self._area[1] += data

    def handle_endtag(self, tag):
        if tag == "textarea" and self._area and self._form:
            self._form.fields.append((self._area[0], "textarea", self._area[1].strip("\n"), False))
            self._area = None
        elif tag == "select":
            self._select = None
        elif tag == "form":
            self._form = None


class Hand:
    """Fills forms by chance: what stands there is kept half of the time."""

    def __init__(self, chance):
        self.chance = chance
        self.words = self.addresses = 0

    def fills(self, form, now):
        """What is posted: of each group of radio buttons and of all buttons at most one."""
        fields, groups = {}, {}
        for name, kind, value, more in form.fields:
            if kind in {"radio", "button"}:
                groups.setdefault((kind, name if kind == "radio" else ""), []).append((name, value))
                continue
            keep = self.chance.random() < 0.5 and value
            write = getattr(self, f"_{kind}", self._text)
            values = [value] if keep and kind != "checkbox" else write(value, more, now)
            fields.setdefault(name, []).extend(values)
        for (kind, _), group in groups.items():
            if kind == "button" or self.chance.random() < 0.9:
                name, value = self.chance.choice(group)
                fields[name] = [value]
        return {name: values for name, values in fields.items() if values}

    def _hidden(self, value, _more, _now):
        return [value]

    def _checkbox(self, value, ticked, _now):
        return [value] if self.chance.random() < (0.8 if ticked else 0.5) else []

    def _select(self, _value, choices, _now):
        return [self.chance.choice(choices or [""])]

    def _date(self, _value, _more, now):
        return [f"{now + timedelta(days=self.chance.randint(-3, 60)):%Y-%m-%d}"]

    def _time(self, _value, _more, _now):
        return [self.chance.choice(["02:30", "10:00", "23:30"])]

    def _number(self, _value, _more, _now):
        return [str(self.chance.choice([0, 5, 7, 30, 61]))]

    def _email(self, _value, _more, _now):
        self.addresses += 1
        return [f"guest{self.addresses}@example.org"]

    def _text(self, _value, _more, _now):
        if self.chance.random() < 0.2:
            return [""]
        self.words += 1
        return [f"zq{self.words}zq"]
