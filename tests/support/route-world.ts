/**
 * A daemon with one of everything the API can name, for tests that walk the route table: agents that answer, fail
 * and hang, and what became of messages to them.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { waitFor } from "@tinyagi/testkit";
import type { Daemon } from "../e2e/support/daemon.js";
import { openStage, type Stage } from "../e2e/support/stage.js";

export interface World {
  readonly stage: Stage;
  readonly daemon: Daemon;
  /** Made before the walk, or kept from the answers of earlier calls. */
  readonly ids: Map<string, string>;
}

/** Fails at once, and hangs for the agent `slow`. */
const FAKE_CLAUDE =
  '#!/bin/sh\ncase "$*" in *--replay-user-messages*) exit 1 ;; esac\n[ "$TINYAGI_AGENT_ID" = slow ] && exec sleep 600\nexit 1\n';
const DEAD_LETTERS = 5;

export async function openWorld(): Promise<World> {
  const stage = await openStage({ settings: getSettings() });
  writeFileSync(join(stage.place.bin, "claude"), FAKE_CLAUDE, { mode: 0o755 });
  const plugin = join(stage.place.home, "plugins", "echo");
  mkdirSync(plugin, { recursive: true, mode: 0o700 });
  writeFileSync(join(plugin, "index.mjs"), "export const hooks = {};\n", { mode: 0o600 });
  const daemon = await stage.start();
  const ids = new Map<string, string>();
  const { call } = daemon.client;
  const sent = await call("sendMessage", {
    body: { message: "@coder hello", channel: "discord", senderId: "7" },
  });
  for (let count = 0; count < DEAD_LETTERS; count += 1)
    await call("sendMessage", { body: { message: `@broken ${count}` } });
  await call("sendMessage", { body: { message: "@slow wait" } });
  const open = await call("sendMessage", { body: { message: "@slow wait behind it" } });
  await waitFor(async () => (await call("queueStatus")).dead === DEAD_LETTERS, { what: "messages to die" });
  const processing = await waitFor(
    async () => (await call("queueProcessing")).find((row) => row.agent === "slow" && row.processAlive),
    { what: "the slow agent to start" },
  );
  await waitFor(async () => (await call("listPendingResponses", { query: { channel: "discord" } }))[0], {
    what: "a reply",
  });
  const [run] = await call("listRuns", { query: { conversation: sent.conversationId } });
  const dead = await call("queueDead");
  ids
    .set("conversation", sent.conversationId)
    .set("run", run?.runId ?? "")
    .set("message", sent.messageId);
  ids.set("open", open.conversationId).set("processing", String(processing?.id));
  for (const [index, row] of dead.entries()) ids.set(`dead${index}`, String(row.id));
  return { stage, daemon, ids };
}

function getSettings() {
  const demo = (name: string) => ({ name, provider: "demo", model: "" });
  return {
    agents: {
      coder: demo("Coder"),
      reviewer: demo("Reviewer"),
      broken: { name: "Broken", provider: "anthropic", model: "" },
      slow: { name: "Slow", provider: "anthropic", model: "" },
    },
    teams: { dev: { name: "Dev", agents: ["coder", "reviewer"], leader_agent: "coder" } },
    default_agent: "coder",
    execution: { maxAttempts: 1 },
    monitoring: { heartbeat_interval: 0 },
    webhooks: { build: { secret: "a-secret-that-is-long-enough-0123456789", agent: "coder" } },
  };
}
