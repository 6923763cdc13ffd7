/** The pictures of `docs/architecture.md`: packages from what they declare, states from the tables of the code. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type EventType, MESSAGE_STATES, type MessageState, RUN_STATES } from "@tinyagi/contracts";
import { TRANSITIONS } from "../../packages/kernel/src/queue/transition.js";

type Edges<State extends string> = Readonly<
  Partial<Record<State, Readonly<Partial<Record<State, readonly EventType[]>>>>>
>;

/** The events of each step that `TRANSITIONS` allows: the type asks for no more, and `messageChart` for no less. */
const MESSAGE_EVENTS: Edges<MessageState> = {
  pending: { processing: ["run.started"], cancelled: ["message.cancelled"], dead: ["message.died"] },
  processing: {
    completed: ["run.completed"],
    dead: ["message.died"],
    cancelled: ["message.cancelled"],
    pending: ["message.retrying", "run.interrupted", "run.completed", "run.cancelled"],
  },
  dead: { pending: ["message.replayed"] },
  cancelled: { pending: ["message.resumed"] },
};

type RunState = (typeof RUN_STATES)[number];
const ENDS = {
  completed: ["run.completed"],
  failed: ["run.failed"],
  interrupted: ["run.interrupted"],
  cancelled: ["run.cancelled"],
} as const satisfies Partial<Record<RunState, readonly EventType[]>>;
const RUN_EVENTS: Edges<RunState> = {
  starting: { running: ["run.spawned"], ...ENDS },
  running: ENDS,
};

export function architecturePage(root: string): string {
  return [
    "## Packages",
    "An arrow points to what a package imports. What a package imports through another one has no arrow.",
    mermaid(["graph TD", ...packageEdges(root).map(([from, to]) => `  ${from} --> ${to}`)]),
    "## The states of a message",
    "Each arrow has the event that says so. After `run.completed` a message is pending again if its run ended with a plan: it waits for the sub-agents; after `run.cancelled`, if a budget asks a person. `packages/kernel/src/queue/transition.ts` holds the table; a step that is not in it is refused.",
    mermaid(messageChart()),
    "## The states of a run",
    "A run is one attempt at a message. It ends once, and never starts again: the next attempt is another run.",
    mermaid(["stateDiagram-v2", "  [*] --> starting: run.started", ...arrows(RUN_STATES, RUN_EVENTS)]),
  ].join("\n\n");
}

function messageChart(): string[] {
  for (const from of MESSAGE_STATES)
    for (const to of MESSAGE_STATES)
      if (TRANSITIONS[from].includes(to) !== (MESSAGE_EVENTS[from]?.[to] !== undefined))
        throw new Error(`MESSAGE_EVENTS and TRANSITIONS differ in the step from ${from} to ${to}`);
  return [
    "stateDiagram-v2",
    "  [*] --> pending: message.accepted",
    ...arrows(MESSAGE_STATES, MESSAGE_EVENTS),
  ];
}

function arrows<State extends string>(states: readonly State[], edges: Edges<State>): string[] {
  return states.flatMap((from) => {
    const steps = states.flatMap((to) => {
      const events = edges[from]?.[to];
      return events === undefined ? [] : [`  ${from} --> ${to}: ${events.join(", ")}`];
    });
    return steps.length === 0 ? [`  ${from} --> [*]`] : steps;
  });
}

/** Declared dependencies between packages, without those that follow from others. */
export function packageEdges(root: string): [string, string][] {
  const folders = [...readdirSync(join(root, "packages")).map((name) => `packages/${name}`), "apps/office"];
  const declared = new Map(folders.flatMap((folder) => declaredBy(join(root, folder))));
  const reaches = (from: string, to: string): boolean =>
    (declared.get(from) ?? []).some((next) => next === to || reaches(next, to));
  return [...declared].flatMap(([from, all]) =>
    all
      .filter((to) => !all.some((other) => other !== to && reaches(other, to)))
      .map((to): [string, string] => [from, to]),
  );
}

function declaredBy(folder: string): [string, string[]][] {
  const manifest: {
    name: string;
    private?: boolean;
    bin?: object;
    dependencies?: Record<string, string>;
    devDependencies?: Record<string, string>;
  } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const own = shortName(manifest.name);
  if (own === "testkit") return [];
  // What has a command is bundled, and declares what the bundle holds for development.
  const bundled = manifest.bin === undefined ? {} : manifest.devDependencies;
  const names = Object.keys({ ...manifest.dependencies, ...bundled });
  const ours = names.filter((name) => name.startsWith("@tinyagi/")).map(shortName);
  return [[own, ours.filter((name) => name !== "testkit").sort()]];
}

const shortName = (name: string): string => name.replace("@tinyagi/", "");

function mermaid(lines: readonly string[]): string {
  return ["```mermaid", ...lines, "```"].join("\n");
}
