/**
 * Where the program of the agent host is. The only place that knows: whoever bundles this package changes it here.
 *
 * It is `main` beside this file, and runs as it is when the package is built. From the sources, it needs the loader that
 * runs this process.
 */
import { extname } from "node:path";
import { fileURLToPath } from "node:url";

/** A program that Node can run. */
export interface HostEntry {
  /** Absolute path. */
  readonly file: string;
  /** Options of Node. */
  readonly flags: readonly string[];
}

/** The host of this package. */
export function hostEntry(): HostEntry {
  const extension = extname(import.meta.url);
  const file = fileURLToPath(new URL(`./main${extension}`, import.meta.url));
  return { file, flags: extension === ".ts" ? process.execArgv : [] };
}
