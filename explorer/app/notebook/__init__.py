"""Entry points for notebooks: a tab, a comparison, an exercise."""
