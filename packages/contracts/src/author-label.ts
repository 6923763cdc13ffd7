/**
 * The label of who changed the settings, where earlier settings were restored. Written and read here alone: revisions and
 * events have had it in one text from the beginning.
 */
const BEGIN = "restore of ";
const JOIN = " by ";

/** Somebody restored a revision. */
export function restoreLabel(revision: number, by: string): string {
  return `${BEGIN}${revision}${JOIN}${by}`;
}

/** Who it was, and which revision they restored, if they did. */
export function readAuthorLabel(label: string): { readonly by: string; readonly restored?: number } {
  const end = label.startsWith(BEGIN) ? label.indexOf(JOIN, BEGIN.length) : -1;
  const revision = end < 0 ? Number.NaN : Number(label.slice(BEGIN.length, end));
  return Number.isSafeInteger(revision) && revision > 0
    ? { by: label.slice(end + JOIN.length), restored: revision }
    : { by: label };
}
