"""`python -m questionnaire`: the same as the command `questionnaire`."""

from questionnaire.cli import main

main()
