"""Markup of claims, studies and exercises."""
