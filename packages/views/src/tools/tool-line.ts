/**
 * What an agent does with a tool, in one line of words: `Runs ls -la`. Names and inputs are outside text: nothing in the line
 * is unseen, begins another line or moves other characters. Pure, in linear time.
 */
import { cleanText } from "@tinyagi/contracts/clean-text";
import { literalLine } from "@tinyagi/contracts/literal-text";
import { en } from "../words/en.js";
import type { SaidTool } from "../words/tool-words.js";
import type { ViewWords } from "../words/words.js";
import { readAbout } from "./tool-input.js";
import { aboutFields, toolAct } from "./tool-table.js";

/** More of a text than any line shows. */
const ABOUT_MAX = 240;
const NAME_MAX = 80;
/** How programs name the tools of an MCP server: `mcp__github__list_issues`. */
const SERVER_MARK = "mcp__";
const OWN_SERVER = "tinyagi";
const OWN_MARK = "tinyagi_";

/** One call, in the words of a language. */
export function toolLine({ name, input = "" }: SaidTool, words: ViewWords = en): string {
  const { server, tool } = parseName(name);
  const act = server === undefined ? toolAct(tool, input) : undefined;
  const about = toLine(withoutPatch(readAbout(input, aboutFields(act))), ABOUT_MAX);
  const { tools } = words;
  if (act !== undefined) return about === "" ? tools.acts[act].alone : tools.acts[act].with(about);
  const shown = toName(tool);
  const used = server === undefined ? tools.uses(shown) : tools.usesOf(shown, toName(server));
  return about === "" ? used : `${used}: ${about}`;
}

/** TinyAGI's own tools reach models and, through MCP, programs: their names begin with it, and are told without it. */
function parseName(name: string): { server: string | undefined; tool: string } {
  if (name.startsWith(OWN_MARK)) return { server: undefined, tool: name.slice(OWN_MARK.length) };
  if (!name.startsWith(SERVER_MARK)) return { server: undefined, tool: name };
  const rest = name.slice(SERVER_MARK.length);
  const at = rest.indexOf("__");
  if (at <= 0) return { server: undefined, tool: rest };
  const [server, tool] = [rest.slice(0, at), rest.slice(at + 2)];
  return { server: server === OWN_SERVER ? undefined : server, tool };
}

const PATCH_START = "*** Begin Patch";
const PATCH_FILE = " File: ";

/** Of a patch, the file that it changes first. */
function withoutPatch(text: string): string {
  if (!text.startsWith(PATCH_START)) return text;
  const at = text.indexOf(PATCH_FILE);
  if (at === -1) return text;
  const path = text.slice(at + PATCH_FILE.length);
  const end = path.indexOf("\n");
  return end === -1 ? path : path.slice(0, end);
}

/** A name is only read, so what no name needs is left out of it. */
function toName(name: string): string {
  return cleanText(name.slice(0, NAME_MAX))
    .replaceAll("_", " ")
    .split(/\s/)
    .filter((word) => word !== "")
    .join(" ");
}

/** Runs of white space are one space. What is left is written out where nobody could see it. */
function toLine(text: string, max: number): string {
  const line = text
    .slice(0, 4 * max)
    .split(/\s/)
    .filter((word) => word !== "")
    .join(" ");
  const cut = line.length > max ? `${line.slice(0, max)}…` : line;
  return literalLine(cut);
}
