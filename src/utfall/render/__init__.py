"""Rendering of executed notebooks to HTML and PDF."""
