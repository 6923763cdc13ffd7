/**
 * Keeps the compiled code of the daemon for its next start, where Node can (22.1 and newer): it saves 40 ms. The cache
 * is in the home. In the temporary folder, Node's default, another user could write it first, and Node trusts it.
 */
import { statSync } from "node:fs";
import module from "node:module";
import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";

const OTHERS_WRITE = 0o022;

type EnableCompileCache = (folder: string) => unknown;

/** Does nothing before the first start, and in a home that others may write. Call it before the code is imported. */
export function useCompileCache(
  variables: Readonly<Record<string, string | undefined>>,
  enable = (module as { enableCompileCache?: EnableCompileCache }).enableCompileCache,
): void {
  const home = variables.TINYAGI_HOME?.trim() || join(variables.HOME || homedir(), ".tinyagi");
  if (enable !== undefined && isAbsolute(home) && isOwn(home)) enable(join(home, "cache", "compile"));
}

function isOwn(folder: string): boolean {
  try {
    const { uid, mode } = statSync(folder);
    return uid === process.getuid?.() && (mode & OTHERS_WRITE) === 0;
  } catch {
    // There is no home yet, or it cannot be read, which the start will report.
    return false;
  }
}
