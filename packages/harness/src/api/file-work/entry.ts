/**
 * Where the program of the thread for file tools is: `main` beside this file. From the sources it needs the loader that
 * runs this process.
 */
import { extname } from "node:path";

/** A program that a thread can run. */
export interface FileWorkEntry {
  readonly url: URL;
  /** Options of Node. */
  readonly flags: readonly string[];
}

export function fileWorkEntry(): FileWorkEntry {
  const extension = extname(import.meta.url);
  const url = new URL(`./main${extension}`, import.meta.url);
  return { url, flags: extension === ".ts" ? process.execArgv : [] };
}
