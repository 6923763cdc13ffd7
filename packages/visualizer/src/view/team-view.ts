/** View 1: who works on what, who handed work to whom, and what needs a person. Also `top`, for all agents. */
import { cleanLine } from "@tinyagi/contracts/clean-text";
import {
  askTitle,
  en,
  heldDecisions,
  heldProviders,
  heldText,
  needCount,
  needsOf,
  span,
  waitCommands,
  waitTitle,
  workTitle,
} from "@tinyagi/views";
import { type LaneMessage, type Run, read } from "../state/answers.js";
import type { State, Target } from "../state/state.js";
import { getStyle, type Marks, type State as WorkState } from "../text/marks.js";
import { paint, styled, type Text } from "../text/styled.js";
import { cut, pad, widthOf } from "../text/width.js";
import { type Column, cellsLine, fitColumns, wantFor } from "./columns.js";
import { type Drawing, type KeyHint, matches, type Row, type Section, type View } from "./view.js";
import { type Work, workOf } from "./work.js";

const HEAD = ["AGENT", "STATE", "PLACE", "DOING", "TIME", "TOKENS", "COST"];
/** The machine of the daemon, where another agent has a worker. */
const HERE = "here";
/** Narrower than this, what an agent does goes below its name. */
const ONE_LINE_FROM = 60;
/** From this width on, there is room for tokens beside money. */
const TOKENS_FROM = 100;
const HANDOFFS = 8;
/** Beside what asks, from this width on. */
const HINT = "   a answer   o open run";
const HINTS_FROM = 60;
const KEYS: readonly KeyHint[] = [
  ["enter", "open"],
  ["s", "steer"],
  ["x", "cancel"],
  ["a", "answer"],
];
const ORDER: readonly WorkState[] = ["waits", "running", "failed", "held", "done", "idle"];

type TeamPlace = Extract<State["place"], { view: "team" }>;

export function teamView(state: State, place: TeamPlace, drawing: Drawing): View {
  const teams = read(state.known, "teams");
  const agents = readAgents(state);
  const members = listMembers(state, place);
  const work = teamWork(state, place).filter((one) =>
    matches(state.filter, one.name, one.agent, one.word, one.doing),
  );
  const sections = [
    agentSection(work, placesOf(work, agents), drawing),
    handoffSection(state, { members: new Set(members), drawing }),
    needSection(state, { members: new Set(members), drawing }),
  ];
  const name = place.team === undefined ? "all teams" : (teams?.[place.team]?.name ?? place.team);
  return {
    title: `${cleanLine(name)} ${drawing.marks.dot} ${members.length} ${members.length === 1 ? "agent" : "agents"}`,
    facts: [],
    sections,
    empty:
      state.filter === ""
        ? ["No agents yet. Add a team: tinyagi setup"]
        : ["No agent matches the filter. Esc shows all."],
    follows: false,
    keys: KEYS,
    isRead: teams !== undefined && agents !== undefined,
  };
}

function readAgents(state: State) {
  return read(state.known, "agents");
}

/** The agents of a view, leaders first. */
export function listMembers(state: State, { team }: TeamPlace): string[] {
  const teams = read(state.known, "teams") ?? {};
  const one = team === undefined ? undefined : teams[team];
  if (one !== undefined) return [one.leader_agent, ...one.agents.filter((id) => id !== one.leader_agent)];
  const inTeams = Object.values(teams).flatMap(({ leader_agent, agents }) => [leader_agent, ...agents]);
  return [...new Set([...inTeams, ...Object.keys(read(state.known, "agents") ?? {})])];
}

/** The rows of a team, in the order of the view. */
export function teamWork(state: State, place: TeamPlace): Work[] {
  const work = workOf(listMembers(state, place), state);
  return place.byActivity === true ? byActivity(work) : work;
}

/** Sub-agents stay below their agent. */
function byActivity(work: readonly Work[]): Work[] {
  const groups: Work[][] = [];
  for (const one of work) {
    if (one.depth === 0 || groups.length === 0) groups.push([one]);
    else groups.at(-1)?.push(one);
  }
  const rank = ([first]: Work[]): number => ORDER.indexOf(first?.state ?? "idle");
  return groups.sort((a, b) => rank(a) - rank(b)).flat();
}

