/** Numbers as people read them: durations, money, tokens, ages. */
import type { Usage } from "@tinyagi/contracts";

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

/** What several runs consumed; a number only some of them reported is marked as incomplete. */
export function spend(usages: readonly Usage[]): string {
  if (usages.length === 0) return "";
  const reported = usages.filter((usage) => usage.costUsd !== undefined);
  const counted = usages.filter(
    (usage) => usage.inputTokens !== undefined || usage.outputTokens !== undefined,
  );
  const parts: string[] = [];
  if (counted.length > 0) {
    parts.push(
      tokens(counted.reduce((sum, one) => sum + (one.inputTokens ?? 0) + (one.outputTokens ?? 0), 0)),
    );
  }
  if (reported.length === 0) return [...parts, "cost not reported"].join(" · ");
  const sum = reported.reduce((total, one) => total + (one.costUsd ?? 0), 0);
  const missing = usages.length - reported.length;
  const cost = money(
    sum,
    reported.some((one) => one.estimated === true),
  );
  parts.push(missing === 0 ? cost : `${cost} (${missing} of ${usages.length} runs reported no cost)`);
  return parts.join(" · ");
}
