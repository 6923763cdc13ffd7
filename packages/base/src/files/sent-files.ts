/**
 * Where the files lie that people send: `<files>/in/<person>/<unique>/<unique><ending>`. Each file has a folder of its own,
 * because some sandboxes can open a folder and not a file. What a run may open is decided by two facts: who sent the file,
 * which its place says, and whether a message to this agent names it.
 */

import { createHash } from "node:crypto";
import { join } from "node:path";
import { parsePlatform } from "@tinyagi/contracts";
import type { SenderKey } from "../sender.js";

/** The folder of what the operator's clients store. */
export const OPERATOR_FOLDER = "operator";
/** Most characters of a place below the folder of received files. */
const PLACE_MAX_CHARS = 160;
const PLACE_CHARACTER = /[A-Za-z0-9._/-]/;

/** The folder of what one sender sends. A hash, because a platform's id may contain anything. */
export function folderOfSender({ channel, senderId }: SenderKey): string {
  return createHash("sha256")
    .update(JSON.stringify([parsePlatform(channel), senderId]))
    .digest("hex")
    .slice(0, 24);
}

/** The place of a file, from the unique part of its name. */
export function placeOfFile(folder: string, file: string): string {
  const [unique = file] = file.split(".");
  return join(folder, unique, file);
}

/** A received file that a text names. */
export interface NamedPlace {
  /** Undefined for a file of an earlier release, which lies directly in the folder. */
  person: string | undefined;
  /** What must be opened to read it. */
  path: string;
}

/** The received files that a text names, in their order. Linear in the text. */
export function placesIn(text: string, filesIn: string): NamedPlace[] {
  const prefix = `${filesIn}/`;
  const found: NamedPlace[] = [];
  for (let at = text.indexOf(prefix); at !== -1; at = text.indexOf(prefix, at + prefix.length)) {
    const place = resolvePlace(placeAt(text, at + prefix.length), filesIn);
    if (place !== undefined) found.push(place);
  }
  return found;
}

function placeAt(text: string, start: number): string {
  let end = start;
  while (end < start + PLACE_MAX_CHARS && PLACE_CHARACTER.test(text.charAt(end))) end += 1;
  return text.slice(start, end);
}

function resolvePlace(place: string, filesIn: string): NamedPlace | undefined {
  const parts = place.split("/");
  const [person, unique, file] = parts;
  if (parts.some((part) => part === "" || part.startsWith("."))) return undefined;
  if (parts.length === 1) return { person: undefined, path: join(filesIn, place) };
  if (parts.length !== 3 || person === undefined || unique === undefined || !file?.startsWith(unique))
    return undefined;
  return { person, path: join(filesIn, person, unique) };
}
