"""The command `questionnaire`: one module for each family of commands."""
