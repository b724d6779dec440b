"""The peer's site, in its own Python: `python peer_site.py FOLDER` makes its database; `peer_site:application` is then served.

The folder holds `survey.json`, the pages of questions: a list of pages, each a list of {text, choices}. It has what its
authors and Django's advise: a database that commits durably while others read, templates compiled once, no debugging.
"""

from __future__ import annotations

import datetime
import json
import os
import sys
from pathlib import Path

import django
from django.conf import settings
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.urls import include, path

FOLDER = Path(sys.argv[1] if __name__ == "__main__" else os.environ["PEER_FOLDER"])
DURABLE = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"

settings.configure(
    ALLOWED_HOSTS=["127.0.0.1"],
    CHOICES_SEPARATOR="|",
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": FOLDER / "peer.sqlite",
            "CONN_MAX_AGE": None,
            "OPTIONS": {"init_command": DURABLE, "transaction_mode": "IMMEDIATE", "timeout": 10},
        }
    },
    DEFAULT_AUTO_FIELD="django.db.models.AutoField",
    DEFAULT_SURVEY_PUBLISHING_DURATION=7,
    EXCEL_COMPATIBLE_CSV=False,
    INSTALLED_APPS=[
        "django.contrib.admin",
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.messages",
        "django.contrib.sessions",
        "django.contrib.staticfiles",
        "survey",
    ],
    LANGUAGE_CODE="fr",
    LOGGING={"version": 1, "root": {"level": "ERROR"}},
    MIDDLEWARE=[
        "django.middleware.security.SecurityMiddleware",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
        "django.middleware.clickjacking.XFrameOptionsMiddleware",
    ],
    ROOT_URLCONF=__name__,
    SECRET_KEY="of a benchmark, on this machine only",  # noqa: S106 - nothing secret
    STATIC_URL="/static/",
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "APP_DIRS": True,
            "OPTIONS": {
                "context_processors": [
                    "django.template.context_processors.request",
                    "django.contrib.auth.context_processors.auth",
                    "django.contrib.messages.context_processors.messages",
                ]
            },
        }
    ],
    USER_DID_NOT_ANSWER="sans réponse",
    USE_TZ=True,
)
django.setup()
urlpatterns = [path("survey/", include("survey.urls"))]


def fill() -> None:
    """Make the tables, and one survey of several pages."""
    call_command("migrate", verbosity=0)
    from survey.models import Category, Question, Survey

    survey = Survey.objects.create(
        name="Diagnostic",
        description="Un essai",
        is_published=True,
        need_logged_user=False,
        editable_answers=True,
        display_method=Survey.BY_CATEGORY,
        expire_date=datetime.date(2100, 1, 1),
    )
    order = 0
    for number, questions in enumerate(json.loads((FOLDER / "survey.json").read_text())):
        category = Category.objects.create(survey=survey, name=f"Page {number + 1}", order=number, description="")
        for question in questions:
            order += 1
            Question.objects.create(
                survey=survey,
                category=category,
                text=question["text"],
                order=order,
                required=False,
                type=Question.RADIO,
                choices="|".join(question["choices"]),
            )
    (FOLDER / "ready").touch()


if __name__ == "__main__":
    fill()
else:
    application = get_wsgi_application()
