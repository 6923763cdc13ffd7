/** View 4: a team's chat room, newest at the bottom, with the first unread post marked. */
import { clockSeconds, minute } from "@tinyagi/views";
import { type Post, type Run, read } from "../state/answers.js";
import type { State } from "../state/state.js";
import { join, paint, styled, type Text } from "../text/styled.js";
import { cut, widthOf } from "../text/width.js";
import { toMark } from "./team-view.js";
import { type Drawing, type KeyHint, matches, type Row, type View } from "./view.js";
import { wordsOfAgent } from "./words-of-agent.js";
import { endState, isLive, stateWord } from "./work.js";

const KEYS: readonly KeyHint[] = [
  ["enter", "write"],
  ["o", "open run"],
  ["pgup", "older"],
];
const DAY_MS = 86_400_000;

type RoomPlace = Extract<State["place"], { view: "room" }>;

export function roomView(state: State, { team }: RoomPlace, drawing: Drawing): View {
  const room = read(state.known, "rooms")?.find(({ id }) => id === team);
  const posts = read(state.known, "room", team);
  const runs = read(state.known, "runs") ?? [];
  const agents = new Set(room?.agents ?? []);
  const working = [...new Set(runs.filter(isLive).map(({ agent }) => agent))].filter((id) => agents.has(id));
  const workOf = new Map(
    runs.filter(({ parentRunId }) => parentRunId === null).map((run) => [run.conversationId, run]),
  );
  const shown = (posts ?? [])
    .toReversed()
    .filter((post) => matches(state.filter, post.from_agent, post.message));
  return {
    title:
      `#${team} ${working.length === 0 ? "" : `${drawing.marks.state.running} ${working.join(", ")}`}`.trim(),
    facts: room === undefined || room.unread === 0 ? [] : [`${room.unread} new`],
    sections: [
      {
        rows: shown.map((post) => ({
          id: `post:${post.id}`,
          target: targetOf(post, workOf),
          lines: () =>
            postLines(post, {
              state,
              drawing,
              work: workOf.get(post.conversation_id ?? ""),
              isFirstNew: post.id === state.firstNew,
            }),
        })),
      },
    ],
    empty: ["No posts yet. Enter starts the first one; every member receives it."],
    follows: true,
    keys: KEYS,
    isRead: posts !== undefined,
  };
}

function targetOf(
  { conversation_id: conversation, message }: Post,
  work: ReadonlyMap<string, Run>,
): Row["target"] {
  const run = work.get(conversation ?? "");
  return {
    copy: message,
    ...(run === undefined
      ? {}
      : { conversation: run.conversationId, runId: run.runId, opens: "run" as const }),
  };
}

interface PostSpace {
  state: State;
  drawing: Drawing;
  work: Run | undefined;
  isFirstNew: boolean;
}

function postLines(post: Post, { state, drawing: { marks, columns }, work, isFirstNew }: PostSpace): Text[] {
  const isToday = state.now - post.created_at < DAY_MS;
  const time = isToday ? clockSeconds(post.created_at).slice(0, 5) : minute(post.created_at);
  const name = post.from_agent === "user" ? "you" : post.from_agent;
  const mark = work === undefined ? "" : toMark(endState(work), { marks, word: stateWord(work) });
  const head = `${time}  ${cut(name, Math.max(8, columns - widthOf(time) - widthOf(String(mark)) - 4), marks.cut)}`;
  const lines = wordsOfAgent(post.message, { columns: columns - 2, marks });
  return [
    ...(isFirstNew ? [paint("yellow", newLine(columns, marks.rule))] : []),
    work === undefined ? paint("bold", head) : styled`${paint("bold", head)}  ${mark}`,
    ...lines.map((line) => join(["  ", line])),
  ];
}

function newLine(columns: number, rule: string): string {
  return `${rule.repeat(2)} new ${rule.repeat(Math.max(0, Math.min(columns, 60) - 7))}`;
}
