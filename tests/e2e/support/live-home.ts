/** A home whose agents are a real program that stays open between messages. The model is the mock provider. */

import { renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { AgentStart, RunView } from "@tinyagi/contracts";
import { createMockModelServer, type MockModelServer, type MockScript, waitFor } from "@tinyagi/testkit";
import { agentCliPath } from "./agent-clis.js";
import type { Daemon } from "./daemon.js";
import { openStage, type Stage } from "./stage.js";

const ENDED_MS = 120_000;

/** What became of a message. */
export interface EndedRun {
  readonly run: RunView;
  /** How each attempt came to its process. */
  readonly starts: readonly { readonly pid: number; readonly start: AgentStart }[];
  /** Types of the events of all attempts, and what came with them. */
  readonly events: readonly { readonly type: string; readonly data: unknown }[];
}

export interface LiveHome extends AsyncDisposable {
  readonly stage: Stage;
  readonly model: MockModelServer;
  /** Replaces the program of the agents, as an update does. @param before lines of shell that run before it */
  writeProgram(before: string): void;
  daemon(): Daemon;
  restart(): Promise<void>;
  /** Sends a message and waits for its end. */
  ask(agent: string, message: string, person?: string): Promise<EndedRun>;
  /** @param person who writes, in a chat. Default: the owner */
  send(agent: string, message: string, person?: string): Promise<string>;
  ended(conversationId: string): Promise<EndedRun>;
}

/** What a program is asked to use. */
const MODELS = { claude: "claude-sonnet-4-6", codex: "gpt-5.4" } as const;

/** @param more settings beside those of the agents */
export async function openLiveHome(
  script: MockScript,
  more: object = {},
  harness: keyof typeof MODELS = "claude",
): Promise<LiveHome> {
  const model = await createMockModelServer({ script });
  const agent = (name: string, own: object = {}) => ({
    name,
    provider: "custom:mock",
    model: MODELS[harness],
    ...own,
  });
  const program = join(agentCliPath(), harness);
  const stage = await openStage({
    settings: {
      agents: {
        kept: agent("Kept"),
        alone: agent("Alone", { live: false }),
        free: agent("Free", { permissions: "bypass" }),
        careful: agent("Careful", { permissions: "ask" }),
        threads: agent("Threads", { sessionScope: "sender" }),
        asks: agent("Asks", { permissions: "ask" }),
      },
      custom_providers: {
        mock: {
          name: "Mock",
          harness,
          base_url: harness === "claude" ? model.url : model.openaiUrl,
          api_key: "sk-mock-live",
        },
      },
      execution: { live: { enabled: true }, retryBaseMs: 20, retryMaxMs: 100 },
      ...more,
    },
  });
  const writeProgram = (before: string) => {
    const path = join(stage.place.bin, harness);
    // As an update does: what runs keeps the old file.
    writeFileSync(`${path}.new`, `#!/bin/sh\n${before}\nexec '${program}' "$@"\n`, { mode: 0o755 });
    renameSync(`${path}.new`, path);
  };
  writeProgram("");
  let daemon = await stage.start();
  const send = async (agent: string, message: string, person?: string) => {
    const by = person === undefined ? {} : { channel: "discord", sender: person, senderId: person };
    return (await daemon.client.call("sendMessage", { body: { agent, message, ...by } })).conversationId;
  };
  const ended = async (conversationId: string): Promise<EndedRun> => {
    await waitFor(
      async () =>
        (await daemon.client.call("getConversation", { params: { id: conversationId } })).status !== "open",
      { timeoutMs: ENDED_MS, what: "the conversation to end" },
    );
    const [last] = await daemon.client.call("listRuns", { query: { conversation: conversationId } });
    const run = await daemon.client.call("getRun", { params: { id: last?.runId ?? "" } });
    const { events } = await daemon.client.call("listEvents", { query: { types: "run", limit: 500 } });
    const own = events.filter((event) => event.conversationId === conversationId).toReversed();
    const starts = own.flatMap(({ type, data }) =>
      type === "run.spawned" ? [data as EndedRun["starts"][number]] : [],
    );
    return { run, starts, events: own };
  };
  return {
    stage,
    model,
    writeProgram,
    daemon: () => daemon,
    async restart() {
      daemon = await stage.start();
    },
    send,
    ended,
    ask: async (agent, message, person) => ended(await send(agent, message, person)),
    async [Symbol.asyncDispose]() {
      try {
        await stage[Symbol.asyncDispose]();
      } finally {
        await model.close();
      }
    },
  };
}
