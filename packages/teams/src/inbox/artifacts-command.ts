/**
 * `/artifacts`: what agents made, and public links to it. Who writes in a chat of a channel or at a terminal may create one; a
 * page needs a confirmation, which a text cannot bring.
 */
import { cutText } from "@tinyagi/base";
import { AppError, isAppError } from "@tinyagi/contracts";
import { wordsIn } from "@tinyagi/views";
import { getCode } from "./code-text.js";
import type { CommandCall, CommandParts, CommandResult } from "./command-call.js";
import type { Command } from "./parse-command.js";

const SHOWN_MAX = 10;
const NAME_MAX_CHARS = 80;
const USAGE = "Usage: /artifacts, /artifacts share NUMBER [DAYS], /artifacts unshare share_…";

type Parts = Pick<CommandParts, "desk" | "settings">;

export async function artifactsCommand(
  parts: Parts,
  { words }: Extract<Command, { name: "artifacts" }>,
  call: CommandCall,
): Promise<CommandResult> {
  const [act = "", about = "", days, ...more] = words;
  try {
    if (act === "") return say(await listText(parts));
    if (more.length > 0 || about === "") return say(USAGE);
    if (act.toLowerCase() === "unshare" && days === undefined) return say(await unshare(parts, about, call));
    if (act.toLowerCase() === "share") return say(await share(parts, { about, days }, call));
    return say(USAGE);
  } catch (error) {
    if (isAppError(error)) return say(error.message);
    throw error;
  }
}

async function listText({ desk, settings }: Parts): Promise<string> {
  const { artifacts } = await desk.artifacts.list({ limit: SHOWN_MAX });
  const texts = wordsIn(settings().language).chat.artifacts;
  if (artifacts.length === 0) return texts.nothing;
  return artifacts
    .map(({ id, name, agent, version, shared }) =>
      texts.line({ id, name: getCode(cutText(name, NAME_MAX_CHARS)), agent, version, shared }),
    )
    .join("\n");
}

async function share(
  { desk, settings }: Parts,
  { about, days }: { about: string; days: string | undefined },
  { caller, by }: CommandCall,
): Promise<string> {
  const id = toWhole(about);
  const until = days === undefined ? undefined : toWhole(days);
  if (id === undefined || (days !== undefined && until === undefined)) return USAGE;
  if (caller !== "channel" && caller !== "operator")
    throw new AppError("FORBIDDEN", "Create a public link on the page Artifacts, or in a connected chat.");
  const { link, path } = await desk.artifactLinks.share(id, { author: by, days: until });
  return wordsIn(settings().language).chat.artifacts.made(path, link.id);
}

async function unshare({ desk, settings }: Parts, id: string, { by }: CommandCall): Promise<string> {
  const { opened } = await desk.artifactLinks.revoke(id.toLowerCase(), by);
  return wordsIn(settings().language).chat.artifacts.revoked(opened);
}

/** From 1 to the longest term of a link, or the greatest number that anyone types. */
function toWhole(word: string): number | undefined {
  const digits = word.replace("#", "");
  return /^[1-9][0-9]{0,8}$/.test(digits) ? Number(digits) : undefined;
}

function say(text: string): CommandResult {
  return { reply: () => text };
}
