"""Errors in French, as a page or as JSON for a script: what happened and what to do, never a trace."""

from __future__ import annotations

import logging

from flask import Flask, Response, jsonify, make_response, render_template, request, url_for
from werkzeug.exceptions import HTTPException

from questionnaire.errors import CriteriaError, RenderingError, StorageBusyError, StorageError
from questionnaire.typography import NBSP, counted, french

_log = logging.getLogger(__name__)

_TEXTS = {
    400: (
        "Cette demande n’a pas été comprise",
        "Revenez à la page précédente et essayez à nouveau. Vos réponses déjà enregistrées sont toujours là.",
    ),
    404: (
        "Cette page n’existe pas",
        "L’adresse est peut-être incomplète, ou le diagnostic a été supprimé. Si vous avez reçu un lien, "
        "copiez-le en entier, sans espace ni point à la fin.",
    ),
    405: (
        "Cette adresse ne s’ouvre pas ainsi",
        "Cette adresse sert à envoyer un formulaire. Reprenez depuis l’accueil ou depuis votre lien privé.",
    ),
    413: (
        "Cet envoi est trop gros",
        f"L’envoi dépasse ce que l’outil accepte (1{NBSP}Mo). S’il s’agit d’un fichier, vérifiez que c’est bien "
        "le fichier JSON téléchargé avec vos résultats ; s’il s’agit de notes, raccourcissez-les. "
        "Revenez à la page précédente : votre saisie y est encore.",
    ),
    421: (
        "Ce site ne répond pas sous ce nom",
        "Vérifiez l’adresse, ou repartez du lien que vous avez reçu. Si vous hébergez ce site, ajoutez ce nom au "
        "réglage QUESTIONNAIRE_HOSTS.",
    ),
    500: (
        "Quelque chose n’a pas fonctionné",
        "L’erreur vient de l’outil, pas de vous ; elle a été notée. Vos réponses déjà enregistrées sont toujours là. "
        "Essayez à nouveau dans un instant.",
    ),
    503: (
        "L’enregistrement est momentanément impossible",
        "L’outil ne peut ni lire ni écrire les réponses pour le moment. Ce qui était enregistré est toujours là. "
        "Revenez à la page précédente, gardez-la ouverte, et essayez à nouveau dans quelques minutes.",
    ),
}
# told by a view through not_done()
BROKEN_STORE = (
    f"{{cause}}{NBSP}: vos réponses de cette page ne sont pas encore enregistrées, mais elles sont toujours affichées. "
    "Gardez la page ouverte et essayez à nouveau {when}."
)
_BROKEN = {"cause": "L’enregistrement est momentanément impossible", "when": "dans quelques minutes"}
_OCCUPIED = {"cause": "L’outil est occupé", "when": "dans un instant"}
OCCUPIED = (
    "L’outil est occupé",
    "La base de données sert à d’autres en ce moment : rien n’a été changé. Ce qui était enregistré est toujours là. "
    "Revenez à la page précédente, gardez-la ouverte, et réessayez dans un instant.",
)
RETRY_SECONDS = 5  # for a 503 that says nothing else
BUSY = (
    "Ce téléchargement attend son tour",
    "Beaucoup de personnes téléchargent au même moment. Revenez à la page précédente et recommencez dans un instant : "
    "vos réponses et vos résultats sont toujours là.",
)
_UNREADABLE = (
    "Ce diagnostic ne peut pas être ouvert pour le moment",
    "Il a été commencé avec une version des questions que cette version de l’outil ne sait plus lire. Vos réponses sont "
    "toujours enregistrées. Prévenez la personne qui tient ce site (voir « Mentions légales ») : elle peut remettre "
    "l’outil qui la lisait. Si vous aviez téléchargé vos résultats en JSON, « Reprendre un diagnostic » ouvre ce fichier "
    "avec les questions d’aujourd’hui.",
)
_UNREADABLE_SCRIPT = (
    "Pas encore enregistré : ce site ne sait plus lire la version des questions de ce diagnostic. Gardez cette page ouverte, "
    "ce que vous avez saisi y est toujours affiché, et prévenez la personne qui tient ce site."
)
_UNREADABLE_IN_FACILITATION = (
    "Cette version n’est plus lisible",
    "Cette version de l’outil ne sait plus lire le texte de cette version des critères : elle ne peut pas être remise en "
    "service telle quelle. Depuis le tableau de bord, créez un brouillon à partir d’elle : l’éditeur montre, ligne par "
    "ligne, ce qui est à corriger avant de publier.",
)
# what a script shows beside a form that stays open: the page is still there, the form keeps what was typed
_SCRIPT_TEXTS = {
    400: "Pas enregistré : cet envoi n’a pas été compris. Gardez cette page ouverte, ce que vous avez saisi y est "
    "toujours affiché, et essayez à nouveau.",
    404: "Pas enregistré : ce diagnostic a été supprimé, ou cette page n’en fait plus partie. Ce que vous avez saisi "
    "est encore affiché : copiez ce que vous voulez garder avant de quitter la page.",
    413: "Pas enregistré : il y a trop de texte sur cette page (1 Mo au plus). Raccourcissez vos notes : elles sont "
    "encore affichées.",
    500: "Pas enregistré : l’erreur vient de l’outil, pas de vous ; elle a été notée. Gardez cette page ouverte, ce "
    "que vous avez saisi y est toujours affiché, et essayez à nouveau dans un instant.",
    503: BROKEN_STORE.format(**_BROKEN),
}

