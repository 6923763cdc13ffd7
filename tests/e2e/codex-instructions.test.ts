/**
 * codex keeps the instructions with which a session started. An agent still receives changed instructions, once, with
 * its next message.
 *
 * @requirement PROMPT-1
 */
import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { needs } from "@tinyagi/testkit";
import { expect, test } from "vitest";
import { openRealTeam } from "./support/real-team.js";

test("a running session of codex gets instructions that changed, once", {
  ...needs("agent CLIs"),
  timeout: 300_000,
}, async () => {
  await using team = await openRealTeam({ writer: () => ({ text: "noted" }) });
  const daemon = await team.stage.start();
  const bodies: string[] = [];
  const say = async (word: string) => {
    await daemon.client.sendAndWait({ message: `@writer ${word}` });
    bodies.push(JSON.stringify(team.listRequests("writer").at(-1)?.raw));
  };
  const times = (text: string, body = bodies.at(-1) ?? "") => body.split(text).length - 1;
  await say("one");
  await say("two");
  expect(times("### You")).toBe(1);
  appendFileSync(join(team.stage.place.workspace, "writer", "AGENTS.md"), "\nAlways say CANARY-NEW-RULE.\n");
  await say("three");
  expect(times("noted")).toBe(2);
  expect(times("CANARY-NEW-RULE")).toBeGreaterThan(0);
  const before = times("### You");
  await say("four");
  expect(times("### You")).toBe(before);
});
