"""The tab Plan as markup: figures, tables, words."""
