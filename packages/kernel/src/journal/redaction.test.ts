/** What the journal may keep of a payload. @requirement TRACE-2 */
import { expect, test } from "vitest";
import { createPayloads } from "./payload.js";
import { createRedactor } from "./redactor.js";

const KEY = `sk-${"a1".repeat(12)}`;
const policy = { payloads: "redacted" as const, maxPayloadChars: 100 };

test("a secret that the daemon learned is taken out wherever it is, whatever its form", () => {
  const redactor = createRedactor();
  redactor.learn("open sesame (1+1)");
  redactor.learn("open sesame (1+1) twice");
  expect(redactor.text("say open sesame (1+1) twice, or open sesame (1+1).")).toBe(
    "say [redacted], or [redacted].",
  );
  expect(redactor.value({ list: ["x open sesame (1+1)"], password: "short" })).toEqual({
    list: ["x [redacted]"],
    password: "[redacted]",
  });
});

test("a short value is not learned, because it is an ordinary word", () => {
  const redactor = createRedactor();
  redactor.learn("test");
  expect(redactor.text("a test")).toBe("a test");
});

test("of many learned secrets the newest are known", () => {
  const redactor = createRedactor();
  for (let n = 0; n < 1_500; n += 1) redactor.learn(`learned-secret-${n}-end`);
  expect(redactor.text("learned-secret-1499-end")).toBe("[redacted]");
  expect(redactor.text("learned-secret-0-end")).toBe("learned-secret-0-end");
});

test("a payload is redacted before it is cut, so that no part of a secret stays", () => {
  const payloads = createPayloads(createRedactor(), () => policy);
  const prepared = payloads.prepare(`${"x".repeat(90)} ${KEY}`);
  expect(prepared).not.toContain("sk-");
  expect(payloads.prepare("y".repeat(500))).toBe(`${"y".repeat(100)}…`);
});

test("fields named like a secret are taken out of arguments", () => {
  const payloads = createPayloads(createRedactor(), () => policy);
  expect(payloads.prepare({ user: "ann", password: "hunter2" })).toBe(
    '{"user":"ann","password":"[redacted]"}',
  );
});

test("with the policy none, nothing is kept", () => {
  const payloads = createPayloads(createRedactor(), () => ({ ...policy, payloads: "none" }));
  expect(payloads.prepare("anything")).toBeUndefined();
});

test("a payload that cannot be redacted is dropped", () => {
  const broken = () => {
    throw new Error(`cannot redact ${KEY}`);
  };
  const payloads = createPayloads({ ...createRedactor(), text: broken, value: broken }, () => policy);
  expect([payloads.prepare("text"), payloads.prepare({ a: 1 })]).toEqual([undefined, undefined]);
  expect(payloads.text(KEY)).toBe("[not recorded]");
  const cyclic: Record<string, unknown> = {};
  cyclic.self = cyclic;
  expect(createPayloads(createRedactor(), () => policy).prepare({ big: 1n })).toBeUndefined();
  expect(createPayloads(createRedactor(), () => policy).prepare(cyclic)).toContain("self");
});
