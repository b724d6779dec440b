"""Two sheets of answers side by side: those of two parties, or of one party on two days."""
