/** What opens over or beside the rows: the inspector of a run, why a message went as it did, an approval, the help. */
import { cleanLine, cleanText } from "@tinyagi/contracts/clean-text";
import { withoutTaskTags } from "@tinyagi/contracts/shown-text";
import {
  clockSeconds,
  duration,
  moment,
  sayWhy,
  stamp,
  storyStepText,
  toolLine,
  usageWords,
  whyText,
  workTitle,
} from "@tinyagi/views";
import { type Answers, type Run, read } from "../state/answers.js";
import type { State } from "../state/state.js";
import type { Marks } from "../text/marks.js";
import { join, paint, type Text } from "../text/styled.js";
import { cut, wrapWords } from "../text/width.js";
import { approvalLines } from "./approval-lines.js";
import { entryLines } from "./entry-lines.js";
import { HELP } from "./help.js";
import { liveLines } from "./live-lines.js";
import { listMembers, toMark } from "./team-view.js";
import { isCutShort, wordsOfAgent } from "./words-of-agent.js";
import { endState, getStart, stateWord, workerName, workOf } from "./work.js";

export interface PanelView {
  readonly title: string;
  /** It is about the row under the cursor, which should stay visible. */
  readonly isAbout: boolean;
  readonly lines: (columns: number) => readonly Text[];
}

const INDENT = "  ";
const OUTPUT_LINES = 200;
const LIVE_LINES = 20;
const TOOLS = 200;
const FILES = 100;

export function buildPanel(state: State, marks: Marks): PanelView | undefined {
  switch (state.panel?.kind) {
    case undefined:
      return undefined;
    case "help":
      return {
        title: "Help",
        isAbout: false,
        lines: (columns) => HELP.map((line) => cut(line, columns, marks.cut)),
      };
    case "run":
      return {
        title: toTitle(findRun(state, state.panel.runId), state.panel.runId),
        isAbout: true,
        lines: (columns) => runLines(state, columns, marks),
      };
    case "why":
      return { title: "Why", isAbout: true, lines: (columns) => whyLines(state, columns) };
    case "approval":
      return { title: "Needs you", isAbout: true, lines: (columns) => approvalLines(state, columns) };
    case "entry": {
      const { entry } = state.panel;
      return { title: "Entry", isAbout: true, lines: (columns) => entryLines(state, entry, columns) };
    }
    case "members": {
      const { team } = state.panel;
      return {
        title: `#${team}`,
        isAbout: true,
        lines: (columns) => memberLines(state, team, { columns, marks }),
      };
    }
  }
}

function toTitle(run: Run | undefined, runId: string): string {
  return run === undefined
    ? runId
    : `${workerName(run)}: ${workTitle({ ...run, text: run.task })} (${runId})`;
}

/** Finds a run in whatever was read. */
export function findRun(state: State, runId: string): Run | undefined {
  const lists = [...state.known].filter(([key]) => key === "runs" || key.startsWith("conversation/"));
  for (const [, runs] of lists) {
    const found = (runs as readonly Run[]).find((run) => run.runId === runId);
    if (found !== undefined) return found;
  }
  return undefined;
}

function runLines(state: State, columns: number, marks: Marks): Text[] {
  if (state.panel?.kind !== "run") return [];
  const { runId } = state.panel;
  const run = findRun(state, runId);
  if (run === undefined) return ["This run is not in the list any more."];
  const spec = graphSpec(state, run);
  const sent = read(state.known, "messages", run.conversationId)?.find(({ id }) => id === run.messageRowId);
  const log = read(state.known, "log", runId) ?? [];
  const tools = log.filter(({ type }) => type === "run.tool_started" || type === "run.tool_completed");
  const room = columns - INDENT.length;
  const writes = liveLines(state.live.get(runId), { columns: room, rows: LIVE_LINES, marks });
  const facts = [
    `${marks.state[endState(run)]} ${stateWord(run)}  ${run.agent}  ${describeEnvironment(run)}`.trimEnd(),
    [took(run, state.now), usageWords(run.usage), run.attempt > 1 ? `attempt ${run.attempt}` : ""]
      .filter((text) => text !== "")
      .join("  "),
  ];
  const drawn = (title: string, text: string): Text[] =>
    block(title, wordsOfAgent(text, { columns: room, marks }), isCutShort(text));
  return [
    ...facts.map((line) => cut(cleanLine(line), columns, marks.cut)),
    ...(writes.length === 0 ? [] : block("WRITES NOW", writes)),
    ...(run.error === null
      ? []
      : block(`WHY IT FAILED (${run.error.class})`, plainLines(run.error.message, room))),
    ...drawn("PROMPT", withoutTaskTags(sent?.text ?? spec?.prompt ?? run.task)),
    ...(spec?.rationale ? drawn("RATIONALE, claimed by the model", spec.rationale) : []),
    ...(run.output === null ? [] : drawn("OUTPUT", run.output)),
    ...(tools.length === 0
      ? []
      : ["", paint("dim", `TOOLS  ${tools.filter(({ type }) => type === "run.tool_started").length}`)]),
    ...tools.slice(-TOOLS).flatMap((entry) => drawTool(entry, columns, marks)),
    ...fileLines(read(state.known, "diff", runId), columns, marks),
  ];
}

