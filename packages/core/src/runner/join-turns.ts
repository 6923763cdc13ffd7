/** Makes one result of the turns of a run. A run that was not steered has one turn. Pure. */
import type { InvokeResult, Usage } from "@tinyagi/contracts";

/** A turn that ended just before new input arrived has an answer of its own: the texts follow each other. */
export function joinTurns(results: readonly InvokeResult[]): InvokeResult {
  const [first, ...more] = results;
  if (first === undefined) throw new Error("a run without a result");
  return more.reduce(join, first);
}

function join(one: InvokeResult, other: InvokeResult): InvokeResult {
  const usage = sum(one.usage, other.usage);
  const rebuiltFrom = one.rebuiltFrom ?? other.rebuiltFrom;
  return {
    ...other,
    text: `${one.text}\n\n${other.text}`,
    deniedTools: [...new Set([...one.deniedTools, ...other.deniedTools])],
    ...(usage === undefined ? {} : { usage }),
    ...(rebuiltFrom === undefined ? {} : { rebuiltFrom }),
  };
}

function sum(one: Usage | undefined, other: Usage | undefined): Usage | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  const add = (a: number | undefined, b: number | undefined) =>
    a === undefined && b === undefined ? undefined : (a ?? 0) + (b ?? 0);
  const sums = {
    inputTokens: add(one.inputTokens, other.inputTokens),
    outputTokens: add(one.outputTokens, other.outputTokens),
    cachedTokens: add(one.cachedTokens, other.cachedTokens),
    costUsd: add(one.costUsd, other.costUsd),
  };
  const known = Object.fromEntries(Object.entries(sums).filter(([, value]) => value !== undefined));
  return one.estimated === true || other.estimated === true ? { ...known, estimated: true } : known;
}
