/** Claimed paths: relative to the workspace, compared by whole segments (`src/a` and `src/ab` are disjoint). */

/** @returns the normalised path (`""` is the workspace itself), or the reason it is refused */
export function normalizeClaim(path: string): { path: string } | { refused: string } {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused here
  if (/[\u0000-\u001f\u007f]/.test(path)) return { refused: "control characters are not allowed" };
  if (path.includes("\\")) return { refused: "use / between segments" };
  if (path.startsWith("/") || /^[A-Za-z]:/.test(path)) return { refused: "absolute paths are not allowed" };
  if (path.startsWith("~")) return { refused: "paths start in the workspace, not in a home directory" };
  if (path.trim() === "") return { refused: "an empty path claims nothing; use . for the whole workspace" };
  const segments = path.split("/").filter((segment) => segment !== "" && segment !== ".");
  if (segments.some((segment) => segment === "..")) return { refused: ".. is not allowed" };
  return { path: segments.join("/") };
}

/** Every prefix of a path that is not the path itself, outermost (`""`) first. */
export function claimPrefixes(path: string): string[] {
  if (path === "") return [];
  const out = [""];
  for (let at = path.indexOf("/"); at >= 0; at = path.indexOf("/", at + 1)) out.push(path.slice(0, at));
  return out;
}