_FACILITATION_TEXTS = {
    404: (
        "Cette page n’existe pas",
        "Le brouillon ou la version a peut-être été supprimé, ou le lien a déjà servi. Revenez au tableau de bord.",
    ),
    413: (
        "Cet envoi est trop gros",
        f"Un fichier de critères pèse moins de 1{NBSP}Mo : rien n’a été enregistré. Vérifiez que c’est bien le bon "
        "fichier. Revenez à la page précédente : votre saisie y est encore.",
    ),
    503: (
        "La base de données ne répond pas",
        "L’outil ne peut ni lire ni écrire pour le moment : rien n’a été changé. Revenez à la page précédente, gardez-la "
        "ouverte, et essayez à nouveau dans quelques minutes.",
    ),
}
_FACILITATION_SCRIPT_TEXTS = {
    404: "Ce brouillon a été supprimé entre-temps. Votre texte est toujours affiché : copiez-le.",
    413: "Ce texte est trop gros (1 Mo au plus) : il n’a pas été enregistré. Il est toujours affiché.",
    503: "La base de données ne répond pas : votre texte n’est pas encore enregistré. Il est toujours affiché ; gardez "
    "la page ouverte.",
}


def wants_json() -> bool:
    """Return whether the request prefers JSON to a page; one rule for every error."""
    accepted = request.accept_mimetypes
    return accepted["application/json"] > accepted["text/html"]


def refusal(code: int, message: str) -> Response:
    """Return an error for a script."""
    return make_response(jsonify(saved=False, messages=[french(message)]), code)


def error_page(code: int, title_and_text: tuple[str, str] | None = None) -> Response:
    """Return an error page, or JSON to a script; title and text default to those of the code, else of 400 or 500."""
    in_facilitation = request.path.startswith("/animation")
    default = 400 if code < 500 else 500
    if wants_json():
        message = title_and_text[1] if title_and_text else None
        message = message or (_FACILITATION_SCRIPT_TEXTS.get(code) if in_facilitation else None)
        return refusal(code, message or _SCRIPT_TEXTS.get(code) or _SCRIPT_TEXTS[default])
    title_and_text = (
        title_and_text or (_FACILITATION_TEXTS.get(code) if in_facilitation else None) or _TEXTS.get(code)
    )
    title, text = map(french, title_and_text or _TEXTS[default])
    actions = [
        ("Aller à l’accueil", url_for("pages.home")),
        ("Tableau de bord", url_for("facilitation.overview.home"))
        if in_facilitation
        else ("Reprendre un diagnostic", url_for("resuming.resume")),
    ]
    page = render_template("errors/error.html", code=code, title=title, text=text, actions=actions)
    return make_response(page, code)


