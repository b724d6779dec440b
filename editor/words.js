// Every French phrase of the editor, with its no-break spaces (U+00A0, as everywhere on the site).
const NBSP = "\u00a0";

export const NETWORK = `Pas enregistré${NBSP}: vérifiez votre connexion. Votre texte est toujours là.`;
export const PENDING = "Pas encore enregistré";
export const SAVING = "Enregistrement…";
export const REFUSED = "Pas enregistré. Votre texte est toujours là.";
export const CONFLICT = "Pas enregistré.";
export const CONFLICT_NEXT =
  `Votre texte est toujours là. Pour choisir ce que vous gardez, appuyez sur «${NBSP}Enregistrer${NBSP}».`;
export const TABS = "Les tabulations ont été remplacées par des espaces.";
export const NO_PROBLEM = "Aucun problème signalé.";

export const HELP =
  `Tab ajoute un retrait de deux espaces, Maj + Tab l’enlève. Pour sortir de l’éditeur au clavier${NBSP}: `
  + `Échap, puis Tab. Ctrl + F cherche, F8 va au problème suivant, Maj + F8 au précédent.`;
export const TOOLS = "Outils de l’éditeur";
export const TO_PLAIN = "Texte simple";
export const TO_RICH = "Texte en couleurs";
export const TOOL = {
  undo: "Annuler",
  redo: "Rétablir",
  search: "Chercher",
  line: "Ligne…",
  foldAll: "Tout replier",
  unfoldAll: "Tout déplier",
  next: "Problème suivant",
};

export const saved = (hour) => `Enregistré à ${hour.replaceAll(" ", NBSP)}`;
export const failed = (code) => `Pas enregistré${NBSP}: le site a répondu par une erreur (${code}). Votre texte est toujours là.`;
export const line = (number) => `Ligne${NBSP}${number}`;
export const kind = (problem) => (problem.warning ? "À vérifier" : "Erreur");
const typeset = (text) => text.replace(/« | (?=[:;!?»%])/g, (found) => found.replace(" ", NBSP));
export const place = (problem) => typeset(problem.where ? `${problem.where} : ${problem.message}` : problem.message);
export const full = (problem) => `${kind(problem)}${NBSP}: ${place(problem)}`;

// CodeMirror’s own phrases
export const PHRASES = {
  "Control character": "Caractère invisible",
  "Selection deleted": "Sélection supprimée",
  "Folded lines": "Lignes repliées",
  "Unfolded lines": "Lignes dépliées",
  "to": "à",
  "folded code": "lignes repliées",
  "unfold": "déplier",
  "Fold line": "Replier",
  "Unfold line": "Déplier",
  "Go to line": `Aller à la ligne${NBSP}`, // CodeMirror adds a colon
  "go": "Aller",
  "Find": "Chercher",
  "Replace": "Remplacer par",
  "next": "Suivant",
  "previous": "Précédent",
  "all": "Tous",
  "match case": "respecter les majuscules",
  "by word": "mot entier",
  "regexp": "expression régulière",
  "replace": "Remplacer",
  "replace all": "Tout remplacer",
  "close": "Fermer",
  "current match": "résultat courant",
  "replaced $ matches": "$ remplacements faits",
  "replaced match on line $": `remplacement fait à la ligne${NBSP}$`,
  "on line": "à la ligne",
  "Diagnostics": "Problèmes",
  "No diagnostics": "Aucun problème",
};