/** Who is in a room, and what each does now. */
function memberLines(
  state: State,
  team: string,
  { columns, marks }: { columns: number; marks: Marks },
): Text[] {
  return workOf(listMembers(state, { view: "team", team }), state).flatMap((one) => [
    join([
      paint(
        "bold",
        cut(`${"  ".repeat(one.depth)}${cleanLine(one.name)}`, Math.floor(columns / 2), marks.cut),
      ),
      "  ",
      toMark(one.state, { marks, word: one.word }),
      one.time === "" ? "" : `  ${one.time}`,
    ]),
    ...(one.doing === "" ? [] : [`  ${cut(one.doing, columns - 2, marks.cut)}`]),
  ]);
}

/** As in TinyOffice: what is changed and not committed where the run worked. */
function fileLines(diff: Answers["diff"] | undefined, columns: number, marks: Marks): Text[] {
  if (diff === undefined) return [];
  const note = sayWhy({ reason: diff.note, why: diff.why });
  if (diff.files.length === 0 && note === null) return [];
  const added = (text: string, sign: string): number =>
    text.split("\n").filter((line) => line.startsWith(sign) && !line.startsWith(sign.repeat(3))).length;
  return [
    "",
    paint("dim", `FILES with uncommitted changes  ${diff.files.length || ""}`.trimEnd()),
    ...(note === null ? [] : wrapWords(cleanLine(note), columns)),
    ...diff.files.slice(0, FILES).map(({ path, status, diff: text }) => {
      const lines = text === "" ? "" : `  +${added(text, "+")} -${added(text, "-")}`;
      return cut(`${status.padEnd(8)} ${cleanLine(path)}${lines}`, columns, marks.cut);
    }),
    ...(diff.files.length > FILES ? [`and ${diff.files.length - FILES} more`] : []),
  ];
}

function graphSpec(state: State, { node }: Run): { prompt: string; rationale: string } | undefined {
  if (node === undefined) return undefined;
  for (const key of state.known.keys()) {
    if (!key.startsWith("graph/")) continue;
    const found = read(state.known, "graph", key.slice("graph/".length))?.nodes[node.nodeId];
    if (found !== undefined) return found.spec;
  }
  return undefined;
}

/** With what it ran, as far as it is known. */
function describeEnvironment({ harness, harnessVersion, model, permissions }: Run): string {
  return [harness, harnessVersion, model, permissions].filter((part) => part !== null).join(" ");
}

function took(run: Run, now: number): string {
  return duration((run.finishedAt ?? now) - getStart(run));
}

function drawTool(
  { type, time, data }: { type: string; time: number; data: unknown },
  columns: number,
  marks: Marks,
): Text[] {
  const { name, input = "", failed } = data as { name: string; input?: string; failed?: boolean };
  if (type === "run.tool_started")
    return [cut(`${clockSeconds(time)}  ${cleanLine(toolLine({ name, input }))}`, columns, marks.cut)];
  return failed === true
    ? [paint("red", cut(`${clockSeconds(time)}  ${cleanLine(name)} failed`, columns, marks.cut))]
    : [];
}

function plainLines(text: string, columns: number): Text[] {
  return cleanText(text)
    .trimEnd()
    .replaceAll("\t", "  ")
    .split("\n")
    .flatMap((line) => wrapWords(line, Math.max(10, columns)));
}

/** Words of others, further to the right than the heads of the panel, so that they cannot look like one. */
function block(title: string, lines: readonly Text[], isCut = false): Text[] {
  const more = lines.length - OUTPUT_LINES;
  return [
    "",
    paint("dim", title),
    ...lines.slice(0, OUTPUT_LINES).map((line) => (line === "" ? "" : join([INDENT, line]))),
    // How many lines a text has is not known where only its beginning is drawn.
    ...(more > 0 ? [isCut ? "and more lines" : `and ${more} more lines`] : []),
  ];
}

function whyLines(state: State, columns: number): Text[] {
  if (state.panel?.kind !== "why") return [];
  const why = read(state.known, "why", state.panel.messageId);
  if (why === undefined) return [state.problem ?? "Loading"];
  const draw = (time: number): string => moment(time, { now: state.now });
  const { verdict, next } = whyText(why, draw);
  return [
    ...wrapWords(cleanLine(verdict), columns).map((line) => paint("bold", line)),
    ...(next === null ? [] : wrapWords(`Next: ${cleanLine(next)}`, columns)),
    "",
    ...why.steps.flatMap((step) =>
      wrapWords(`${stamp(step.at)}  ${cleanLine(storyStepText(step, draw))}`, columns),
    ),
  ];
}
