/** The same facts through every client: state, duration, cost, title and reason of one thing never differ. */
import { type JournalEvent, WORK_STATES, type WorkState } from "@tinyagi/contracts";
import { afterAll, describe, expect, test, vi } from "vitest";
import { toRows } from "../apps/office/src/features/runs/rows.js";
import { loadWords, words } from "../apps/office/src/locale/words.js";
import { EMPTY_TREE, grow, showTree } from "../packages/channels/src/progress/run-tree.js";
import { drawGraph } from "../packages/cli/src/view/graph-tree.js";
import {
  en,
  eventSentence,
  proposalTitle,
  runTree,
  type ViewWords,
  type WorkNode,
  waitWords,
  zh,
} from "../packages/views/src/index.js";
import { NOW } from "../packages/visualizer/src/fixture.js";
import { UNICODE_MARKS } from "../packages/visualizer/src/text/marks.js";
import { treeNodes } from "../packages/visualizer/src/view/run-tree.js";
import { SITUATIONS, type Situation, START } from "./support/run-situations.js";

const MINUTE = 60_000;
const LANGUAGES: readonly [string, ViewWords][] = [
  ["en", en],
  ["zh", zh],
];

function factsOf({ runs, graph, messages = [], asking = [] }: Situation) {
  return { runs, graph, messages, asking: new Set(asking) };
}

/** @returns the text of a piece of work's reason: why it failed, or for what it waits */
function toReason({ state, error, message }: WorkNode, language: ViewWords): string {
  if (state === "failed") return error;
  const wait = message === undefined ? "" : waitWords(message, NOW, language);
  return [wait, state === "queued" ? error : ""].filter((text) => text !== "").join(": ");
}

async function speak(tag: string): Promise<void> {
  vi.stubGlobal("navigator", { languages: [tag] });
  vi.stubGlobal("document", { documentElement: { lang: "" } });
  await loadWords();
}

afterAll(async () => {
  await speak("en");
  vi.unstubAllGlobals();
});

test("there are about a hundred situations, each with a name of its own", () => {
  expect(SITUATIONS.length).toBeGreaterThanOrEqual(100);
  expect(new Set(SITUATIONS.map(({ name }) => name)).size).toBe(SITUATIONS.length);
});

describe.each(SITUATIONS)("$name", (situation) => {
  const facts = factsOf(situation);
  const tree = runTree(facts);
  // A conversation names the facts of a wait alone; the lanes of the queue name its kind beside them.
  const messages = facts.messages.map(({ waitsFor: _, ...message }) => message);
  const [first] = tree;
  if (first === undefined) throw new Error("a situation has at least one piece of work");

  test("has its state, duration, cost and reason", () => {
    const { state, minutes, usd, reason = "" } = situation;
    expect(first.state).toBe(state);
    const until = minutes === "on" ? "now" : START + (minutes ?? 0) * MINUTE;
    expect(first.time).toEqual(minutes === undefined ? undefined : { since: START, until });
    if (usd !== undefined) expect(first.total.costUsd).toBe(usd);
    expect(toReason(first, en)).toBe(reason);
  });

  test("is the same in the terminal", () => {
    const nodes = treeNodes({ ...facts, asked: facts.asking, now: NOW }, UNICODE_MARKS);
    expect(
      nodes.map(({ word, startedAt, endedAt, usage, total }) => ({ word, startedAt, endedAt, usage, total })),
    ).toEqual(
      tree.map(({ state, time, own, total }) => ({
        word: en.runs.states[state].toLowerCase(),
        startedAt: time?.since,
        endedAt: time === undefined || time.until === "now" ? undefined : time.until,
        usage: own,
        total,
      })),
    );
    const shown: ReadonlySet<WorkState> = new Set(["failed", "queued"]);
    for (const [at, node] of tree.entries())
      expect(nodes[at]?.below).toBe(shown.has(node.state) ? toReason(node, en) : "");
  });

  test.each(LANGUAGES)("is the same on the page of a run and in Chat (%s)", async (tag, language) => {
    await speak(tag);
    expect(words.views).toBe(language);
    const rows = toRows(facts.runs, facts.graph, { waiting: facts.asking, messages });
    expect(rows.map(({ key, shown, time, own, total }) => ({ key, shown, time, own, total }))).toEqual(
      tree.map(({ key, state, time, own, total }) => ({
        shown: { state: WORK_STATES[state], word: language.runs.states[state] },
        key,
        time,
        own,
        total,
      })),
    );
    expect(rows.map(({ message, error }) => ({ message, error }))).toEqual(
      runTree({ ...facts, messages }).map(({ message, error }) => ({ message, error })),
    );
  });

  test("has the same titles in the terminal and on the page", async () => {
    await speak("en");
    const nodes = treeNodes({ ...facts, asked: facts.asking, now: NOW }, UNICODE_MARKS);
    const rows = toRows(facts.runs, facts.graph, { waiting: facts.asking, messages });
    for (const [at, { nodeId, title }] of tree.entries()) {
      expect(nodes[at]?.task.replace(/ \(attempt \d\)$/, "")).toBe(title.text);
      if (title.text !== "") expect(rows[at]?.title.endsWith(title.text), nodeId).toBe(true);
    }
  });
});

test.each(
  LANGUAGES.flatMap(([tag, language]) =>
    (["add", "change", "remove"] as const).map((change) => [change, tag, language] as const),
  ),
)(
  "a proposal to %s a note of the company has one title in lists and in the activity (%s)",
  (change, tag, language) => {
    const proposal = { agent: "lead", change, path: "prices.md", proposalId: "prop_1" };
    const title = proposalTitle(proposal, language);
    expect(title).toBe(eventSentence({ type: "company.note_proposed", data: proposal }, language));
    for (const fact of ["@lead", "prices.md"]) expect(title).toContain(fact);
    expect(title.includes(change)).toBe(tag === "en");
  },
);

test("a graph without runs has the same states in `tinyagi graph`", () => {
  const alone = SITUATIONS.filter(({ runs, graph }) => runs.length === 0 && graph !== undefined);
  expect(alone.length).toBeGreaterThan(0);
  for (const { graph, state } of alone) {
    const [line] = graph === undefined ? [] : drawGraph(graph, { columns: 80, plain: true });
    expect(String(line)).toContain(`root  ${en.runs.states[state].toLowerCase()}`);
  }
});

test.each([
  ["run.completed", "done", "✓"],
  ["run.failed", "failed", "✗"],
  ["run.cancelled", "cancelled", "‖"],
  ["run.interrupted", "interrupted", "‖"],
] as const)("after %s a chat shows the sign of a run that is %s", (type, state, sign) => {
  const event = (name: JournalEvent["type"], data: object) =>
    ({ type: name, time: 0, runId: "r1", data }) as JournalEvent;
  const tree = [event("run.started", { agent: "coder" }), event(type, {})].reduce(grow, EMPTY_TREE);
  expect(showTree(tree, 5)).toContain(`${sign} @coder`);
  expect(sign === "‖").toBe(WORK_STATES[state] === "held");
});
