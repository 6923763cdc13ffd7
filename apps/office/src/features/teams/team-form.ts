/** The settings of a team as fields of a form, and back. Pure. */
import type { Team } from "./team-state";

/** Values as they are typed; an empty one means the general limit, or none. */
export interface TeamFields {
  name: string;
  leader: string;
  join: string;
  usd: string;
  hops: string;
  fanOut: string;
  messages: string;
  minutes: string;
}

export const NUMBERS = {
  usd: { min: 0, max: 1_000_000, step: "0.01" },
  hops: { min: 0, max: 100, step: "1" },
  fanOut: { min: 1, max: 256, step: "1" },
  messages: { min: 1, max: 10_000, step: "1" },
  minutes: { min: 1, max: 43_200, step: "1" },
} as const;
export type NumberField = keyof typeof NUMBERS;

const MINUTE_MS = 60_000;
const text = (value: number | undefined): string => (value === undefined ? "" : String(value));

export function toFields(team: Team): TeamFields {
  const { hops, fanOut, messages, durationMs } = team.limits ?? {};
  return {
    name: team.name,
    leader: team.leader_agent,
    join: team.join ?? "reply",
    usd: text(team.budget?.usd),
    hops: text(hops),
    fanOut: text(fanOut),
    messages: text(messages),
    minutes: durationMs === undefined ? "" : text(durationMs / MINUTE_MS),
  };
}

export function changedFields(team: Team, fields: TeamFields): (keyof TeamFields)[] {
  const now = toFields(team);
  return (Object.keys(now) as (keyof TeamFields)[]).filter((key) => fields[key].trim() !== now[key]);
}

/** What to send: only what changes. What the form does not show stays as it is. */
export function toBody(team: Team, fields: TeamFields) {
  const changed = new Set(changedFields(team, fields));
  const number = (value: string): number | undefined => (value.trim() === "" ? undefined : Number(value));
  const minutes = number(fields.minutes);
  const isLimited = (["hops", "fanOut", "messages", "minutes"] as const).some((key) => changed.has(key));
  const limits = withoutAbsent({
    ...team.limits,
    hops: number(fields.hops),
    fanOut: number(fields.fanOut),
    messages: number(fields.messages),
    durationMs: minutes === undefined ? undefined : Math.round(minutes * MINUTE_MS),
  });
  const budget = withoutAbsent({ ...team.budget, usd: number(fields.usd) });
  return {
    ...(changed.has("name") ? { name: fields.name.trim() } : {}),
    ...(changed.has("leader") ? { leader_agent: fields.leader } : {}),
    ...(changed.has("join") ? { join: fields.join as NonNullable<Team["join"]> } : {}),
    ...(isLimited ? { limits: Object.keys(limits).length === 0 ? null : limits } : {}),
    ...(changed.has("usd") ? { budget: Object.keys(budget).length === 0 ? null : budget } : {}),
  };
}

function withoutAbsent<T extends object>(value: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
