/** The programs that stay open between runs: who owns them, and what the settings close. */
import type { Log } from "@tinyagi/base";
import {
  type AgentHost,
  agentsWithOtherRights,
  createLivePool,
  type InvokerOptions,
  keepLimits,
  type LivePool,
} from "@tinyagi/harness";
import type { Journal } from "@tinyagi/kernel";
import type { Agents } from "./agent-host.js";
import type { Closing } from "./closing.js";
import type { Served } from "./served.js";

type LiveParts = NonNullable<InvokerOptions["live"]>;

/** It must be closed before the agent host, whose processes it keeps. */
export function openPool({
  undo,
  log,
  settings,
  journal,
}: {
  undo: Closing;
  log: Log;
  settings: Served["settings"];
  journal: Journal;
}): LivePool {
  const onError = (error: unknown) =>
    log.error({ err: error }, "an agent program that was kept open could not be closed");
  const pool = undo.use(
    createLivePool({
      limits: () => keepLimits(settings.current().execution.live),
      keeps: (agentId) => {
        const agent = settings.current().agents[agentId];
        return agent !== undefined && agent.live !== false;
      },
      now: () => performance.now(),
      onError,
      onChange: (agent, open) => journal.publishLive("agent.programs", { agent, open }),
    }),
  );
  let before = settings.current();
  undo.defer(
    settings.onChange(() => {
      const now = settings.current();
      for (const id of agentsWithOtherRights(before, now)) pool.closeAgent(id, "settings_changed");
      before = now;
      void pool.trim().catch(onError);
    }),
  );
  undo.defer(
    journal.subscribe(({ type, conversationId }) => {
      if (type === "conversation.closed" && conversationId !== undefined)
        pool.endConversation(conversationId);
    }),
  );
  return pool;
}

/** What runs in such programs need. */
export function keptPrograms({
  agents: { host, keptMark },
  log,
  ...parts
}: Pick<LiveParts, "pool" | "access"> & { agents: Agents; log: Log }): LiveParts &
  Pick<AgentHost, "keepProcess"> {
  return {
    ...parts,
    now: () => performance.now(),
    newMark: keptMark,
    onNotAhead: ({ agentId, error }) =>
      log.warn(
        { agent: agentId, err: error },
        "an agent program could not be opened ahead; the next session starts one when it needs it",
      ),
    onNotOpened: ({ agentId, error, isForeign }) =>
      log.warn(
        { agent: agentId, err: error },
        isForeign
          ? "the agent program did not answer when it was to stay open; each message starts one of its own for an hour"
          : "the agent program refused to start as one that stays open; this message starts one of its own",
      ),
    keepProcess: host.keepProcess,
  };
}
