/** What the world does in the recorded week: which provider fails when, with which words, and when the machine sleeps. */
import {
  causeOfReport,
  type FailureCause,
  failureWith,
  type HarnessError,
  resetIn,
} from "@tinyagi/contracts";

const S = 1_000;
export const M = 60 * S;
export const H = 60 * M;
export const D = 24 * H;
/** Monday. The clocks of Europe change on its Sunday. */
export const WEEK_START = Date.UTC(2026, 2, 23);

export interface Trouble {
  readonly provider: string;
  readonly from: number;
  readonly until: number;
  /** What the provider says at this time. */
  readonly says: (now: number, until: number) => Spoken;
}

interface Spoken {
  readonly status?: number;
  readonly name?: string;
  readonly text: string;
  readonly fields?: object;
}

/** Days after Monday, hours. */
const at = (day: number, hour: number, minute = 0): number => WEEK_START + day * D + hour * H + minute * M;

const clock = (time: number): string => {
  const date = new Date(time);
  const hour = date.getUTCHours();
  return `${hour % 12 === 0 ? 12 : hour % 12}:${String(date.getUTCMinutes()).padStart(2, "0")}${hour < 12 ? "am" : "pm"}`;
};
const spanText = (ms: number): string =>
  `${Math.floor(ms / H)}h${Math.floor((ms % H) / M)}m${Math.ceil((ms % M) / S)}s`;

/** Ten written forms of the end of a limit. Each lasts 40 minutes. */
const LIMIT_FORMS: readonly Trouble["says"][] = [
  (now, until) => ({ text: `Please try again in ${spanText(until - now)}.`, name: "rate_limit_exceeded" }),
  (now, until) => ({
    text: `You exceeded your current quota. Please retry in ${(until - now) / S}s.`,
    status: 429,
  }),
  (_now, until) => ({ text: `Claude AI usage limit reached|${Math.ceil(until / S)}` }),
  (_now, until) => ({ text: `Claude AI usage limit reached|${until}` }),
  (_now, until) => ({ text: `5-hour limit reached ∙ resets ${clock(until)} (UTC)` }),
  (_now, until) => ({ text: `You've hit your limit · resets ${clock(until)} (UTC)` }),
  (now, until) => ({
    text: "Too many requests",
    status: 429,
    fields: { "retry-after": String(Math.ceil((until - now) / S)) },
  }),
  (_now, until) => ({
    text: "Too many requests",
    status: 429,
    fields: { "retry-after": new Date(until).toUTCString() },
  }),
  (_now, until) => ({ text: "rate limited", status: 429, fields: { resets_at: Math.ceil(until / S) } }),
  (_now, until) => ({
    text: "Number of request tokens has exceeded your rate limit",
    name: "rate_limit_error",
    fields: {
      "anthropic-ratelimit-requests-reset": new Date(until).toISOString(),
      "anthropic-ratelimit-requests-remaining": "0",
    },
  }),
];

const outage =
  (text: string, more: Partial<Spoken> = {}) =>
  () => ({ text, ...more });

export const TROUBLES: readonly Trouble[] = [
  {
    provider: "anthropic",
    from: at(0, 9),
    until: at(0, 9, 1),
    says: outage("Overloaded", { status: 529, name: "overloaded_error" }),
  },
  {
    provider: "openai",
    from: at(1, 14),
    until: at(1, 14, 20),
    says: outage("connect ECONNREFUSED 10.0.0.1:443", { name: "ECONNREFUSED" }),
  },
  {
    provider: "anthropic",
    from: at(2, 20),
    until: at(3, 5),
    says: outage("getaddrinfo ENOTFOUND api.anthropic.com", { name: "ENOTFOUND" }),
  },
  ...LIMIT_FORMS.map((says, i) => {
    const from = at(Math.floor(i / 2), i % 2 === 0 ? 11 : 16, 3 * i);
    return { provider: i % 2 === 0 ? "anthropic" : "openai", from, until: from + 40 * M, says };
  }),
  {
    provider: "openai",
    from: at(4, 2),
    until: at(4, 10),
    says: outage("Your session has expired. Please log in again.", { status: 401, name: "token_expired" }),
  },
  {
    provider: "anthropic",
    from: at(5, 3),
    until: at(5, 3, 1),
    says: outage("claude is not installed", { name: "program" }),
  },
  {
    provider: "openai",
    from: at(5, 12),
    until: at(5, 12, 1),
    says: outage("stream disconnected before completion"),
  },
  {
    provider: "anthropic",
    from: at(5, 12),
    until: at(5, 12, 1),
    says: outage("socket hang up", { name: "ECONNRESET" }),
  },
];

/** The machine's lid is closed: timers stand still, the wall clock goes on. */
export const SLEEPS: readonly { from: number; until: number }[] = [
  { from: at(1, 23), until: at(2, 6, 30) },
  { from: at(6, 13), until: at(6, 15) },
];

export function troubleAt(provider: string, time: number): Trouble | undefined {
  return TROUBLES.find((one) => one.provider === provider && time >= one.from && time < one.until);
}

/** As a harness reports it: cause and wait are read from the words. */
export function toFailure({ says, until }: Trouble, now: number): HarnessError {
  const { text, name, status, fields } = says(now, until);
  const cause: FailureCause =
    name === "program"
      ? "program"
      : causeOfReport({ message: text, names: [name], ...(status === undefined ? {} : { status }) });
  const retryAfterMs = resetIn({ text, fields, now, zone: "UTC", isLimit: cause === "limit" });
  return failureWith(cause, text, { ...(retryAfterMs === undefined ? {} : { retryAfterMs }) });
}

/** Numbers that look random and are the same in each run (mulberry32). */
export function createDice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
