/**
 * Every reply to a person passes the outgoing hooks of plugins, whichever part of TinyAGI writes it.
 *
 * @requirement PLUGIN-1
 */
import { expect, test } from "vitest";
import { agents, createHandlerFixture, hang, refuse } from "../fixture.js";

const MARK = " [hooked]";
const settings = { agents: agents("coder", "broken", "busy") };
const scripts = { coder: () => "done", broken: refuse, busy: hang };
const person = { channel: "telegram", sender: "Ann", senderId: "42" };

type Fixture = Awaited<ReturnType<typeof createHandlerFixture>>;
const send = (it: Fixture, message: string) => it.call("POST", "/api/message", { ...person, message });

const PLACES: [string, (it: Fixture) => Promise<unknown>][] = [
  ["an agent's answer", (it) => send(it, "@coder go")],
  ["an agent's failure", (it) => send(it, "@broken go")],
  [
    "a cancelled conversation",
    async (it) => {
      const { body } = await send(it, "@busy go");
      return it.call("POST", `/api/conversations/${body.conversationId}/cancel`);
    },
  ],
  ["a command's answer", (it) => send(it, "/help")],
  ["a default chosen by the sender", (it) => send(it, "@coder")],
  [
    "a stranger's pairing code",
    async (it) =>
      (await it.callAsChannel("telegram"))("POST", "/api/message", { ...person, message: "hello" }),
  ],
  [
    "a proactive message",
    (it) => it.call("POST", "/api/responses", { ...person, message: "the build is green" }),
  ],
  [
    "a message from an agent's run",
    async (it) => {
      const { body } = await send(it, "@busy go");
      const { conversationId } = body;
      await it.callAsRun({ agentId: "busy", conversationId })("POST", "/api/responses", {
        message: "halfway",
      });
    },
  ],
];

test.each(PLACES)("%s passes the hooks", async (_name, act) => {
  const it = await createHandlerFixture(settings, scripts);
  it.hooks.mark = MARK;
  await act(it);
  await expect.poll(() => it.store.outbox.newest(10, null).length).toBe(1);
  const [reply] = it.store.outbox.newest(10, null);
  expect(reply?.message).toMatch(/\S \[hooked\]$/);
});
