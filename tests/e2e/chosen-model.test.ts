/**
 * A model and an effort that a person chose for one message reach the real program, also one that is open, in the same session;
 * the next message is answered with those of the agent again.
 *
 * @requirement LIVE-1
 */
import type { Effort } from "@tinyagi/contracts";
import { needs } from "@tinyagi/testkit";
import { describe, expect, onTestFinished, test } from "vitest";
import { openLiveHome } from "./support/live-home.js";

const TIMEOUT_MS = 240_000;

const PROGRAMS = [
  ["claude", "claude-sonnet-4-6", "claude-opus-4-6"],
  ["codex", "gpt-5.4", "gpt-5.3-codex"],
] as const;

describe.each(PROGRAMS)("%s", { ...needs("agent CLIs"), timeout: TIMEOUT_MS }, (harness, own, other) => {
  test("answers one message with the chosen model and effort, in its session", async () => {
    const home = await openLiveHome(() => ({ text: "yes" }), {}, harness);
    onTestFinished(() => home[Symbol.asyncDispose]());
    const sent = () => JSON.stringify(home.model.turns().at(-1)?.raw);
    const { client } = home.daemon();
    const choose = async (choice: { model?: string; effort?: Effort }) => {
      const body = { agent: "kept", message: "hello", ...choice };
      return home.ended((await client.call("sendMessage", { body })).conversationId);
    };
    const first = await home.ask("kept", "hello");
    expect(sent()).toContain(`"model":"${own}"`);
    const chosen = await choose({ model: other, effort: "high" });
    expect(sent()).toContain(`"model":"${other}"`);
    expect(sent()).toContain('"effort":"high"');
    expect(chosen.run).toMatchObject({
      status: "completed",
      model: other,
      effort: "high",
      start: "settings_changed",
      sessionId: first.run.sessionId,
    });
    const next = await home.ask("kept", "hello");
    expect(sent()).toContain(`"model":"${own}"`);
    expect(next.run).toMatchObject({ model: own, effort: null, sessionId: first.run.sessionId });
    await expect(choose({ effort: harness === "claude" ? "minimal" : "max" })).rejects.toMatchObject({
      code: "INVALID_INPUT",
    });
  });
});
