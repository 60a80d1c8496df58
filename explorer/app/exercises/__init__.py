"""The Exercises tab: tasks, answers checked, what a right one teaches."""
