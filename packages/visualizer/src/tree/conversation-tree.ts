/**
 * The work of one conversation as lines, with the same rows as the view of a run: for a command that waits for its end, or
 * prints it. Guarantees: nothing polls; what an agent writes cannot control the terminal once the lines are rendered.
 */
import { type Client, isMissing, joinWritten, type LiveRuns, withoutTags } from "@tinyagi/client";
import { type JournalEvent, type MessageView, RUN_END_EVENTS } from "@tinyagi/contracts";
import { cleanLine } from "@tinyagi/contracts/clean-text";
import { createQuestions } from "../app/questions.js";
import { createStore } from "../app/store.js";
import { type AnswerName, ask, type Key, nameOf, read, staleAfter } from "../state/answers.js";
import { type DataChange, withData } from "../state/data.js";
import { startState } from "../state/start.js";
import { toLine } from "../text/line-log.js";
import { type Marks, PLAIN_MARKS } from "../text/marks.js";
import { paint, styled, type Text, trimmed } from "../text/styled.js";
import { cut, widthOf } from "../text/width.js";
import { nodesOf, toNumbers } from "../view/run-view.js";
import { treeRows } from "../view/tree-rows.js";
import { ofConversation } from "../view/views.js";

/** Refused handoffs, reached limits: the newest are kept. */
const NOTES = 50;
const NOTED: ReadonlySet<JournalEvent["type"]> = new Set([
  ...(["handoff.denied", "file.denied", "limit.reached", "budget.exceeded", "spawn.refused"] as const),
]);
const ENDS: ReadonlySet<JournalEvent["type"]> = new Set(RUN_END_EVENTS);
/** Between what is left of them, names would be cut to nothing. */
const NARROWEST = 20;

export interface TreeOptions {
  readonly client: Client;
  readonly conversation: string;
  /** Ends its questions to the daemon. */
  readonly signal: AbortSignal;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly marks: Marks;
  /** Called when the lines may have changed. */
  readonly changed?: () => void;
}

export interface ConversationTree {
  /** Takes an event of the conversation. */
  readonly event: (event: JournalEvent) => void;
  /** Events may be missing. */
  readonly missed: () => void;
  /** Reads everything once more, and what became of messages that no agent worked on. Throws when the daemon does not answer. */
  readonly read: (messages: readonly MessageView[]) => Promise<void>;
  /** What its runs write at this moment, oldest run first. */
  readonly texts: () => readonly LiveText[];
  /**
   * While it `works`, with what each agent does now, and with time and money so far; `wordless`: without its words, because
   * they stand elsewhere.
   */
  readonly lines: (columns: number, more: { works: boolean; wordless?: boolean }) => readonly Text[];
}

function collectTools(runs: LiveRuns): LiveRuns {
  return new Map([...runs].map(([id, run]) => [id, { ...run, text: "" }]));
}

/** What an agent has written of an answer that it has not finished. */
export interface LiveText {
  readonly agent: string;
  readonly text: string;
}

export function openTree({
  client,
  conversation,
  signal,
  now,
  marks,
  changed,
}: TreeOptions): ConversationTree {
  const size = { columns: NARROWEST, rows: 1 };
  const place = { view: "run", conversation, runId: "" } as const;
  const store = createStore(startState({ place, now: now(), size }));
  const needed = (): readonly Key[] => [
    "lanes",
    "approvals",
    ...ofConversation(conversation, store.get().known),
  ];
  const live = (): readonly Key[] => [...needed(), `written/${conversation}`];
  const questions = createQuestions({ client, store, signal, needed: live });
  const change = (data: DataChange): void => store.set(withData(store.get(), data));
  let notes: readonly string[] = [];
  let unworked: readonly MessageView[] = [];
  if (changed !== undefined) store.subscribe(changed);

  async function readAll(): Promise<void> {
    const done = new Set<Key>();
    // What was read says what else there is: a graph.
    for (let open = needed(); open.length > 0; open = needed().filter((key) => !done.has(key))) {
      const answers = await Promise.all(open.map((key) => ask(client, key, signal)));
      for (const [at, key] of open.entries()) {
        done.add(key);
        change({ type: "answered", key, answer: answers[at] });
      }
    }
  }

  return {
    event(event) {
      change({ type: "events", events: [event] });
      if (NOTED.has(event.type)) notes = [...notes, toLine(event) ?? ""].slice(-NOTES);
      const names = new Set<AnswerName>(staleAfter(event));
      if (misses(event) || ENDS.has(event.type)) names.add("written");
      questions.makeOld((key) => names.has(nameOf(key)));
      changed?.();
    },
    missed: () => questions.makeOld(() => true),
    async read(messages) {
      await readAll();
      const worked = new Set(
        nodesOf(store.get(), conversation, marks).flatMap(({ run }) => run?.messageRowId ?? []),
      );
      unworked = messages.filter(({ id, status }) => status !== "completed" && !worked.has(id));
    },
    texts: () => {
      const { live: runs, known } = store.get();
      const written = new Map(read(known, "written", conversation));
      const own = [...runs.values()].filter((run) => run.conversationId === conversation);
      const texts = own.map((run) => {
        const before = written.get(run.runId);
        written.delete(run.runId);
        // Events of a run whose beginning was missed do not name its agent.
        return { agent: run.agent || (before?.agent ?? ""), text: joinWritten(run, before) };
      });
      // Of a run without an event so far, the daemon alone told.
      const others = [...written.values()].map((one) => ({
        agent: one.agent,
        text: joinWritten(undefined, one),
      }));
      return [...others, ...texts]
        .map(({ agent, text }) => ({ agent, text: withoutTags(text).trim() }))
        .filter(({ text }) => text !== "");
    },
    lines(columns, { works, wordless = false }) {
      const state = { ...store.get(), now: now() };
      const nodes = nodesOf(state, conversation, marks);
      const drawing = { marks, columns: Math.max(NARROWEST, columns), hasWords: marks === PLAIN_MARKS };
      const doing = wordless ? collectTools(state.live) : state.live;
      const rows = treeRows(nodes, { now: state.now, timeline: false, ...(works ? { doing } : {}) }, drawing);
      const { left, right } = toNumbers(state, conversation, nodes);
      const whole = [left, right].filter((text) => text !== "").join("   ");
      const numbers = widthOf(whole) <= columns ? whole : left;
      return [
        ...rows.flatMap((row) => row.lines()).map(trimmed),
        ...unworked
          .filter(({ status }) => status === "dead" || status === "cancelled")
          .map((one) => unworkedLine(one, columns, marks)),
        ...notes.map((note) => styled`${paint("yellow", "!")} ${cut(note, columns - 2, marks.cut)}`),
        ...(works && nodes.length > 0 ? [paint("dim", cut(numbers, columns, marks.cut))] : []),
      ];
    },
  };

  /** The first words that came of a run are not its first ones: the daemon has those before. */
  function misses({ type, runId = "" }: JournalEvent): boolean {
    const { live, known } = store.get();
    const run = type === "run.progressed" ? live.get(runId) : undefined;
    return run !== undefined && isMissing(run, read(known, "written", conversation)?.get(runId));
  }
}

function unworkedLine({ agent, status, error }: MessageView, columns: number, marks: Marks): Text {
  const state = status === "dead" ? "failed" : "held";
  const word = status === "dead" ? "failed" : status;
  const text = cleanLine(`${agent} ${word}${error === null ? "" : `: ${error.message}`}`);
  const sign = marks.state[state] === "" ? "" : `${marks.state[state]} `;
  return styled`${status === "dead" ? paint("red", sign) : sign}${cut(text, columns - sign.length, marks.cut)}`;
}
