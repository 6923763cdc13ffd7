/** A daemon that hangs is stopped, and what made it hang does not stop it again and again. */
import { waitFor } from "@tinyagi/testkit";
import { expect, test } from "vitest";
import type { Daemon } from "../e2e/support/daemon.js";
import { openStage, type Stage } from "../e2e/support/stage.js";

const AGENTS = { default_agent: "coder", agents: { coder: { name: "Coder", provider: "demo", model: "" } } };

/** The daemon's process stands still while the agent's run is alive, and its operator stops it. */
async function hangOnce(stage: Stage, daemon: Daemon, conversationId: string): Promise<void> {
  await waitFor(
    async () => {
      const { runs } = await daemon.client.call("getConversation", { params: { id: conversationId } });
      return runs.some(({ status }) => status === "starting" || status === "running");
    },
    { what: "a run" },
  );
  daemon.signal("SIGSTOP");
  const stopped = await stage.cli(["stop", "--timeout", "1"]);
  expect(stopped).toMatchObject({ code: 0 });
  expect(stopped.stdout).toContain("was killed");
}

test("`tinyagi stop` ends a daemon that hangs, and the message that was alone then does not hang it a third time", async () => {
  await using stage = await openStage({ settings: AGENTS });
  const first = await stage.start();
  const { conversationId } = await first.client.call("sendMessage", {
    body: { message: "@coder go #demo hang" },
  });
  await hangOnce(stage, first, conversationId);
  const second = await stage.start();
  await hangOnce(stage, second, conversationId);
  const third = await stage.start();
  const { replies, messages } = await third.client.call("getConversation", {
    params: { id: conversationId },
  });
  expect(messages.map(({ status }) => status)).toEqual(["dead"]);
  expect(replies[0]?.message).toContain("2 times");
  const { conversation } = await third.client.sendAndWait({ message: "@coder hello" });
  expect(conversation.replies).toHaveLength(1);
});
