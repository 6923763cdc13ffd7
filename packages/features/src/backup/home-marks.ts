/**
 * By which marks a home knows its daily backups. Its own is random and kept beside the backups, because the name of a
 * machine changes: a container gets another one at each start. The file names the home too: a copy of the home in another
 * folder gets its own mark, and never deletes backups of the original.
 */
import { createHash, randomBytes } from "node:crypto";
import { mkdir, readFile, realpath } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { errorCode, writeFileAtomic } from "@tinyagi/base";
import { dailyName, MARK_CHARS, parseDailyName } from "./daily-name.js";

export interface HomeMarks {
  /** The mark of new backups. Made and stored at the first call. @throws the error of the file system */
  own(): Promise<string>;
  /** All marks of backups of this home. Changes nothing. @throws the error of the file system */
  known(): Promise<ReadonlySet<string>>;
}

/** @param machine name of the machine, which is in the mark of older releases */
export function createHomeMarks(
  { home, backups }: { home: string; backups: string },
  machine = hostname(),
): HomeMarks {
  const file = join(backups, "home-mark.json");
  async function stored(): Promise<string | undefined> {
    const mark = await readMark(file, home);
    return mark !== undefined && isMark(mark) ? mark : undefined;
  }
  return {
    async own() {
      const found = await stored();
      if (found !== undefined) return found;
      const mark = randomBytes(MARK_CHARS / 2).toString("hex");
      const data = `${JSON.stringify({ mark, home: await realpath(home) })}\n`;
      await mkdir(backups, { recursive: true, mode: 0o700 });
      await writeFileAtomic({ path: file, data });
      return mark;
    },
    async known() {
      const own = await stored();
      return new Set([machineMark(home, machine), ...(own === undefined ? [] : [own])]);
    },
  };
}

/** The mark of older releases: the same for one home on a machine of one name. */
export function machineMark(home: string, machine: string): string {
  return createHash("sha256").update(`${machine}\0${home}`).digest("hex").slice(0, MARK_CHARS);
}

/** @returns undefined when the file is missing, was cut off, or is of another home */
async function readMark(file: string, home: string): Promise<string | undefined> {
  try {
    const content: unknown = JSON.parse(await readFile(file, "utf8"));
    if (typeof content !== "object" || content === null) return undefined;
    if (!("mark" in content && "home" in content) || content.home !== (await realpath(home)))
      return undefined;
    return typeof content.mark === "string" ? content.mark : undefined;
  } catch (error) {
    if (errorCode(error) === "ENOENT" || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function isMark(text: string): boolean {
  return parseDailyName(dailyName(0, text))?.mark === text;
}
