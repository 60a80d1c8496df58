"""The application: state, shell, and one folder a tab or part of the page."""
