"""Three-way merge of a criteria text: what the project changed since, merged into an adapted copy, with questions."""
