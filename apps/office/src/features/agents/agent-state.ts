/** The crew in words, and the changes of an agent's settings. Pure. */
import type { SettingsEdit } from "@tinyagi/contracts";
import type { Agents } from "../../lib/queries";
import type { State } from "../../ui/glyph";
import type { AgentNow } from "../home/state";

export type AgentConfig = Agents[string];
export interface Member extends AgentNow {
  config: AgentConfig;
  usd: number | null | undefined;
}

export function agentsSentence(members: readonly { state: State }[]): string {
  if (members.length === 0) return "The office has no agents yet.";
  const of = (state: State): number => members.filter((member) => member.state === state).length;
  const parts = [
    part(of("running"), "works", "work"),
    part(of("waiting"), "waits for you", "wait for you"),
    part(of("failed"), "needs help", "need help"),
  ].filter((text) => text !== "");
  const all = members.length === 1 ? "1 agent" : `${members.length} agents`;
  return parts.length === 0 ? `${all}. Nobody works now.` : `${all}. ${parts.join(", ")}.`;
}

function part(number: number, one: string, many: string): string {
  return number === 0 ? "" : `${number} ${number === 1 ? one : many}`;
}

/** The fields of the form, each with the words that a person reads. */
export const FIELDS = {
  name: "Name",
  role: "What it does",
  provider: "Provider",
  model: "Model",
  permissions: "May",
  sessionScope: "Remembers",
  whenBusy: "While it is busy",
} as const;
export type Field = keyof typeof FIELDS;
export type Draft = Readonly<Record<Field, string>>;

/** What holds when the settings do not say. */
const DEFAULTS: Partial<Draft> = { permissions: "sandboxed", sessionScope: "agent", whenBusy: "followup" };
/** These are always present in the settings. */
const REQUIRED: ReadonlySet<Field> = new Set(["name", "provider", "model"]);

export function draftOf(config: AgentConfig): Draft {
  const values = Object.keys(FIELDS).map((key) => {
    const field = key as Field;
    return [field, config[field] ?? DEFAULTS[field] ?? ""];
  });
  return Object.fromEntries(values) as Draft;
}

export interface Change {
  field: Field;
  before: string;
  after: string;
}

export function changesOf(config: AgentConfig, draft: Draft): Change[] {
  const now = draftOf(config);
  return (Object.keys(FIELDS) as Field[]).flatMap((field) => {
    const after = draft[field].trim();
    return after === now[field] ? [] : [{ field, before: now[field], after }];
  });
}

/** A default or an empty text removes the value, so that the settings say only what a person chose. */
export function editsOf(id: string, changes: readonly Change[]): SettingsEdit[] {
  return changes.map(({ field, after }) => {
    const path = ["agents", id, field];
    const isRemoved = !REQUIRED.has(field) && (after === "" || after === DEFAULTS[field]);
    return isRemoved ? { path } : { path, value: after };
  });
}

/** An id from a name: `Code reviewer` is `code-reviewer`. Free of those that are taken. */
export function idFrom(name: string, taken: object): string {
  const plain = name
    .normalize("NFKD")
    .replace(/[^\w\s-]/g, "")
    .trim()
    .toLowerCase();
  const base =
    plain
      .replace(/[\s_-]+/g, "-")
      .replace(/^[^a-z]+/, "")
      .slice(0, 28)
      .replace(/-+$/, "") || "agent";
  let id = base;
  for (let i = 2; Object.hasOwn(taken, id); i += 1) id = `${base}-${i}`;
  return id;
}
