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
const MODELS = {
  claude: "claude-sonnet-4-6",
  codex: "gpt-5.4",
  "acp:opencode": "mock/m1",
  "acp:gemini": "gemini-2.5-pro",
} as const;

type ProgramOfHome = keyof typeof MODELS;

/** The settings that lead a program to the mock provider, and the provider of its agents. */
function settingsOf(harness: ProgramOfHome, model: MockModelServer) {
  if (harness === "acp:gemini") {
    const env = { GEMINI_API_KEY: "mock-live", GOOGLE_GEMINI_BASE_URL: model.url };
    return { provider: harness, settings: { acp_agents: { gemini: { env } } } };
  }
  if (harness === "acp:opencode") {
    const options = { baseURL: model.openaiUrl, apiKey: "sk-mock-live" };
    const models = { m1: { name: "M1" } };
    const config = {
      model: MODELS[harness],
      small_model: MODELS[harness],
      provider: { mock: { npm: "@ai-sdk/openai-compatible", options, models } },
    };
    const env = { OPENCODE_CONFIG_CONTENT: JSON.stringify(config), OPENCODE_DISABLE_MODELS_FETCH: "1" };
    return { provider: harness, settings: { acp_agents: { opencode: { env } } } };
  }
  const base_url = harness === "claude" ? model.url : model.openaiUrl;
  const mock = { name: "Mock", harness, base_url, api_key: "sk-mock-live" };
  return { provider: "custom:mock", settings: { custom_providers: { mock } } };
}

/** @param more settings beside those of the agents */
export async function openLiveHome(
  script: MockScript,
  more: object = {},
  harness: ProgramOfHome = "claude",
): Promise<LiveHome> {
  const model = await createMockModelServer({ script });
  const { provider, settings } = settingsOf(harness, model);
  const agent = (name: string, own: object = {}) => ({
    name,
    provider,
    model: MODELS[harness],
    ...own,
  });
  const name = harness.replace("acp:", "");
  const program = join(agentCliPath(), name);
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
      ...settings,
      execution: { live: { enabled: true }, retryBaseMs: 20, retryMaxMs: 100 },
      ...more,
    },
  });
  const writeProgram = (before: string) => {
    const path = join(stage.place.bin, name);
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