/** Where each one works; undefined while all work on this machine. */
function placesOf(work: readonly Work[], agents: ReturnType<typeof readAgents>): string[] | undefined {
  const places = work.map(({ agent }) => agents?.[agent]?.place);
  if (places.every((place) => place === undefined)) return undefined;
  return places.map((place) => cleanLine(place ?? HERE));
}

function agentSection(
  work: readonly Work[],
  known: readonly string[] | undefined,
  { marks, columns }: Drawing,
): Section {
  const names = work.map(({ last, name }) => formatLead(last, marks) + name);
  const widest = (texts: readonly string[], least: number): number => Math.max(least, ...texts.map(widthOf));
  const states = work.map(({ word }) => `${marks.state.held} ${word}`);
  const doings = work.map(({ doing }) => doing);
  const isWide = columns >= ONE_LINE_FROM;
  const hasTokens = columns >= TOKENS_FROM;
  const places = isWide ? known : undefined;
  const table: Column[] = [
    { want: widest(names, 5), min: 5, grows: !isWide },
    { want: widest(states, 9), min: 9 },
    ...(places === undefined ? [] : [{ want: widest(places, 5), min: 5 }]),
    ...(isWide ? [{ want: wantFor(doings, columns), min: 8, grows: true }] : []),
    {
      want: widest(
        work.map(({ time }) => time),
        6,
      ),
      min: 6,
      isNumber: true,
    },
    ...(hasTokens ? [{ want: 6, min: 6, isNumber: true }] : []),
    {
      want: widest(
        work.map(({ money }) => money),
        6,
      ),
      min: 6,
      isNumber: true,
    },
  ];
  const widths = fitColumns(table, columns);
  const line = (cells: readonly Text[]): Text => cellsLine(cells, widths, { columns: table, marks });
  const head = HEAD.filter((name) => (isWide || name !== "DOING") && (hasTokens || name !== "TOKENS")).filter(
    (name) => places !== undefined || name !== "PLACE",
  );
  const rows = work.map((one, at): Row => {
    const state = toMark(one.state, { marks, word: one.word });
    const before = [names[at] ?? "", state, ...(places === undefined ? [] : [places[at] ?? ""])];
    const amounts = hasTokens ? [one.tokens, one.money] : [one.money];
    const numbers = [one.time, ...amounts].map((number) => number || marks.none);
    return {
      id: one.id,
      target: targetOf(one),
      lines: () =>
        isWide
          ? [line([...before, one.doing, ...numbers])]
          : [
              line([...before, ...numbers]),
              ...(one.doing === "" ? [] : [`  ${cut(one.doing, columns - 2, marks.cut)}`]),
            ],
    };
  });
  return { head: [paint("dim", String(line(head)))], rows };
}

/** Lines before a sub-agent, such as `│ ├ `. */
function formatLead(last: readonly boolean[], marks: Marks): string {
  const blank = " ".repeat(marks.trunk.length);
  const own = last.at(-1);
  const above = last.slice(0, -1).map((isLast) => (isLast ? blank : marks.trunk));
  return own === undefined ? "" : above.join("") + (own ? marks.lastBranch : marks.branch);
}

/** Sign and word; the colour only adds. */
export function toMark(state: WorkState, { marks, word }: { marks: Marks; word: string }): Text {
  const text = `${marks.state[state]} ${word}`;
  const style = getStyle(state);
  return style === undefined ? text : paint(style, text);
}

/** The number of the message that a run works on: `why` explains it. */
export function messageOf(run: Run | undefined): string | undefined {
  return run === undefined ? undefined : String(run.messageRowId);
}

function targetOf({ agent, run, approval, state }: Work): Target {
  return {
    agent,
    approval,
    runId: run?.runId,
    nodeId: run?.node?.nodeId,
    messageId: messageOf(run),
    conversation: run?.conversationId,
    isLive: state === "running" || state === "waits" || (state === "held" && run?.finishedAt === null),
    ...(run === undefined ? {} : { opens: "run" as const }),
  };
}

interface Of {
  members: ReadonlySet<string>;
  drawing: Drawing;
}

