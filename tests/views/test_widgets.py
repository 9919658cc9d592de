"""Our own template of lists of choices, which spares the includes of Django's."""

from django import forms
from django.forms.renderers import DjangoTemplates
from django.test.html import parse_html


class Marked(forms.Select):
    """A list in which choices have attributes of their own."""

    def create_option(self, name, value, *more, **named):
        option = super().create_option(name, value, *more, **named)
        option["attrs"] |= {"disabled": value == 2, "data-note": f"<{value}>"}
        return option


def test_it_says_what_the_template_of_django_says():
    choices = [("", "---"), (1, "one & <two>"), ("group", [(2, "two"), ("3", "three")]), (1234567, "many")]
    for kind, chosen in (
        (Marked, [2]),
        (Marked, [""]),
        (forms.SelectMultiple, [1, "3"]),
        (forms.Select, [1234567]),
    ):
        field = kind(attrs={"id": "id_x", "required": True}, choices=choices)
        ours = field.render("x", chosen)
        assert parse_html(ours) == parse_html(field.render("x", chosen, renderer=DjangoTemplates()))
        assert ours.count("<!--") == 0
