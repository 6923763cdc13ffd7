/** Texts that come while a turn runs, and what becomes of those that its program refuses. */
import { type ClientConnection, RequestError } from "@agentclientprotocol/sdk";
import type { HarnessRequest } from "@tinyagi/contracts";
import { partial } from "@tinyagi/testkit/partial";
import { expect, test } from "vitest";
import { createRunning } from "./running.js";
import { createAcpTurn } from "./turn.js";

interface Sent {
  readonly text: string;
  readonly answer: (text: string) => Promise<void>;
  readonly refuse: () => Promise<void>;
}

const REFUSAL = new RequestError(-32_600, "A turn is running");
const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

/** A turn whose first prompt is sent, and the prompts that its program has got. */
function begin() {
  const sent: Sent[] = [];
  const stop = new AbortController();
  const turn = createAcpTurn(() => {}, { usd: 0 });
  const request = (_method: string, { prompt }: { prompt: { text: string }[] }) =>
    new Promise((resolve, reject) => {
      sent.push({
        text: prompt.map(({ text }) => text).join(" and "),
        answer(text) {
          turn.update({ sessionUpdate: "agent_message_chunk", content: { type: "text", text } });
          resolve({ stopReason: "end_turn" });
          return settled();
        },
        refuse() {
          reject(REFUSAL);
          return settled();
        },
      });
    });
  const running = createRunning({
    turn,
    request: partial<HarnessRequest>({}),
    signal: stop.signal,
    peer: partial<ClientConnection>({
      signal: new AbortController().signal,
      agent: partial<ClientConnection["agent"]>({ request: request as ClientConnection["agent"]["request"] }),
    }),
    program: { name: "opencode", login: undefined },
  });
  running.send("s", [{ type: "text", text: "first" }]).catch(running.fail);
  const at = (index: number): Sent => {
    const one = sent[index];
    if (one === undefined) throw new Error(`The program got ${sent.length} prompts.`);
    return one;
  };
  return { running, turn, sent, at, stop };
}

test("a refused text leaves the turn as it is, and is given when the turn has answered", async () => {
  const { running, turn, sent, at } = begin();
  for (const text of ["blue", "/red"]) expect(running.steer("s", text)).toBe("taken");
  await at(1).refuse();
  await at(2).refuse();
  expect(turn.isComplete()).toBe(false);
  await at(0).answer("One. ");
  expect(turn.isComplete()).toBe(false);
  expect(sent.map(({ text }) => text)).toEqual(["first", "blue", "/red", "blue and /red"].map(asSent));
  await at(3).answer("Two.");
  expect(turn.conclude()).toMatchObject({ text: "One. Two." });
});

/** What begins with a slash is no command. */
function asSent(text: string): string {
  return text.replace("/", "The message: /");
}

test("a text that is refused after the turn has answered is given at once", async () => {
  const { running, turn, at } = begin();
  running.steer("s", "blue");
  await at(0).answer("One. ");
  await at(1).refuse();
  await at(2).answer("Two.");
  expect(turn.conclude()).toMatchObject({ text: "One. Two." });
});

test("a text that is refused twice fails the turn", async () => {
  const { running, turn, sent, at } = begin();
  running.steer("s", "blue");
  await at(1).refuse();
  await at(0).answer("One.");
  await at(2).refuse();
  expect(turn.conclude()).toMatchObject({ name: "HarnessError" });
  expect(sent).toHaveLength(3);
});

test.each([
  [0, 1],
  [1, 0],
])("an answer and a refusal that come together lose nothing (%i, %i)", async (...order) => {
  const { running, turn, at } = begin();
  running.steer("s", "blue");
  await Promise.all(order.map((index) => (index === 0 ? at(0).answer("One. ") : at(1).refuse())));
  await at(2).answer("Two.");
  expect(turn.conclude()).toMatchObject({ text: "One. Two." });
});

test("only what was refused is given again", async () => {
  const { running, turn, sent, at } = begin();
  for (const text of ["blue", "red"]) running.steer("s", text);
  await at(0).answer("One. ");
  await at(2).refuse();
  await at(1).answer("Two. ");
  await at(3).refuse();
  expect(sent.map(({ text }) => text)).toEqual(["first", "blue", "red", "red"]);
  expect(turn.conclude()).toMatchObject({ name: "HarnessError" });
});

test("a turn that was stopped ends with the last refusal", async () => {
  const { running, turn, sent, at, stop } = begin();
  running.steer("s", "blue");
  stop.abort();
  await at(0).answer("");
  await at(1).refuse();
  expect(turn.isComplete()).toBe(true);
  expect(sent).toHaveLength(2);
});

test("a turn that failed or was stopped is given nothing more", async () => {
  const failed = begin();
  failed.running.steer("s", "blue");
  await failed.at(0).refuse();
  await failed.at(1).refuse();
  expect(failed.turn.conclude()).toMatchObject({ name: "HarnessError" });
  expect(failed.sent).toHaveLength(2);
  const stopped = begin();
  stopped.running.steer("s", "blue");
  await stopped.at(1).refuse();
  stopped.stop.abort();
  await stopped.at(0).answer("");
  expect(stopped.turn.isComplete()).toBe(true);
  expect(stopped.sent).toHaveLength(2);
});
