/**
 * The workspace of an agent of OpenClaw: where it is, and what is taken of it.
 *
 * Format as published: https://docs.openclaw.ai/concepts/agent-workspace (the only agent has the general workspace;
 * several have `<general>/<id>`, or `workspace-<id>` without one).
 */
import { isAbsolute, join, relative } from "node:path";
import { isWithin } from "@tinyagi/base";
import { readNotes } from "./moved-notes.js";
import { joinTexts, toNote, withText } from "./moved-text.js";
import type { MovedAgent } from "./moving-plan.js";
import type { SourceFolder } from "./source-folder.js";

const STATE_FOLDERS: ReadonlySet<string> = new Set([".openclaw", ".clawdbot", ".moltbot"]);
/** With `OPENCLAW_PROFILE`. */
const PROFILE = ".openclaw-";

const MEMORY_DEPTH = 4;

interface Wanted {
  id: string;
  isFirst: boolean;
  isAlone: boolean;
  /** As the agent names it. */
  own: string | undefined;
  /** As the defaults name it. */
  general: string | undefined;
}

/** The first of its possible folders that exists. */
export async function openWorkspace(source: SourceFolder, wanted: Wanted): Promise<SourceFolder | undefined> {
  const paths = possiblePaths(wanted);
  for (const path of paths) {
    const opened = await openAt(source, path);
    if (opened !== undefined) return opened === "refused" ? undefined : opened;
  }
  source.left(shownOf(source, paths.at(-1) ?? "workspace"), "missing");
  return undefined;
}

function possiblePaths({ id, isFirst, isAlone, own, general }: Wanted): string[] {
  if (own !== undefined) return [own];
  const below = general === undefined || isAlone ? [] : [`${general}/${id}`];
  if (!isFirst) return [...below, `workspace-${id}`];
  return [...below, ...(isAlone ? [] : [`workspace-${id}`]), general ?? "workspace"];
}

async function openAt(source: SourceFolder, path: string): Promise<SourceFolder | "refused" | undefined> {
  const inside = toInside(source.root, path);
  const below = inside ?? path;
  const folder = isAbsolute(below) ? below : join(source.root, below);
  const place = await source.at(folder, shownOf(source, path));
  if (place === undefined || inside === undefined || isWithin(place.root, source.root)) return place;
  // A link inside the folder.
  source.left(shownOf(source, path), "refused");
  return "refused";
}

function shownOf(source: SourceFolder, path: string): string {
  return `${toInside(source.root, path) ?? path}/`;
}

/** A path in the state folder, also as it was on the machine that the folder comes from. */
function toInside(root: string, path: string): string | undefined {
  const steps = path.slice(0, 4_096).split("/");
  const at = steps.findIndex((step) => STATE_FOLDERS.has(step) || step.startsWith(PROFILE));
  const own = at === -1 ? "" : steps.slice(at + 1).join("/");
  const inside = own === "" ? (isAbsolute(path) ? relative(root, path) : path) : own;
  if (inside.startsWith("~/")) return undefined;
  return inside.split("/").includes("..") || isAbsolute(inside) ? undefined : inside;
}

export async function readWorkspace(
  place: SourceFolder | undefined,
): Promise<Pick<MovedAgent, "agentsFile" | "soul" | "heartbeat" | "notes">> {
  if (place === undefined) return { notes: [] };
  const [agents, tools, soul, identity, heartbeat, user, memory] = await Promise.all(
    ["AGENTS.md", "TOOLS.md", "SOUL.md", "IDENTITY.md", "HEARTBEAT.md", "USER.md", "MEMORY.md"].map((file) =>
      place.text(file),
    ),
  );
  const kept = [
    ["user.md", user],
    ["memory.md", memory],
  ].flatMap(([path = "", text]) => (text === undefined ? [] : (toNote(path, text) ?? [])));
  for (const file of ["BOOT.md", "BOOTSTRAP.md", "canvas", "hooks"])
    if ((await place.has(file)) !== "nothing") place.left(file, "program");
  return {
    ...withText(
      "agentsFile",
      joinTexts([
        [undefined, agents],
        ["Tools", tools],
      ]),
    ),
    ...withText(
      "soul",
      joinTexts([
        [undefined, soul],
        ["Identity", identity],
      ]),
    ),
    ...withText("heartbeat", joinTexts([[undefined, heartbeat]])),
    notes: [...kept, ...(await readNotes(place, "memory", { deep: MEMORY_DEPTH }))],
  };
}
