/**
 * Every reply a person gets passes the outgoing hooks of plugins, whichever part of TinyAGI writes it.
 *
 * @requirement PLUGIN-1
 */
import { expect, test } from "vitest";
import { agents, createHandlerFixture, hang, refuse } from "./fixture.js";

const MARK = " [hooked]";
const settings = { agents: agents("coder", "broken", "busy") };
const scripts = { coder: () => "done", broken: refuse, busy: hang };
const person = { channel: "telegram", sender: "Ann", senderId: "42" };

type House = Awaited<ReturnType<typeof createHandlerFixture>>;
const send = (house: House, message: string) => house.call("POST", "/api/message", { ...person, message });

const PLACES: [string, (house: House) => Promise<unknown>][] = [
  ["an agent's answer", (house) => send(house, "@coder go")],
  ["an agent's failure", (house) => send(house, "@broken go")],
  [
    "a cancelled conversation",
    async (house) => {
      const { body } = await send(house, "@busy go");
      return house.call("POST", `/api/conversations/${body.conversationId}/cancel`);
    },
  ],
  ["a command's answer", (house) => send(house, "/help")],
  ["a default the sender chooses", (house) => send(house, "@coder")],
  [
    "a stranger's pairing code",
    async (house) =>
      (await house.callAsChannel("telegram"))("POST", "/api/message", { ...person, message: "hello" }),
  ],
  [
    "a message nobody asked for",
    (house) => house.call("POST", "/api/responses", { ...person, message: "the build is green" }),
  ],
  [
    "a message from an agent's run",
    async (house) => {
      const { body } = await send(house, "@busy go");
      const { conversationId } = body;
      await house.callAsRun({ agentId: "busy", conversationId })("POST", "/api/responses", {
        message: "halfway",
      });
    },
  ],
];

test.each(PLACES)("%s passes the hooks", async (_name, act) => {
  const house = await createHandlerFixture(settings, scripts);
  house.hooks.mark = MARK;
  await act(house);
  await expect.poll(() => house.store.outbox.newest(10, null).length).toBe(1);
  const [reply] = house.store.outbox.newest(10, null);
  expect(reply?.message).toMatch(/\S \[hooked\]$/);
});
