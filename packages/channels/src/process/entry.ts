/** Where the program of a channel is: `main` beside this file. It runs with the options of Node that this process has. */
import { extname } from "node:path";
import { fileURLToPath } from "node:url";

/** A program that Node can run. */
export interface ChannelEntry {
  /** Absolute path. */
  readonly file: string;
  /** Options of Node. */
  readonly flags: readonly string[];
}

export function channelEntry(): ChannelEntry {
  const extension = extname(import.meta.url);
  const file = fileURLToPath(new URL(`./main${extension}`, import.meta.url));
  return { file, flags: process.execArgv };
}
