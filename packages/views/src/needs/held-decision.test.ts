import type { HeldDecision } from "@tinyagi/contracts";
import { expect, test } from "vitest";
import { zh } from "../words/zh.js";
import { heldDecisions, heldText } from "./held-decision.js";
import { needsOf } from "./needs.js";

const held: HeldDecision = { status: "approved", by: "operator", until: 16_000 };
const asked = (id: string, changes: { held?: HeldDecision } = {}) => ({
  id,
  agent: "coder",
  createdAt: 1,
  ...changes,
});

test("what is decided needs no one, and is listed by when it takes effect", () => {
  const later = asked("ask_2", { held: { ...held, until: 20_000 } });
  const all = [asked("ask_1"), later, asked("ask_3", { held })];
  expect(needsOf(all, []).map(({ key }) => key)).toEqual(["ask_1"]);
  expect(heldDecisions(all).map(({ id }) => id)).toEqual(["ask_3", "ask_2"]);
});

test("it says who decided what, and the time that is left, in both languages", () => {
  expect(heldText(held, 9_500)).toBe("Approved by operator. Takes effect in 6 s");
  expect(heldText({ ...held, status: "denied" }, 99_000)).toBe("Denied by operator. Takes effect in 0 s");
  expect(heldText(held, 9_500, zh)).toBe("operator 已批准，6 秒后生效");
});