function handoffSection(state: State, { members, drawing: { marks, columns } }: Of): Section {
  const lanes = read(state.known, "lanes")?.lanes ?? [];
  const open = lanes
    .flatMap(({ messages }) => messages)
    // TinyAGI's own request for one reply hands nothing over.
    .filter(({ kind }) => kind !== "summary")
    .filter((one) => members.has(one.agent) || (one.fromAgent !== null && members.has(one.fromAgent)))
    .filter((one) => matches(state.filter, one.agent, one.fromAgent, one.title ?? one.preview))
    .sort((a, b) => a.createdAt - b.createdAt)
    .slice(-HANDOFFS);
  const from = ({ fromAgent, channel, sender }: LaneMessage): string =>
    cleanLine(fromAgent ?? (channel === "cli" || channel === "web" ? "you" : sender));
  const ways = open.map((one) => `${from(one)} ${marks.arrow} ${one.agent}`);
  const titles = open.map((one) => workTitle({ ...one, text: one.preview }));
  const table: Column[] = [
    { want: Math.max(0, ...ways.map(widthOf)), min: 9 },
    {
      want: wantFor(titles, columns),
      min: 4,
      grows: true,
    },
    { want: 6, min: 6, isNumber: true },
  ];
  const widths = fitColumns(table, columns);
  return {
    head: ["", paint("dim", "HANDOFFS")],
    rows: open.map((one, at) => ({
      id: `message:${one.id}`,
      target: {
        agent: one.agent,
        conversation: one.conversationId,
        messageId: one.messageId,
        runId: one.runId ?? undefined,
        isLive: one.runId !== null,
        ...(one.runId === null ? {} : { opens: "run" as const }),
      },
      lines: () => [
        cellsLine([ways[at] ?? "", titles[at] ?? "", span(state.now - one.createdAt)], widths, {
          columns: table,
          marks,
        }),
      ],
    })),
  };
}

function needSection(state: State, { members, drawing: { marks, columns } }: Of): Section {
  const approvals = needsOf(read(state.known, "approvals") ?? [], []).flatMap((need) =>
    need.kind === "approval" && members.has(need.agent) ? [need.approval] : [],
  );
  const failed = (read(state.known, "deadCounts") ?? []).filter(({ agent }) => members.has(agent));
  const dead = failed.reduce((sum, { count }) => sum + count, 0);
  const asked = approvals.map(
    (one): Row => ({
      id: `need:${one.id}`,
      target: {
        approval: one.id,
        agent: one.agent,
        runId: one.runId,
        conversation: one.conversationId,
        opens: "run",
      },
      lines: () => {
        const text = cleanLine(`${one.agent} ${en.needs.asks[one.kind]}: ${askTitle(one)}`);
        // What the keys would do to it, as soon as the cursor is there.
        const hint = state.cursor === `need:${one.id}` && columns >= HINTS_FROM ? HINT : "";
        const room = columns - 2 - widthOf(hint);
        return [
          styled`${paint("yellow", marks.state.waits)} ${pad(cut(text, room, marks.cut), room)}${hint}`,
        ];
      },
    }),
  );
  const decided = heldDecisions(read(state.known, "approvals") ?? [])
    .filter(({ agent }) => members.has(agent))
    .map((one): Row => {
      const text = cleanLine(`${one.agent}: ${heldText(one.held, state.now)}: ${askTitle(one)}`);
      return {
        id: `held:${one.id}`,
        target: { agent: one.agent, runId: one.runId, conversation: one.conversationId, opens: "run" },
        lines: () => [paint("dim", `${marks.state.done} ${cut(text, columns - 2, marks.cut)}`)],
      };
    });
  const letters: Row = {
    id: "need:dead",
    target: { opens: "queue" },
    lines: () => [
      styled`${paint("red", marks.state.failed)} ${cut(`${dead} dead ${dead === 1 ? "letter waits" : "letters wait"} in the queue`, columns - 2, marks.cut)}`,
    ],
  };
  // Whoever waits for it: no pause brings it back.
  const held = heldProviders(read(state.known, "paused") ?? []).map(
    (one): Row => ({
      id: `need:${one.key}`,
      target: { copy: waitCommands(one)[0] },
      lines: () => {
        const text = cleanLine(`${waitTitle(one)}: ${one.pause.reason}`);
        return [styled`${paint("red", marks.state.failed)} ${cut(text, columns - 2, marks.cut)}`];
      },
    }),
  );
  const counts = { approvals: approvals.length, questions: 0, dead, providers: held.length };
  const rows = [...asked, ...held, ...(dead === 0 ? [] : [letters]), ...decided];
  return {
    head: ["", styled`${paint("dim", "NEEDS YOU")}  ${String(needCount(counts))}`],
    rows,
    isPinned: true,
  };
}
