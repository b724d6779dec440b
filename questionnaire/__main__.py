"""`python -m questionnaire`: the same as the command `questionnaire`."""

from questionnaire.cli.main import main

main()
