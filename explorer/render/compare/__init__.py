"""Markup of the Compare tab: tables, figures, timelines."""
