import { expect, test } from "vitest";
import { decideGroup } from "./group-policy.js";

const groups = { server: { agent: "dev" }, channel: {}, other: { agent: "writer" } };
const inGroup = (names: readonly string[], addressed = true) =>
  decideGroup(groups, { kind: "group", names, addressed });

test("a direct chat needs no list and no mention", () => {
  expect(decideGroup({}, { kind: "direct", names: [], addressed: false })).toEqual({ kind: "take" });
});

test("a group that is not listed, or a message that does not address the bot, is ignored", () => {
  expect(inGroup(["toString"])).toEqual({ kind: "ignore" });
  expect(inGroup(["server"], false)).toEqual({ kind: "ignore" });
});

test("the most specific agent answers; a channel without one has that of its server", () => {
  expect(inGroup(["other", "server"])).toEqual({ kind: "take", agent: "writer" });
  expect(inGroup(["channel", "server"])).toEqual({ kind: "take", agent: "dev" });
  expect(inGroup(["channel"])).toEqual({ kind: "take" });
});
