/** The part that the forms of an English word share, for a small index: too few rules rather than too many. Pure. */

/** Shorter words have no ending that could be taken off. */
const MIN_CHARS = 4;

export function toStem(word: string): string {
  const singular = withoutPlural(word);
  const base = withoutEnding(singular);
  return base.length >= MIN_CHARS && base.endsWith("e") ? base.slice(0, -1) : base;
}

function withoutPlural(word: string): string {
  if (word.length < MIN_CHARS || !word.endsWith("s") || word.endsWith("ss") || word.endsWith("us"))
    return word;
  if (word.endsWith("ies")) return `${word.slice(0, -3)}y`;
  return word.endsWith("sses") || word.endsWith("ches") || word.endsWith("xes")
    ? word.slice(0, -2)
    : word.slice(0, -1);
}

function withoutEnding(word: string): string {
  for (const ending of ["ing", "ed"]) {
    const base = word.slice(0, -ending.length);
    if (!word.endsWith(ending) || base.length < MIN_CHARS - 1 || !/[aeiouy]/.test(base)) continue;
    // `running` is `run`; `calling` stays `call`.
    const [last, before] = [base.at(-1), base.at(-2)];
    return last === before && !"lsz".includes(last ?? "") ? base.slice(0, -1) : base;
  }
  return word;
}
