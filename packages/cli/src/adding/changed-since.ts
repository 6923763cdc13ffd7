/** Whether somebody changed, since an import, what the import made. Decided by the history of the settings. Pure. */

export interface Revision {
  readonly id: number;
  /** Dotted. */
  readonly paths: readonly string[];
}

export type SinceImport = "as-imported" | "edited" | "made-again";

/**
 * @param revisions of the history of the settings; older ones may be gone
 * @param made what the import wrote, and the newest revision before it did
 */
export function sinceImport(
  revisions: readonly Revision[],
  made: { path: readonly string[]; revision: number },
): SinceImport {
  const own = made.path.join(".");
  const later = revisions.filter(({ id }) => id > made.revision).sort((left, right) => left.id - right.id);
  const wholes = later.filter(({ paths }) => paths.some((path) => isWhole(path, own)));
  // The first one is the import itself, unless it is no longer kept.
  const isKept = later[0]?.id === made.revision + 1 || revisions.some(({ id }) => id <= made.revision);
  const [first, ...others] = isKept ? wholes : [undefined, ...wholes];
  if (others.length > 0) return "made-again";
  const isEdited = later.some((one) => one !== first && one.paths.some((path) => path.startsWith(`${own}.`)));
  return isEdited ? "edited" : "as-imported";
}

/** The value itself, or one that contains it. */
function isWhole(path: string, own: string): boolean {
  return path === own || own.startsWith(`${path}.`);
}
