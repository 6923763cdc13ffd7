/** The crew in words, and the changes of an agent's settings. Pure. */
import type { OpenPrograms, SettingsEdit } from "@tinyagi/contracts";
import type { Cost } from "../../lib/figures";
import { quoted } from "../../lib/format/shell";
import { visible } from "../../lib/format/text";
import type { Agents } from "../../lib/queries";
import { words } from "../../locale/words";
import type { State } from "../../ui/glyph";
import type { AgentNow } from "../home/state";

export type AgentConfig = Agents[string];
export interface Member extends AgentNow {
  config: AgentConfig;
  /** Who runs it, and with which model, in words. */
  provider: string;
  /** Its programs that stay open. */
  programs?: OpenPrograms | undefined;
  /** Today. */
  spent: Cost | undefined;
}

export function agentsSentence(members: readonly { state: State }[]): string {
  const say = words.agents.sentence;
  if (members.length === 0) return say.none;
  const of = (state: State): number => members.filter((member) => member.state === state).length;
  const parts = [
    part(of("running"), say.works),
    part(of("waiting"), say.waits),
    part(of("failed"), say.failed),
  ].filter((text) => text !== "");
  return parts.length === 0 ? say.still(members.length) : say.all(members.length, parts);
}

/** The choices of the filter; the first one is everybody. */
export const SHOWN = ["", "running", "waiting", "failed", "free"] as const;
export type Shown = (typeof SHOWN)[number];
const FREE: ReadonlySet<State> = new Set(["idle", "asleep", "done"]);

function isShown(state: State, shown: Shown): boolean {
  return shown === "" || (shown === "free" ? FREE.has(state) : state === shown);
}

export function countOf(members: readonly { state: State }[], shown: Shown): number {
  return members.filter(({ state }) => isShown(state, shown)).length;
}

/** The members of this state in which every word occurs: in the name, the role, the team, the provider or the work. */
export function found(
  members: readonly Member[],
  { text, shown }: { text: string; shown: Shown },
): readonly Member[] {
  const wanted = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (wanted.length === 0 && shown === "") return members;
  return members.filter((member) => {
    const { id, name, team = "", config, provider, line } = member;
    const all = [id, name, team, config.role ?? "", provider, line].join(" ").toLowerCase();
    return isShown(member.state, shown) && wanted.every((word) => all.includes(word));
  });
}

function part(number: number, say: (number: number) => string): string {
  return number === 0 ? "" : say(number);
}

/** The fields of the form, in their order. */
export const FIELDS = [
  ...(["name", "role", "provider", "model", "effort"] as const),
  ...(["permissions", "sessionScope", "whenBusy"] as const),
];
export type Field = (typeof FIELDS)[number];
export type Draft = Readonly<Record<Field, string>>;

/** What holds when the settings do not say. */
const DEFAULTS: Partial<Draft> = { permissions: "sandboxed", sessionScope: "agent", whenBusy: "followup" };
/** These are always present in the settings. */
const REQUIRED: ReadonlySet<Field> = new Set(["name", "provider", "model"]);

export function toDraft(config: AgentConfig): Draft {
  const values = FIELDS.map((field) => [field, config[field] ?? DEFAULTS[field] ?? ""]);
  return Object.fromEntries(values) as Draft;
}

export interface Change {
  field: Field;
  before: string;
  after: string;
}

export function listChanges(config: AgentConfig, draft: Draft): Change[] {
  const now = toDraft(config);
  return FIELDS.flatMap((field) => {
    const after = draft[field].trim();
    return after === now[field] ? [] : [{ field, before: now[field], after }];
  });
}

/** A default or an empty text removes the value, so that the settings say only what a person chose. */
function isRemoved({ field, after }: Change): boolean {
  return !REQUIRED.has(field) && (after === "" || after === DEFAULTS[field]);
}

export function toEdits(id: string, changes: readonly Change[]): SettingsEdit[] {
  return changes.map((change) => {
    const path = ["agents", id, change.field];
    return isRemoved(change) ? { path } : { path, value: change.after };
  });
}

/** The same in a terminal. */
export function toCommand(id: string, change: Change): string {
  const key = `agents.${id}.${change.field}`;
  return isRemoved(change)
    ? `tinyagi config set --unset ${key}`
    : `tinyagi config set ${key} ${quoted(visible(change.after))}`;
}

/** An id from a name: `Code reviewer` is `code-reviewer`. Free of those that are taken. */
export function idFrom(name: string, taken: object, otherwise = "agent"): string {
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
      .replace(/-+$/, "") || otherwise;
  let id = base;
  for (let i = 2; Object.hasOwn(taken, id); i += 1) id = `${base}-${i}`;
  return id;
}
