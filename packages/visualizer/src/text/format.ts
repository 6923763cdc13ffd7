/** Numbers as people read them: durations, money, tokens, ages. */
import type { BudgetAmounts, Usage } from "@tinyagi/contracts";

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** `0.4 s`, `12 s`, `3 min 5 s`, `2 h 10 min`, `4 d 3 h`. */
export function duration(ms: number): string {
  const seconds = Math.max(0, ms) / 1_000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  const whole = Math.floor(seconds);
  if (whole < 60) return `${whole} s`;
  const pair = (big: number, bigUnit: string, small: number, smallUnit: string): string =>
    small === 0 ? `${big} ${bigUnit}` : `${big} ${bigUnit} ${small} ${smallUnit}`;
  if (whole < 3_600) return pair(Math.floor(whole / 60), "min", whole % 60, "s");
  if (whole < 86_400) return pair(Math.floor(whole / 3_600), "h", Math.floor((whole % 3_600) / 60), "min");
  return pair(Math.floor(whole / 86_400), "d", Math.floor((whole % 86_400) / 3_600), "h");
}

/** US dollars: cents where cents matter, four digits below. */
export function money(usd: number, estimated = false): string {
  const digits = usd === 0 || usd >= 1 ? 2 : 4;
  return `${estimated ? "~" : ""}$${usd.toFixed(digits)}`;
}

/** `912 tokens`, `12.3k tokens`. */
export function tokens(count: number): string {
  if (count < 1_000) return `${count} tokens`;
  if (count < 1_000_000) return `${(count / 1_000).toFixed(1)}k tokens`;
  return `${(count / 1_000_000).toFixed(1)}M tokens`;
}

/** A point in time as local `YYYY-MM-DD HH:MM:SS`. */
export function when(time: number): string {
  const date = new Date(time);
  const two = (value: number): string => String(value).padStart(2, "0");
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

/** In a sentence, as short as it is clear: `14:03` today, `24 Nov 14:03` this year, else with the year. */
export function moment(time: number, now: number): string {
  const [then, today] = [new Date(time), new Date(now)];
  if (then.toDateString() === today.toDateString()) return minute(time).slice("YYYY-MM-DD ".length);
  if (then.getFullYear() !== today.getFullYear()) return minute(time);
  return `${then.getDate()} ${MONTHS[then.getMonth()]} ${minute(time).slice("YYYY-MM-DD ".length)}`;
}

/** The same to the minute, for tables: `YYYY-MM-DD HH:MM`. */
export function minute(time: number): string {
  return when(time).slice(0, "YYYY-MM-DD HH:MM".length);
}

/** What one run reported: `340 tokens · $0.0123`, either alone, or nothing. */
export function usageWords(usage: Usage): string {
  const parts: string[] = [];
  if (usage.inputTokens !== undefined || usage.outputTokens !== undefined) {
    parts.push(tokens((usage.inputTokens ?? 0) + (usage.outputTokens ?? 0)));
  }
  if (usage.costUsd !== undefined) parts.push(money(usage.costUsd, usage.estimated));
  return parts.join(" · ");
}

/** What several runs consumed together; a cost that only some of them reported is marked as incomplete. */
export function spend(usages: readonly Usage[]): string {
  if (usages.length === 0) return "";
  const sum: Usage = {};
  for (const usage of usages) {
    for (const name of ["inputTokens", "outputTokens", "costUsd"] as const) {
      if (usage[name] !== undefined) sum[name] = (sum[name] ?? 0) + usage[name];
    }
    if (usage.estimated === true) sum.estimated = true;
  }
  const silent = usages.filter((usage) => usage.costUsd === undefined).length;
  const words = usageWords(sum);
  if (silent === 0) return words;
  const missing =
    silent === usages.length ? "cost not reported" : `${silent} of ${usages.length} runs reported no cost`;
  return words === "" ? missing : `${words} · ${missing}`;
}

/** One unit, for columns: `8 s`, `42 min`, `2 h`, `3 d`. */
export function span(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3_600)} h`;
  return `${Math.floor(seconds / 86_400)} d`;
}

/** US dollars to the cent, for columns. */
export function cents(usd: number, estimated = false): string {
  const amount = usd > 0 && usd < 0.005 ? "<$0.01" : `$${usd.toFixed(2)}`;
  return `${estimated ? "~" : ""}${amount}`;
}

/** What is used of a budget that has no limit on money: `12.3k of 50.0k tokens`, `3 of 5 runs`. */
export function amountWords(limit: BudgetAmounts, used: BudgetAmounts): string {
  if (limit.tokens !== undefined) {
    const whole = tokens(limit.tokens);
    return `${tokens(used.tokens ?? 0).replace(/ tokens$/, "")} of ${whole}`;
  }
  if (limit.runs !== undefined) return `${used.runs ?? 0} of ${limit.runs} runs`;
  if (limit.minutes !== undefined) return `${Math.round(used.minutes ?? 0)} of ${limit.minutes} min`;
  return "";
}

/** Local `14:03:12`. */
export function clock(time: number): string {
  return when(time).slice("YYYY-MM-DD ".length);
}
