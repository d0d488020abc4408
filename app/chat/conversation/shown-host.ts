/** Which hosts are shown as typed, and which in punycode, as a browser's address bar decides it. Pure. */

/** Latin letters with marks, without those that look like a letter of ASCII: the dotless i, the long s, kra. */
const latin = /^[a-z0-9\-à-öø-ÿĀ-ıĵ-ķĹ-ſ]+$/u;
const latinLookalike = /[ıĸſŀŉ]/u;

/** Letters that look like Latin ones: a label of nothing else is read as another word. */
const cyrillic = { all: /^[\p{Script=Cyrillic}0-9-]+$/u, lookalikes: /^[асԁеһіјӏорԛѕԝхуъЬҽпгѵѡ0-9-]+$/u };
const greek = { all: /^[\p{Script=Greek}0-9-]+$/u, lookalikes: /^[αικηνορτυωχγ0-9-]+$/u };

/** Scripts, and sets of scripts, that are written together and have no letters like Latin ones. */
const otherScripts = [
  /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー0-9a-z-]+$/u,
  /^[\p{Script=Han}\p{Script=Hangul}0-9a-z-]+$/u,
  /^[\p{Script=Han}\p{Script=Bopomofo}0-9a-z-]+$/u,
  ...["Arabic", "Hebrew", "Thai", "Devanagari", "Bengali", "Tamil", "Georgian"].map(
    (script) => new RegExp(`^[\\p{Script=${script}}\\p{M}0-9-]+$`, "u"),
  ),
];

/** Characters of those scripts that look like punctuation of a URL, or like a Latin letter. */
const deceptive = /[ノ丶丿一ー〳〵〆ლ]/u;

/**
 * Returns a host as it is shown: as typed where nobody can take it for another, else in punycode.
 * @param typed as it stands in the text
 * @param host as the browser reads it, with punycode
 */
export function shownHost(typed: string, host: string): string {
  if (/^[\u0021-\u007e]+$/.test(typed)) return typed;
  const labels = typed.toLowerCase().split(".");
  // Full-width letters, other dots and the like: the browser reads another text than a person does.
  const isPlain =
    typed.toLowerCase() === typed.toLowerCase().normalize("NFKC") && labels.length === host.split(".").length;
  return isPlain && labels.every(isUnmistakable) ? typed : host;
}

function isUnmistakable(label: string): boolean {
  if (latin.test(label)) return !latinLookalike.test(label);
  for (const { all, lookalikes } of [cyrillic, greek]) if (all.test(label)) return !lookalikes.test(label);
  return otherScripts.some((script) => script.test(label)) && !deceptive.test(label);
}
