/**
 * Reads the folder of another product. Opens regular files for reading only, follows no link, and reads a bounded number
 * of files and bytes. What it refuses becomes a row of the report.
 */
import { lstat, opendir, realpath } from "node:fs/promises";
import { join, resolve } from "node:path";
import { errorCode, openRegularFile, readCapped } from "@tinyagi/base";
import { AppError, isAppError } from "@tinyagi/contracts";
import { readSkillFolder, SKILL_NAME, type SkillFiles } from "../skills/skill-content.js";
import type { LeftReason, LeftRow } from "./moving-plan.js";

const TEXT_MAX_BYTES = 1024 * 1024;
const TOTAL_MAX_BYTES = 64 * 1024 * 1024;
const ENTRIES_MAX = 2_000;
const LEFT_MAX = 300;

export interface SourceFolder {
  /** Real path. */
  readonly root: string;
  /** Shown before the paths of the report; empty for the folder itself. */
  readonly shown: string;
  /** Text of a file, undefined when there is none or it is refused. */
  text(path: string): Promise<string | undefined>;
  /** Names in a folder, sorted; empty when there is none or it is refused. */
  names(path: string): Promise<string[]>;
  has(path: string): Promise<"file" | "folder" | "other" | "nothing">;
  /** The skills in a folder of skills, by name. */
  skills(path: string): Promise<Map<string, SkillFiles>>;
  left(what: string, reason: LeftReason): void;
  /** Another folder with the same limits and the same report; undefined when there is none. */
  at(folder: string, shown: string): Promise<SourceFolder | undefined>;
}

export interface Leftovers {
  readonly rows: LeftRow[];
  more: number;
}

interface Shared {
  bytes: number;
  readonly leftovers: Leftovers;
}

/** @throws AppError `NOT_FOUND` without such a folder */
export async function openSource(folder: string): Promise<{ source: SourceFolder; leftovers: Leftovers }> {
  const shared: Shared = { bytes: TOTAL_MAX_BYTES, leftovers: { rows: [], more: 0 } };
  const source = await openBelow(folder, "", shared);
  if (source === undefined) throw new AppError("NOT_FOUND", "This folder does not exist.");
  return { source, leftovers: shared.leftovers };
}

async function openBelow(folder: string, shown: string, shared: Shared): Promise<SourceFolder | undefined> {
  const root = await realpath(resolve(folder)).catch(() => undefined);
  if (root === undefined || !(await lstat(root)).isDirectory()) return undefined;
  const left = (what: string, reason: LeftReason): void => {
    const { rows } = shared.leftovers;
    if (rows.length < LEFT_MAX) rows.push({ what: `${shown}${what}`, reason });
    else shared.leftovers.more += 1;
  };
  const has = (path: string) => kindOf(join(root, path));
  return {
    root,
    shown,
    left,
    has,
    at: (other, name) => openBelow(other, name, shared),
    async text(path) {
      const read = await readText(join(root, path), shared);
      if (typeof read === "string" || read === undefined) return read;
      left(path, read.refused);
      return undefined;
    },
    async names(path) {
      if ((await has(path)) === "other") left(path, "refused");
      if ((await has(path)) !== "folder") return [];
      const { names, cut } = await namesOf(join(root, path));
      if (cut) left(path, "too-many");
      return names;
    },
    async skills(path) {
      const found = new Map<string, SkillFiles>();
      for (const name of (await has(path)) === "folder" ? (await namesOf(join(root, path))).names : []) {
        const files = await readSkill(join(root, path, name), name, shared);
        if (files === undefined) continue;
        if (typeof files === "string") left(`${path}/${name}`, files);
        else found.set(name, files);
      }
      return found;
    },
  };
}

async function kindOf(path: string): Promise<"file" | "folder" | "other" | "nothing"> {
  try {
    const info = await lstat(path);
    if (info.isDirectory() && (await realpath(path)) === path) return "folder";
    return info.isFile() ? "file" : "other";
  } catch (error) {
    if (["ENOENT", "ENOTDIR", "ENAMETOOLONG"].includes(errorCode(error))) return "nothing";
    if (["EACCES", "ELOOP"].includes(errorCode(error))) return "other";
    throw error;
  }
}

async function readText(path: string, shared: Shared): Promise<string | undefined | { refused: LeftReason }> {
  if ((await kindOf(path)) === "nothing") return undefined;
  const opened = await openRegularFile(path, (real) => real === path);
  if (!opened.ok) return { refused: "refused" };
  try {
    const bytes = await readCapped(opened.handle, Math.min(TEXT_MAX_BYTES, shared.bytes));
    if (bytes === null) return { refused: "too-large" };
    shared.bytes -= bytes.length;
    const text = bytes.toString("utf8");
    if (text.includes("\0") || !Buffer.from(text).equals(bytes)) return { refused: "damaged" };
    // As editors of Windows write it: a mark before the first letter, and another end of lines.
    return text.replace(/^\uFEFF/, "").replaceAll("\r\n", "\n");
  } finally {
    await opened.handle.close();
  }
}

async function namesOf(folder: string): Promise<{ names: string[]; cut: boolean }> {
  const names: string[] = [];
  for await (const { name } of await opendir(folder)) {
    if (names.length >= ENTRIES_MAX) return { names: names.sort(), cut: true };
    names.push(name);
  }
  return { names: names.sort(), cut: false };
}

/** Undefined for what is no folder with a SKILL.md. */
async function readSkill(
  folder: string,
  name: string,
  shared: Shared,
): Promise<SkillFiles | LeftReason | undefined> {
  const kind = await kindOf(folder);
  if (kind === "other") return "refused";
  if (kind !== "folder" || (await kindOf(join(folder, "SKILL.md"))) === "nothing") return undefined;
  if (!SKILL_NAME.test(name)) return "odd-name";
  try {
    const files = (await readSkillFolder(folder)) ?? new Map<string, Buffer>();
    for (const content of files.values()) shared.bytes -= content.length;
    return shared.bytes < 0 ? "too-large" : files;
  } catch (error) {
    if (isAppError(error, "PATH_REFUSED")) return "refused";
    throw error;
  }
}
