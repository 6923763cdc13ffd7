import { expect, test } from "vitest";
import { NoAnswerError, probe, untilAnswered } from "./probe.js";

const shell = (script: string, timeoutMs?: number) =>
  probe(["/bin/sh", "-c", script], {
    env: { PATH: process.env.PATH ?? "" },
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
  });

test("a program that ends answers with what it printed, or with a refusal", async () => {
  expect(await shell("echo yes")).toBe("yes\n");
  expect(await shell("true")).toBe("");
  expect(await shell("echo no; exit 1")).toBeUndefined();
  expect(await shell("exit 127")).toBeUndefined();
});

test.each([
  ["takes too long", () => shell("sleep 600", 50)],
  ["ignores the polite end", () => shell("trap '' TERM; sleep 600", 50)],
  ["is killed", () => shell("kill -9 $$")],
  ["starts something that is killed", () => shell("sh -c 'kill -9 $$'; exit $?")],
  ["does not start", () => probe(["/nowhere/program"], { env: {} })],
])("a program that %s gives no answer", async (_, asked) => {
  await expect(asked()).rejects.toThrow(NoAnswerError);
});

test("an answer is remembered, a missing one is not, and runs at the same time ask together", async () => {
  const answers = [new NoAnswerError(), false];
  let count = 0;
  const ask = untilAnswered(async () => {
    const answer = answers[count++];
    if (answer instanceof Error) throw answer;
    return answer;
  }, true);
  expect(await Promise.all([ask(1), ask(1)])).toEqual([true, true]);
  expect(count).toBe(1);
  expect(await Promise.all([ask(1), ask(1)])).toEqual([false, false]);
  expect(await ask(1)).toBe(false);
  expect(count).toBe(2);
});

test("another error is told, and not remembered either", async () => {
  let count = 0;
  const ask = untilAnswered(async () => {
    if (count++ === 0) throw new Error("broken");
    return true;
  }, false);
  await expect(ask(1)).rejects.toThrow("broken");
  expect(await ask(1)).toBe(true);
});
