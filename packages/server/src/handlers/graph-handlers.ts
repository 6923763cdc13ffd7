/** The graph of sub-agents that a run belongs to. */
import { readRunGraph } from "@tinyagi/teams";
import type { RouteHandlers } from "../route-handlers.js";
import { assertOwnConversation } from "../security/authorize.js";
import { found } from "./found.js";
import type { Services } from "./services.js";

export function graphHandlers({ store, journal }: Services): Pick<RouteHandlers, "runGraph"> {
  return {
    async runGraph({ params, query }, { principal }) {
      const run = store.runs.get(params.id);
      // An agent must not learn from the answer which runs exist in other conversations.
      assertOwnConversation(principal, run?.conversation_id ?? null);
      const { message_row_id: messageRowId } = found(run, "run not found");
      return readRunGraph(store, {
        messageRowId,
        generation: query.generation,
        redact: journal.redacted,
      });
    },
  };
}
