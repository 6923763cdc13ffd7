/** What the daemon keeps of the calls of a worker, however that worker behaves. */
import { partial } from "@tinyagi/testkit/partial";
import { expect, test } from "vitest";
import type { WorkerHub } from "../engine/hub-shell.js";
import type { Answer, Down } from "../messages.js";
import { createCallAnswers } from "./call-answers.js";

type State = ReturnType<WorkerHub["state"]>;

function openAnswers() {
  const sent: Answer[] = [];
  let epoch = 1;
  const hub = {
    send(message: Down) {
      if (message.kind === "answer") sent.push(message);
    },
    state: () => partial<State>({ epoch, session: partial<NonNullable<State["session"]>>({}) }),
  };
  const answers = createCallAnswers({ hub: () => hub, apiOf: () => undefined });
  return {
    answers,
    sent,
    call: (key: string, n: number) =>
      answers.take({
        kind: "call",
        call: { kind: "call", key, n, method: "GET", path: "/x", headers: {}, body: "" },
      }),
    /** What is sent again when another session begins. */
    again(): Answer[] {
      sent.length = 0;
      epoch += 1;
      answers.changed();
      return [...sent];
    },
  };
}

test("a worker that calls without end and reads no answer is answered, and little of it is kept", () => {
  const it = openAnswers();
  for (let n = 1; n <= 1_000; n += 1) it.call("run#1", n);
  expect(it.sent).toHaveLength(1_000);
  expect(it.sent.at(-1)).toMatchObject({ n: 1_000, at: 0, head: { status: 503 }, last: "whole" });
  expect(it.again()).toHaveLength(64);
});

test("what was read, hung up or belongs to a run that has ended is kept no more", () => {
  const it = openAnswers();
  for (const n of [1, 2, 3]) it.call("run#1", n);
  it.call("run#2", 1);
  it.answers.take({ kind: "callNote", note: { kind: "taken", key: "run#1", n: 1, parts: 1 } });
  it.answers.take({ kind: "callNote", note: { kind: "hangUp", key: "run#1", n: 2 } });
  expect(it.again().map(({ key, n }) => [key, n])).toEqual([
    ["run#1", 3],
    ["run#2", 1],
  ]);
  it.answers.close("run#1");
  expect(it.again().map(({ key, n }) => [key, n])).toEqual([["run#2", 1]]);
});
