/** Records what a run heard: in the journal, once for each file, and its cost in the usage of the run. */
import type { Heard, Unheard } from "@tinyagi/contracts";
import { runScope } from "../journal/event-scope.js";
import type { Claim } from "../queue/queue-contract.js";
import type { RunParts } from "./context.js";
import type { Perceived } from "./perceived.js";

type Files = Pick<Perceived, "heard" | "unheard">;

export function recordPerceived(
  { store, journal, budgets, log }: RunParts,
  claim: Claim,
): { record: (files: Files) => void; perceived: () => Files } {
  const heard = new Map<string, Heard>();
  const unheard = new Map<string, Unheard>();
  const agent = claim.agent_id;

  function write(append: () => void): void {
    store.writeSoon(append).catch((error: unknown) => {
      log.error({ err: error, runId: claim.run_id }, "what a run heard could not be recorded");
    });
  }

  return {
    record(files) {
      for (const one of files.heard) {
        const { path, ...facts } = one;
        if (one.costUsd !== undefined)
          budgets.count(claim.run_id, { costUsd: one.costUsd, estimated: true }, one.by);
        if (heard.has(path)) continue;
        heard.set(path, one);
        write(() =>
          journal.append("recording.transcribed", { agent, file: path, ...facts }, runScope(claim)),
        );
      }
      for (const one of files.unheard) {
        const { path, ...facts } = one;
        if (unheard.has(path)) continue;
        unheard.set(path, one);
        write(() =>
          journal.append("recording.not_transcribed", { agent, file: path, ...facts }, runScope(claim)),
        );
      }
    },
    perceived: () => ({ heard: [...heard.values()], unheard: [...unheard.values()] }),
  };
}
