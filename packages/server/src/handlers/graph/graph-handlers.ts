/** The graph of sub-agents that a run belongs to: at one generation, and step by step. */
import { readRunGraph, readRunReplay } from "@tinyagi/teams";
import type { RouteHandlers } from "../../route-handlers.js";
import { assertOwnConversation } from "../../security/authorize.js";
import type { Principal } from "../../security/principal.js";
import { found } from "../found.js";
import type { Services } from "../services.js";

export function graphHandlers({ store, journal }: Services): Pick<RouteHandlers, "runGraph" | "runReplay"> {
  const messageOf = (runId: string, principal: Principal): number => {
    const run = store.runs.get(runId);
    // An agent must not learn from the answer which runs exist in other conversations.
    assertOwnConversation(principal, run?.conversation_id ?? null);
    return found(run, "run not found").message_row_id;
  };
  const redact = journal.redacted;
  return {
    async runGraph({ params, query }, { principal }) {
      return readRunGraph(store, { ...query, messageRowId: messageOf(params.id, principal), redact });
    },
    async runReplay({ params, query }, { principal }) {
      return readRunReplay(store, { ...query, messageRowId: messageOf(params.id, principal), redact });
    },
  };
}
