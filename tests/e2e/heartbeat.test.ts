/**
 * Heartbeats through the built program: switched on while the daemon runs, by the agent's own heartbeat.md.
 *
 * @requirement HEARTBEAT-1
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { waitFor } from "@tinyagi/testkit";
import { expect, test } from "vitest";
import { openStage } from "./support/stage.js";

test("an agent is asked by its heartbeat.md once it is switched on, and not any more once it is off", {
  timeout: 90_000,
}, async () => {
  await using stage = await openStage({
    settings: { agents: { coder: { name: "Coder", provider: "demo", model: "" } } },
  });
  const daemon = await stage.start();
  const file = join(stage.place.root, "prompt.md");
  writeFileSync(file, "#demo say nothing new\n");
  const set = ["heartbeat", "set", "coder"];
  expect((await stage.cli([...set, "--on", "--interval", "10", "--prompt-file", file])).code).toBe(0);
  const { path } = await daemon.client.call("getHeartbeat", { params: { id: "coder" } });
  expect(readFileSync(path, "utf8")).toBe("#demo say nothing new\n");
  const asked = async () =>
    (await daemon.client.call("listConversations")).filter((one) => one.channel === "heartbeat");
  await waitFor(async () => (await asked()).length > 0, { what: "the first beat", timeoutMs: 30_000 });
  expect((await asked()).at(-1)).toMatchObject({ sender: "System", text: "#demo say nothing new\n" });
  expect((await stage.cli([...set, "--off"])).code).toBe(0);
  const { heartbeat } = await daemon.client.call("status");
  expect(heartbeat).toMatchObject({ running: false, lastSent: { coder: expect.any(Number) } });
  const run = await stage.cli(["heartbeat", "run", "coder", "--json"]);
  const { messageId } = JSON.parse(run.stdout);
  await waitFor(async () => (await stage.cli(["why", messageId])).stdout.includes("@coder answered"), {
    what: "its answer",
  });
});
