"""Engines for pictures: numbers in, SVG out, styled by the site's style sheet. No Django."""
