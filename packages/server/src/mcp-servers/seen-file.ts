/**
 * The tools of a server as the owner saw them, in one file of the home for each server: written when a person looks at them
 * for the first time, and when a person accepts others. It belongs to the program or address that was listed: for another one
 * there is nothing that anybody saw.
 */
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { writeFileAtomic } from "@tinyagi/base";
import { ensureFolder } from "@tinyagi/home";
import { z } from "zod";
import type { ToolDefinition } from "./tool-list.js";

const seenSchema = z.object({
  /** Digest of what the settings say about the server. */
  place: z.string(),
  tools: z.array(
    z.object({
      name: z.string(),
      description: z.string(),
      inputSchema: z.record(z.string(), z.unknown()),
      readOnly: z.boolean(),
    }),
  ),
});

export interface SeenTools {
  /** Undefined when nobody saw this server, or it is another one now. None for a damaged file: all tools are new then. */
  read(id: string, place: string): Promise<readonly ToolDefinition[] | undefined>;
  write(id: string, place: string, tools: readonly ToolDefinition[]): Promise<void>;
  forget(id: string): Promise<void>;
}

export function createSeenTools(folder: string): SeenTools {
  const locateFile = (id: string) => join(folder, `${id}.json`);
  return {
    async read(id, place) {
      const text = await readFile(locateFile(id), "utf8").catch(() => undefined);
      if (text === undefined) return undefined;
      const seen = parsed(text);
      if (seen === undefined) return [];
      return seen.place === place ? seen.tools : undefined;
    },
    async write(id, place, tools) {
      await ensureFolder(folder);
      await writeFileAtomic({ path: locateFile(id), data: JSON.stringify({ place, tools }) });
    },
    forget: (id) => rm(locateFile(id), { force: true }),
  };
}

/** Undefined for a damaged file. */
function parsed(text: string): z.output<typeof seenSchema> | undefined {
  try {
    return seenSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
