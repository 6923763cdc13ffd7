/** Who holds which token, for how long, and that nothing of a token can be read back. */

import { createIds, SILENT_LOG } from "@tinyagi/base";
import { createJournal } from "@tinyagi/kernel";
import { describe, expect, test } from "vitest";
import { createTempStore } from "../../../kernel/src/store/fixture.js";
import { createTokenRegistry, STORED_TOKENS_MAX } from "./token-registry.js";

const RUN = { runId: "run_1", agentId: "coder", conversationId: "conv_1" };

function setup() {
  const temp = createTempStore();
  const { store, clock } = temp;
  const journal = createJournal({ store, clock, log: SILENT_LOG });
  const tokens = createTokenRegistry({ store, journal, clock, newId: createIds() });
  return { ...temp, journal, tokens, [Symbol.asyncDispose]: () => temp[Symbol.asyncDispose]() };
}

describe("tokens in memory", () => {
  test("a run's token names the run until it is revoked", async () => {
    await using house = setup();
    const { token, revoke } = house.tokens.mintRun(RUN);
    expect(token).toMatch(/^tagr_[A-Za-z0-9_-]{43}$/);
    expect(house.tokens.identify(token)).toEqual({ kind: "run", ...RUN });
    revoke();
    revoke();
    expect(house.tokens.identify(token)).toBeUndefined();
  });

  test("each token is another one and stands for its own holder", async () => {
    await using house = setup();
    const first = house.tokens.mintRun(RUN);
    const second = house.tokens.mintRun({ ...RUN, runId: "run_2" });
    const channel = house.tokens.mintChannel("telegram");
    expect(new Set([first.token, second.token, channel.token]).size).toBe(3);
    first.revoke();
    expect(house.tokens.identify(second.token)).toMatchObject({ runId: "run_2" });
    expect(house.tokens.identify(channel.token)).toEqual({ kind: "channel", channel: "telegram" });
  });

  test.each(["", "tagr_", "tagr_short", `tagx_${"a".repeat(43)}`, `tagr_${"a".repeat(43)}`, "a".repeat(512)])(
    "%j names nobody",
    async (token) => {
      await using house = setup();
      house.tokens.mintRun(RUN);
      expect(house.tokens.identify(token)).toBeUndefined();
    },
  );
});

describe("the token of a program that stays open", () => {
  test("stands for the run that is admitted, and opens nothing between two runs", async () => {
    await using house = setup();
    const { token, admit, revoke } = house.tokens.mintKept();
    const between = expect.objectContaining({
      code: "UNAUTHORIZED",
      message: expect.stringContaining("has ended"),
    });
    expect(() => house.tokens.identify(token)).toThrow(between);
    const dismiss = admit(RUN);
    expect(house.tokens.identify(token)).toEqual({ kind: "run", ...RUN });
    dismiss();
    expect(() => house.tokens.identify(token)).toThrow(between);
    revoke();
    expect(house.tokens.identify(token)).toBeUndefined();
  });

  test("is not taken from a later run by the end of an earlier one", async () => {
    await using house = setup();
    const { token, admit } = house.tokens.mintKept();
    const dismiss = admit(RUN);
    admit({ ...RUN, runId: "run_2" });
    dismiss();
    expect(house.tokens.identify(token)).toMatchObject({ runId: "run_2" });
  });
});

describe("stored tokens", () => {
  test("survive a new registry, and only their digest is stored", async () => {
    await using house = setup();
    const made = await house.tokens.create("discord", "operator");
    expect(made.token).toMatch(/^tagc_[A-Za-z0-9_-]{43}$/);
    const { store, clock, journal } = house;
    const later = createTokenRegistry({ store, journal, clock, newId: createIds() });
    expect(later.identify(made.token)).toEqual({ kind: "channel", channel: "discord" });
    const stored = JSON.stringify(store.db.prepare("SELECT * FROM tokens").all());
    expect(stored).not.toContain(made.token.slice(5, 20));
    expect(JSON.stringify(store.events.after(0, 10))).not.toContain(made.token.slice(5, 20));
    expect(JSON.stringify(later.list())).not.toContain("digest");
  });

  test("end when they are revoked, and both are told", async () => {
    await using house = setup();
    const { id, token } = await house.tokens.create("discord", "operator");
    await house.tokens.revoke(id, "operator");
    expect(house.tokens.identify(token)).toBeUndefined();
    await expect(house.tokens.revoke(id, "operator")).rejects.toMatchObject({ code: "NOT_FOUND" });
    const told = house.store.events.after(0, 10).map(({ type, data }) => [type, JSON.parse(data).by]);
    expect(told).toEqual([
      ["token.created", "operator"],
      ["token.revoked", "operator"],
    ]);
  });

  test("note their use once a minute at most", async () => {
    await using house = setup();
    const { token } = await house.tokens.create("discord", "operator");
    expect(house.tokens.list()[0]?.last_used_at).toBeNull();
    const use = async () => {
      house.tokens.identify(token);
      await house.store.idle();
      return house.tokens.list()[0]?.last_used_at ?? 0;
    };
    const first = await use();
    house.clock.advance(59_000);
    expect(await use()).toBe(first);
    house.clock.advance(2_000);
    expect(await use()).toBe(first + 61_000);
  });

  test("are bounded", async () => {
    await using house = setup();
    for (let made = 0; made < STORED_TOKENS_MAX; made += 1) await house.tokens.create("discord", "operator");
    await expect(house.tokens.create("discord", "operator")).rejects.toMatchObject({ code: "CONFLICT" });
    expect(house.tokens.list()).toHaveLength(STORED_TOKENS_MAX);
  });
});