def too_many_page(seconds: int, words: tuple[str, str] | None = None) -> Response:
    """Return a 429 page, or JSON to a script, that says how long to wait; `words`: its title, and a text with {delay}."""
    wait = delay_words(seconds)
    title = "Trop de demandes à la suite"
    if wants_json():
        text = (
            "Pas encore enregistré : trop d’envois à la suite. Gardez cette page ouverte, ce que vous avez saisi y "
            f"est toujours affiché : l’outil en acceptera d’autres dans {wait}."
        )
    elif words:
        title, text = words[0], words[1].format(delay=wait)
    else:
        kept = " (votre saisie y est encore)" if request.method == "POST" else ""
        text = (
            f"Par sécurité, l’outil en accepte un nombre limité. Attendez {wait}, revenez à la page précédente{kept} "
            "et recommencez. Vos réponses déjà enregistrées sont toujours là."
        )
    response = error_page(429, (title, text))
    response.headers["Retry-After"] = str(seconds)
    return response


def delay_words(seconds: int) -> str:
    """Return « 12 secondes », or « 3 minutes », rounded up."""
    return counted(seconds, "seconde") if seconds < 60 else counted(-(-seconds // 60), "minute")


def busy_page() -> Response:
    """Return a 503 page for a download that cannot be made now."""
    response = error_page(503, BUSY)
    response.headers["Retry-After"] = "10"
    return response


def install_errors(app: Flask) -> None:
    """Register the error handlers."""

    @app.errorhandler(HTTPException)
    def _http(error: HTTPException) -> Response:
        response = error_page(error.code or 500)
        # RFC 9110: a 405 response has an Allow header
        if error.code == 405 and (allow := error.get_response().headers.get("Allow")):
            response.headers["Allow"] = allow
        return response

    @app.errorhandler(StorageError)
    def _storage(error: StorageError) -> Response:
        log_storage(error)
        return error_page(503, OCCUPIED if isinstance(error, StorageBusyError) and not wants_json() else None)

    @app.after_request
    def _when(response: Response) -> Response:
        if response.status_code == 503 and request.blueprint != "health":
            response.headers.setdefault("Retry-After", str(RETRY_SECONDS))
        return response

    @app.errorhandler(CriteriaError)
    def _criteria(error: CriteriaError) -> Response:
        _log.error(
            "une version des critères n’est pas lisible par ce programme, remettez celui qui la lisait (%s) : %s",
            request.endpoint,
            error.problems[0] if error.problems else "",
        )
        if wants_json():
            return refusal(503, _UNREADABLE_SCRIPT)
        return error_page(
            503, _UNREADABLE_IN_FACILITATION if request.path.startswith("/animation") else _UNREADABLE
        )

    @app.errorhandler(RenderingError)
    def _rendering(error: RenderingError) -> Response:
        _log.error("un téléchargement a échoué (%s) : %s", request.endpoint, error)
        return busy_page()

    @app.errorhandler(Exception)
    def _unexpected(error: Exception) -> Response:
        # the URL is not logged: it holds a key
        _log.error("erreur imprévue (%s)", request.endpoint, exc_info=error)
        return error_page(500)


def not_done(error: StorageError, told: str) -> str:
    """Log a failure of the database; return `told`, with the {cause} and {when} to try again."""
    log_storage(error)
    return told.format(**(_OCCUPIED if isinstance(error, StorageBusyError) else _BROKEN))


def log_storage(error: StorageError) -> None:
    """Log a failure of the database, without keys or answers."""
    if isinstance(error, StorageBusyError):
        _log.warning("la base de données est occupée (%s) : %s", request.endpoint, error)
    else:
        _log.error("la base de données n’a pas répondu (%s) : %s", request.endpoint, error)
