"""The School tab: a set of epochs to score blind, and a class's results as a table."""
