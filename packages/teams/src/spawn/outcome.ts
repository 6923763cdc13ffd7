/** What a plan came to, from what became of its agents. Pure. */
import type { Usage } from "@tinyagi/contracts";
import type { NodeResult } from "@tinyagi/graph";
import type { Refusal, SpawnPlan } from "./plan.js";
import type { SpawnAnswer } from "./spawner.js";

/** The sums of a statement as usage; figures that no run reported are absent. */
export function toUsage(sum: {
  inputTokens: number | null;
  outputTokens: number | null;
  cachedTokens: number | null;
  costUsd: number | null;
  estimated: number | null;
}): Usage {
  const { inputTokens, outputTokens, cachedTokens, costUsd, estimated } = sum;
  return {
    ...(inputTokens === null ? {} : { inputTokens }),
    ...(outputTokens === null ? {} : { outputTokens }),
    ...(cachedTokens === null ? {} : { cachedTokens }),
    ...(costUsd === null ? {} : { costUsd }),
    ...(estimated === 1 ? { estimated: true } : {}),
  };
}

const FENCE_START = "```json";
const FENCE_END = "\n```";
const NOTHING = { outputs: {}, failures: {}, worktrees: {}, usage: {} } as const;

export function refusedOutcome(refused: Refusal): SpawnAnswer {
  return { status: "refused", ...NOTHING, refused };
}

export function cancelledOutcome(reason: string): SpawnAnswer {
  return { status: "cancelled", ...NOTHING, failures: { plan: reason } };
}

export function failedOutcome(reason: string): SpawnAnswer {
  return { status: "failed", ...NOTHING, failures: { plan: reason } };
}

export function getOutcome(
  plan: SpawnPlan,
  children: ReadonlyMap<string, NodeResult>,
  more: Pick<SpawnAnswer, "worktrees" | "withoutWorktree" | "usage">,
): SpawnAnswer {
  const outputs: Record<string, string> = {};
  const failures: Record<string, string> = {};
  for (const id of plan.output) {
    const child = children.get(id);
    if (child?.status === "completed") outputs[id] = toText(child.output);
  }
  let failed = false;
  for (const [id, child] of children) {
    if (child.status === "completed") continue;
    failures[id] = whyNot(child);
    if (!isDecision(child)) failed = true;
  }
  const has = Object.keys(outputs).length > 0;
  const status = !has ? "failed" : failed ? "partial" : "completed";
  return { status, outputs, failures, ...more };
}

/** A guard that was false is what the plan asked for. */
function isDecision({ status, reason }: NodeResult): boolean {
  return status === "skipped" && (reason === "guard" || reason === "dependency_skipped");
}

function whyNot({ status, reason, error }: NodeResult): string {
  if (status === "skipped" && reason === "guard") return "not started: its condition was false";
  if (status === "skipped") return "not started: what it depends on did not complete";
  if (status === "cancelled") return `cancelled: ${reason ?? "no reason was recorded"}`;
  return error instanceof Error ? error.message : "no reason was recorded";
}

function toText(output: unknown): string {
  return typeof output === "string" ? output : (JSON.stringify(output, null, 2) ?? "");
}

/** The answer of a sub-agent as data: an object or a list if the answer is JSON, so that conditions can look into it. */
export function toOutput(text: string): unknown {
  const body = unfenced(text);
  if (!/^\s*[[{]/.test(body)) return text;
  try {
    const value: unknown = JSON.parse(body);
    return value;
  } catch {
    // Text that only looks like JSON.
    return text;
  }
}

/** What is in the fence when the whole text is one fenced block of JSON. */
function unfenced(text: string): string {
  const whole = text.trim();
  if (!whole.startsWith(FENCE_START) || !whole.endsWith(FENCE_END)) return text;
  const inner = whole.slice(FENCE_START.length, -FENCE_END.length);
  const firstLine = inner.split("\n", 1)[0] ?? "";
  return firstLine.length < inner.length && firstLine.trim() === "" ? inner.slice(firstLine.length) : text;
}
