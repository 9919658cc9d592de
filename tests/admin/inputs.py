"""What a browser without JavaScript would send from a page: every input of its main form, as it stands."""

from html.parser import HTMLParser


class _Inputs(HTMLParser):
    def __init__(self):
        super().__init__()
        self.data = {}
        self.inside = False
        self.select = self.textarea = None

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        if tag == "form":
            self.inside = attributes.get("id") != "logout-form"
        if not self.inside:
            return
        name = attributes.get("name")
        if tag == "input" and name and attributes.get("type") != "submit":
            self.add_input(name, attributes)
        if tag == "select":
            self.select, self.options = name, []
        if tag == "option" and self.select:
            self.options.append((attributes.get("value", ""), "selected" in attributes))
        if tag == "textarea":
            self.textarea, self.text = name, ""

    def add_input(self, name, attributes):
        if attributes.get("type") not in {"checkbox", "radio"}:
            self.data.setdefault(name, []).append(attributes.get("value", ""))
        elif "checked" in attributes:
            self.data.setdefault(name, []).append(attributes.get("value", "on"))

    def handle_data(self, data):
        if self.textarea:
            self.text += data

    def handle_endtag(self, tag):
        if tag == "form":
            self.inside = False
        if tag == "select" and self.select:
            chosen = [value for value, selected in self.options if selected]
            self.data[self.select] = chosen or [value for value, _selected in self.options[:1]]
            self.select = None
        if tag == "textarea" and self.textarea:
            # HTML drops the first line break of a text area.
            self.data[self.textarea] = [self.text.removeprefix("\r\n").removeprefix("\n")]
            self.textarea = None


def inputs(response):
    """The names and values that the page's form would send."""
    reader = _Inputs()
    reader.feed(response.content.decode())
    return reader.data


def sent(client, address, **changes):
    """The answer to the page's form, sent as it stands but for the changes. None takes a name away."""
    data = inputs(client.get(address)) | changes
    return client.post(address, {name: value for name, value in data.items() if value is not None})
