/** Work that passes every named point of the code, and the judgement after the daemon has died at one of them. */
import { fakeDirective } from "@tinyagi/testkit";
import { expect } from "vitest";
import { type ChaosHome, createChaosHome, HEAVY } from "./chaos-home.js";
import type { OutgoingMessage } from "./http-client.js";

/** One of each kind; together they pass every point more than six times. */
export function messages(): OutgoingMessage[] {
  const heavy = fakeDirective({
    reply: "heavy work done",
    fork: true,
    setsid: true,
    tools: [{ name: "ls" }],
  });
  return [
    { id: "one", agent: "a1", text: "work", replies: 1 },
    { id: "two", agent: "a1", text: "work #slow#", replies: 1 },
    { id: "three", agent: "a2", text: "work", replies: 1 },
    { id: "list", text: "[@a3,a4,a5: work]", replies: 3 },
    { id: "chain", text: "@a6: draft. When done, @a2: review it. Then @a1: publish", replies: 1 },
    { id: "hand", agent: "a1", text: "#hand:a2,a3,a4#", replies: 1 },
    { id: "relay", text: "@crew #relay:a5/a6#", replies: 1 },
    { id: "broken", agent: "a4", text: "#fail#", replies: 1 },
    { id: "heavy", agent: HEAVY, text: heavy, replies: 1 },
    { id: "last", agent: "a1", text: "work", replies: 1 },
  ];
}

export async function judgeHealed(chaos: ChaosHome): Promise<void> {
  await chaos.settle();
  expect(await chaos.judge()).toEqual([]);
  expect(chaos.query("SELECT id, last_error FROM messages WHERE status = 'dead'")).toMatchObject([
    { last_error: expect.stringContaining("told to fail") },
  ]);
}

/** A point that every ordinary message passes, with the hits after which the daemon dies. */
export interface PassedPoint {
  readonly point: string;
  readonly hits: readonly number[];
}

export const toCases = (points: readonly PassedPoint[]) =>
  points.flatMap(({ point, hits }) => hits.map((hit) => ({ point, hit })));

/** Kills the daemon at the point while people write and a channel fetches, starts it again, and judges. */
export async function expectHealedAfter({ point, hit }: { readonly point: string; readonly hit: number }) {
  await using chaos = await createChaosHome();
  const daemon = await chaos.host.start({ failpoints: `${point}=kill@${hit}` });
  const sent = Promise.all(messages().map((message) => chaos.sender.send(message)));
  expect(await daemon.exited).toMatchObject({ signal: "SIGKILL" });
  const next = await chaos.host.start();
  expect(chaos.orphans(next.bootId)).toEqual([]);
  await sent;
  await judgeHealed(chaos);
  const interrupted = chaos.query("SELECT id FROM messages WHERE interruptions > 1");
  expect(interrupted).toEqual([]);
}
