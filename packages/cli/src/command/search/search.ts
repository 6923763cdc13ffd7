/** `search`: messages, replies, room posts, tasks and comments by words. */
import type { SearchHit, SearchKind } from "@tinyagi/contracts";
import { cleanLine } from "@tinyagi/contracts/clean-text";
import { taskTagRanges } from "@tinyagi/contracts/shown-text";
import { stamp } from "@tinyagi/views";
import { join, paint, type Text, taskLine } from "@tinyagi/visualizer/text";
import { type Command, Option } from "commander";
import type { CliContext } from "../../context/context.js";
import { parseLimit } from "../option.js";
import { parsePastTime } from "../past-time.js";

const KINDS: readonly SearchKind[] = ["message", "reply", "room", "task", "comment"];

interface SearchOptions {
  kind?: SearchKind;
  agent?: string;
  since?: number;
  limit?: number;
}

const EXAMPLES = `
All words must occur. "two words" finds a phrase, log* the start of a word, -draft excludes a word.

Examples:
  tinyagi search login page
  tinyagi search 'Safari -draft' --kind task
  tinyagi search 'deploy*' --agent coder --since 7d
`;

export function registerSearch(program: Command, context: CliContext): void {
  program
    .command("search")
    .argument("<words...>", "words to find; put words that begin with - in quotes or after --")
    .addOption(new Option("-k, --kind <kind>", "show only this kind").choices(KINDS))
    .option("-a, --agent <id>", "show only those of this agent", (id: string) => id.replace(/^@/, ""))
    .option(
      "--since <time>",
      "show nothing older than 30m, 12h, 7d or a date such as 2026-01-31",
      (value: string) => parsePastTime(value, context.now()),
    )
    .option("--limit <n>", "show at most this many", parseLimit)
    .addHelpText("after", EXAMPLES)
    .action((words: string[], options: SearchOptions) => search(context, words, options));
}

async function search(context: CliContext, words: readonly string[], options: SearchOptions): Promise<void> {
  const client = await context.connect();
  const query = { q: words.join(" "), ...options };
  const body = await client.call("search", { query, signal: context.signal });
  context.output.data(body, () =>
    body.hits.length === 0 ? ["nothing found"] : body.hits.flatMap((hit) => toLines(hit)),
  );
  if (body.capped)
    context.output.talk("Very many texts match; only the newest were compared. Add words or use --kind.");
  if (!body.complete)
    context.output.talk("TinyAGI is still indexing older texts. Search again later for more results.");
}

function toLines(hit: SearchHit): Text[] {
  const place = hit.conversationId ?? hit.taskId ?? (hit.team === null ? "" : `#${hit.team}`);
  const who = hit.agent === null ? "" : `@${hit.agent}`;
  const head = [stamp(hit.time), hit.kind, who, taskLine(hit.title), hit.title === "" ? place : ""];
  return [cleanLine(head.filter((part) => part !== "").join("  ")), join(["  ", ...marked(hit)])];
}

/** Cleans the text piece by piece, so that removed characters do not shift the marks. */
function marked({ snippet, marks }: SearchHit): Text[] {
  let end = 0;
  const pieces: Text[] = [];
  const hidden = taskTagRanges(snippet);
  const clean = (from: number, to: number) =>
    cleanLine(`|${shownPart(snippet, [from, to], hidden)}|`).slice(1, -1);
  for (const [from, to] of marks) {
    const found = clean(from, to);
    pieces.push(clean(end, from), ...(found === "" ? [] : [paint("bold", found)]));
    end = to;
  }
  return [...pieces, clean(end, snippet.length)];
}

type Range = readonly [from: number, to: number];

/** The text between two places, without what is hidden there. */
function shownPart(text: string, [from, to]: Range, hidden: readonly Range[]): string {
  let end = from;
  let shown = "";
  for (const [start, stop] of hidden) {
    shown += text.slice(end, Math.max(end, Math.min(start, to)));
    end = Math.max(end, Math.min(stop, to));
  }
  return shown + text.slice(end, to);
}
