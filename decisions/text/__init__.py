"""Engines that take text and give named values. No Django."""
