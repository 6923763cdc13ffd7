/** A fan-out that enough successes settle: the rest is cancelled, also as soon as there can no longer be enough. */
import { parseOptions } from "@tinyagi/contracts";
import { z } from "zod";
import { CancelledError } from "../errors.js";
import { abortNode } from "./ending.js";
import type { SpawnCall } from "./node-run.js";
import type { GraphRun } from "./state.js";

/** @throws AppError INVALID_INPUT for a quorum that could never be reached */
export function checkQuorum(quorum: unknown, specs: unknown): void {
  if (quorum === undefined) return;
  const most = Array.isArray(specs) ? specs.length : 0;
  parseOptions("the option quorum", z.number().int().min(1).max(most), quorum);
}

/**
 * Decides a call that has a quorum. The parent need not wait for the children that are cancelled here; it still ends
 * after them.
 */
export function judgeQuorum(graph: GraphRun, call: SpawnCall): void {
  const { quorum } = call;
  if (quorum === undefined || call.open === 0) return;
  let completed = 0;
  let open = 0;
  for (const run of call.answers.values()) {
    if (!run.released) open++;
    else if (run.state === "completed") completed++;
  }
  const isReached = completed >= quorum;
  if (!isReached && completed + open >= quorum) return;
  const code = isReached ? "node.enough" : "node.too_few";
  call.open = 0;
  for (const run of new Set(call.answers.values())) {
    if (run.released) continue;
    run.call = undefined;
    abortNode(graph, run, new CancelledError({ code }));
  }
}
