/** What the world does in the real week, in seconds after its start. Pure. */
import type { MockError } from "@tinyagi/testkit";

export type Provider = "anthropic" | "openai";

interface Spell {
  readonly from: number;
  readonly until: number;
}

export interface Trouble extends Spell {
  readonly provider: Provider;
  /** @param left seconds until it ends */
  readonly says: (left: number) => MockError;
}

export const END_S = 1_140;
const LIMIT_S = 20;

const clock = (left: number): string => {
  const time = new Date(Date.now() + left * 1_000 + 30_000);
  const hour = time.getUTCHours();
  return `${hour % 12 === 0 ? 12 : hour % 12}:${String(time.getUTCMinutes()).padStart(2, "0")}${hour < 12 ? "am" : "pm"}`;
};

/** Ten written forms of the end of a limit. */
const LIMIT_FORMS: readonly Trouble["says"][] = [
  (left) => ({ status: 429, message: `Please try again in ${left}s.` }),
  (left) => ({ status: 429, message: `You exceeded your current quota. Please retry in ${left}.5s.` }),
  (left) => ({
    status: 429,
    message: `Claude AI usage limit reached|${Math.ceil(Date.now() / 1_000 + left)}`,
  }),
  (left) => ({ status: 429, message: `Rate limit reached. Try again in 0m${left}s.` }),
  (left) => ({ status: 429, message: `5-hour limit reached ∙ resets ${clock(left)} (UTC)` }),
  (left) => ({ status: 429, message: `You've hit your limit · resets ${clock(left)} (UTC)` }),
  (left) => ({ status: 429, message: "Too many requests", retryAfterSeconds: left }),
  (left) => ({ status: 429, message: "You've hit your usage limit.", quotaResetsInSeconds: left }),
  (left) => ({
    status: 429,
    message: `rate limited until ${new Date(Date.now() + left * 1_000).toISOString()}`,
  }),
  (left) => ({
    status: 429,
    message: `Number of request tokens has exceeded your rate limit. Retry in ${left} seconds.`,
  }),
];

export const TROUBLES: readonly Trouble[] = [
  { provider: "anthropic", from: 60, until: 120, says: () => ({ status: 529, message: "Overloaded" }) },
  ...LIMIT_FORMS.map((says, i): Trouble => {
    const from = 300 + 30 * i;
    return { provider: i % 2 === 0 ? "anthropic" : "openai", from, until: from + LIMIT_S, says };
  }),
  {
    provider: "anthropic",
    from: 620,
    until: 690,
    says: () => ({ status: 401, message: "OAuth token has expired. Please run /login." }),
  },
  { provider: "openai", from: 860, until: 1_080, says: () => ({ status: 500, message: "internal error" }) },
];

/** Nothing listens at the provider's address. */
export const ABSENT: Spell & { readonly provider: Provider } = { provider: "openai", from: 150, until: 270 };
/** The program `claude` is replaced: for a while there is none. */
export const UPDATE: Spell = { from: 720, until: 750 };
/** The machine sleeps. */
export const SLEEPS: readonly Spell[] = [
  { from: 780, until: 800 },
  { from: 980, until: 1_010 },
];
/** A proxy restarts: every connection ends. */
export const CUTS: readonly number[] = [830, 1_050];
/** The owner logged in again and says so. */
export const LOGGED_IN = 695;

/** What a provider answers instead of an answer, at a second of the week. */
export function troubleAt(provider: Provider, second: number): MockError | undefined {
  const found = TROUBLES.find((one) => one.provider === provider && second >= one.from && second < one.until);
  return found?.says(Math.max(1, Math.ceil(found.until - second)));
}
