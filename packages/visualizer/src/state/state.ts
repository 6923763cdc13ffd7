/** What the terminal views are: data of the daemon, where the person is, and what they are typing. Plain values only. */
import type { LiveRuns, LogLevel } from "@tinyagi/client";
import type { Known, LogLine, StoredEvent } from "./answers.js";
import type { Draft } from "./draft.js";

/** One screenful: a view and what it shows. */
export type TreePlace =
  | { view: "team"; team?: string | undefined; byActivity?: boolean | undefined }
  | { view: "run"; conversation: string; runId: string }
  | { view: "queue" }
  | { view: "room"; team: string }
  | { view: "logs" };

export type ViewName = TreePlace["view"];

export type Connection =
  | { state: "connecting" }
  | { state: "live" }
  /** `since`: milliseconds since the epoch. */
  | { state: "lost"; since: number };

/** What a key would act on: the row under the cursor. */
export interface Target {
  agent?: string | undefined;
  team?: string | undefined;
  runId?: string | undefined;
  /** The sub-agent in its graph, such as `root/check`. */
  nodeId?: string | undefined;
  conversation?: string | undefined;
  /** The message that `why` explains: its id or its number. */
  messageId?: string | undefined;
  approval?: string | undefined;
  dead?: number | undefined;
  /** The run works, so it can be steered and cancelled. */
  isLive?: boolean | undefined;
  /** The entry of the log that Enter opens. */
  entry?: string | undefined;
  /** Another view that Enter opens. */
  opens?: ViewName | undefined;
  /** What `y` copies. */
  copy?: string | undefined;
}

/** What a text that is being typed is for. */
export type Purpose =
  | { kind: "filter" }
  | { kind: "jump" }
  | { kind: "steer"; runId: string; agent: string }
  | { kind: "answer"; approval: string }
  | { kind: "fork"; runId: string; nodeId?: string | undefined }
  | { kind: "post"; team: string };

/** A change of the daemon's state, once a person has confirmed it. */
export type Act =
  | { kind: "steer"; runId: string; text: string }
  | { kind: "cancel"; runId: string }
  | { kind: "answer"; approval: string; digest: string; text: string }
  | { kind: "approve" | "deny"; approval: string; digest: string }
  | { kind: "retryRun"; runId: string; from?: string | undefined }
  | { kind: "fork"; runId: string; nodeId?: string | undefined; prompt: string }
  | { kind: "retryDead"; id: number }
  | { kind: "retryAllDead"; ids: readonly number[] }
  | { kind: "deleteDead"; id: number }
  | { kind: "post"; team: string; text: string }
  | { kind: "markRead"; team: string; post: number };

/** A question that waits for `y` or `n`, with what it would do. */
export interface Confirmation {
  readonly lines: readonly string[];
  readonly act: Act;
  /** What `n` does; absent: nothing. */
  readonly otherwise?: Act;
}

/** A part of the screen that shows one thing in full: an inspector, an explanation, the help. */
export type Panel =
  | { kind: "help" }
  | { kind: "run"; runId: string; conversation: string }
  | { kind: "why"; messageId: string }
  | { kind: "approval"; approval: string }
  | { kind: "entry"; entry: string }
  | { kind: "members"; team: string };

export interface Visit {
  readonly place: TreePlace;
  readonly cursor: string | undefined;
}

export interface State {
  readonly place: TreePlace;
  /** Where Esc goes back to, newest last. */
  readonly before: readonly Visit[];
  readonly known: Known;
  readonly live: LiveRuns;
  /** Events since the start, newest first, for the log. */
  readonly news: readonly StoredEvent[];
  /** Lines of the daemon's log since the start, newest first. */
  readonly lines: readonly LogLine[];
  readonly connection: Connection;
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly size: { readonly columns: number; readonly rows: number };
  /** The id of the row under the cursor; undefined: the first, or in a view that follows the newest. */
  readonly cursor: string | undefined;
  /** The first post that was unread when the room was opened; 0: none. */
  readonly firstNew: number | undefined;
  readonly filter: string;
  readonly input: { readonly purpose: Purpose; readonly draft: Draft } | undefined;
  readonly confirm: Confirmation | undefined;
  readonly panel: Panel | undefined;
  /** First line of the panel that is shown. */
  readonly scroll: number;
  readonly timeline: boolean;
  /** The log shows this level and worse ones. */
  readonly level: LogLevel;
  readonly part: string;
  /** What the last action came to; shown until the next key. */
  readonly notice: { readonly text: string; readonly failed: boolean } | undefined;
  /** Why the view has no data. */
  readonly problem: string | undefined;
  readonly history: readonly string[];
  /** Posts that were begun, by team. */
  readonly drafts: ReadonlyMap<string, Draft>;
}
