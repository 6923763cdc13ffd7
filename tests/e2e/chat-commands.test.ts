/**
 * Chat commands, and messages that are only a name, on a running daemon with real agent processes.
 *
 * @requirement COMMAND-1 @requirement COMMAND-2 @requirement STICKY-1 @requirement JOIN-1 @requirement ROOM-2
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createFakeAgentBin, waitFor } from "@tinyagi/testkit";
import { expect, test } from "vitest";
import { readEvents } from "./support/events.js";
import { openStage } from "./support/stage.js";

const settings = {
  default_agent: "coder",
  agents: {
    coder: { name: "Coder", provider: "anthropic", model: "sonnet" },
    reviewer: { name: "Reviewer", provider: "anthropic", model: "sonnet" },
  },
  teams: { dev: { name: "Dev", agents: ["coder", "reviewer"], leader_agent: "coder" } },
};

async function open(step: Parameters<typeof createFakeAgentBin>[1]) {
  const stage = await openStage({ settings });
  const fake = createFakeAgentBin(stage.place.bin, step);
  return { stage, fake, daemon: await stage.start() };
}

test("the terminal answers commands without starting a process", async () => {
  const { stage, fake } = await open({ default: { reply: "never" } });
  await using _end = stage;
  const help = await stage.cli(["send", "/help"]);
  expect(help.stdout).toContain("/restart - restart TinyAGI");
  const agents = await stage.cli(["send", "--wait", "!AGENT"]);
  expect(agents.stdout).toContain("@coder - Coder [anthropic/sonnet]");
  const status = JSON.parse((await stage.cli(["send", "--json", "/status"])).stdout);
  expect(status).toMatchObject({ ok: true, agents: [], reply: expect.stringMatching(/^TinyAGI \d/) });
  expect(fake.runs()).toEqual([]);
});

test("an old client receives the events of a command's answer like of any other", async () => {
  const { stage, daemon } = await open({ default: { reply: "never" } });
  await using _end = stage;
  await using events = await readEvents(daemon);
  await daemon.client.call("sendMessage", {
    body: { message: "/team", channel: "discord", sender: "ann", senderId: "7", messageId: "d1" },
  });
  const done = await events.until("message:done");
  expect(done.data).toMatchObject({
    channel: "discord",
    sender: "ann",
    messageId: "d1",
    responseText: expect.stringContaining("@dev - Dev"),
  });
  const pending = await daemon.client.call("listPendingResponses", { query: { channel: "discord" } });
  expect(pending).toMatchObject([{ messageId: "d1", senderId: "7", originalMessage: "/team" }]);
});

test("a name alone is remembered across a restart, until @default", async () => {
  const { stage, daemon } = await open({ default: { reply: "ok" } });
  await using _end = stage;
  expect((await stage.cli(["send", "@reviewer"])).stdout).toMatch(
    /^Switched to agent @reviewer \(Reviewer\)/,
  );
  await daemon.stop();
  await stage.start();
  expect((await stage.cli(["send", "--wait", "look at it"])).stdout).toBe("ok");
  expect((await stage.cli(["send", "@default"])).stdout).toMatch(/^Cleared default agent/);
  expect((await stage.cli(["send", "--wait", "look at it"])).stdout).toBe("ok");
});

test("/stop ends the sender's running agents and leaves others' alone", async () => {
  const { stage, fake, daemon } = await open({ default: { reply: "late", delayMs: 60_000 } });
  await using _end = stage;
  await stage.cli(["send", "@coder mine"]);
  await stage.cli(["send", "--sender", "other", "@reviewer theirs"]);
  await waitFor(() => fake.runs().length === 2, { what: "both agents to work" });
  expect((await stage.cli(["send", "/stop"])).stdout).toBe("Stopped 1 conversation (1 message).");
  await waitFor(async () => (await daemon.client.call("queueStatus")).processing === 1);
  expect((await stage.cli(["send", "/stop all"])).stdout).toBe("Stopped 1 conversation (1 message).");
});

test("/restart by the operator ends the daemon in an orderly way", async () => {
  const { stage, daemon } = await open({ default: { reply: "ok" } });
  await using _end = stage;
  expect((await stage.cli(["send", "/restart"])).stdout).toBe("Restarting TinyAGI...");
  await daemon.exited;
  const next = await waitFor(() => {
    try {
      return stage.current();
    } catch {
      // The one that takes over has not written its file yet.
      return undefined;
    }
  });
  expect(next.bootId).not.toBe(daemon.bootId);
});

test("posts that wait for a busy agent reach it in one run, also after the daemon was killed under them", async () => {
  const { stage, fake, daemon } = await open({ default: {} });
  await using _end = stage;
  const go = join(stage.place.root, "go");
  fake.setControl({ default: { reply: "noted", until: go } });
  const post = (message: string) =>
    daemon.client.call("postChatroom", { params: { id: "dev" }, body: { message } });
  await post("zero");
  await waitFor(() => fake.runs().length === 2, { what: "both members to read" });
  for (const text of ["one", "two", "three"]) await post(text);
  fake.setControl({ default: { reply: "noted", delayMs: 1_500 } });
  writeFileSync(go, "");
  await waitFor(() => fake.runs().length >= 4, { what: "the others to be read together" });
  daemon.signal("SIGKILL");
  await daemon.exited;
  const next = await stage.start();
  await waitFor(async () => {
    const { incoming, queued, processing } = await next.client.call("queueStatus");
    return incoming + queued + processing === 0;
  });
  const counts = await next.client.call("queueStatus");
  expect(counts).toMatchObject({ completed: 8, dead: 0 });
  const finished = (await next.client.call("listRuns", { query: {} })).filter(
    (run) => run.status === "completed",
  );
  expect(finished.length).toBeLessThanOrEqual(4);
});
