"""The My nights tab: many nights as rows by the clock."""
