"""One panel a file: state to figure, gesture to state."""
