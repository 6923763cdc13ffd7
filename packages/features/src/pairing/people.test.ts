/** Who asked, with which role, and whom that opens, on a real store. */

import { SILENT_LOG } from "@tinyagi/base";
import { settingsSchema } from "@tinyagi/contracts";
import {
  type AskerFacts,
  createJournal,
  findRole,
  OWNERS,
  readAsker,
  resolveCircle,
  storedAsker,
  useRefusal,
  useRefusalText,
} from "@tinyagi/kernel";
import { expect, test } from "vitest";
import { createTempStore } from "../../../kernel/src/store/fixture.js";
import { createPairing } from "./pairing.js";

const by = "operator";

async function setup() {
  const temp = createTempStore();
  const { store, clock } = temp;
  const journal = createJournal({ store, clock, log: SILENT_LOG });
  const pairing = createPairing({ store, journal, clock, newCode: () => "ABCD2345" });
  await pairing.allow({ channel: "telegram", senderId: "1" }, { by, role: "owner" });
  await pairing.allow({ channel: "telegram", senderId: "2" }, { by, role: "member" });
  return { ...temp, pairing, [Symbol.asyncDispose]: () => temp[Symbol.asyncDispose]() };
}
const asked = (channel: string, senderId: string | null, isChannel = false): AskerFacts => ({
  channel,
  sender: "Ann",
  sender_id: senderId,
  asker: isChannel && senderId !== null ? storedAsker({ channel, senderId }) : null,
});

test("who asked is read back as it was stored", () => {
  const key = { channel: 'tele"gram', senderId: "1,2" };
  expect(readAsker(storedAsker(key))).toEqual(key);
  expect([null, "operator" as const].map((asker) => readAsker(storedAsker(asker)))).toEqual([
    null,
    "operator",
  ]);
});

test("what the operator's clients hand in is an owner's on local channels, and has its sender's role on others", async () => {
  await using it = await setup();
  const role = (...args: Parameters<typeof asked>) => findRole(it.store, asked(...args));
  expect(["cli", "web", "schedule", "webhook", "heartbeat"].map((channel) => role(channel, "2"))).toEqual(
    Array(5).fill("owner"),
  );
  expect([role("telegram", "1"), role("telegram", "2"), role("telegram", "9")]).toEqual([
    "owner",
    "member",
    "member",
  ]);
});

test("what the operator set up is an owner's, whoever gets the answer", async () => {
  await using it = await setup();
  const row = { ...asked("telegram", "2"), asker: storedAsker("operator") };
  expect([findRole(it.store, row), resolveCircle(it.store, row)]).toEqual(["owner", OWNERS]);
});

test("what a channel hands in has the role of its sender now, and none when the approval is gone", async () => {
  await using it = await setup();
  const role = () => findRole(it.store, asked("telegram", "2", true));
  expect(role()).toBe("member");
  await it.pairing.setRole({ channel: "telegram", senderId: "2" }, { by, role: "guest" });
  expect(role()).toBe("guest");
  await it.pairing.revoke({ channel: "telegram", senderId: "2" }, by);
  expect(role()).toBeUndefined();
});

test("owners share a circle with the operator, and everybody else is alone, on all linked channels", async () => {
  await using it = await setup();
  const circle = (...args: Parameters<typeof asked>) => resolveCircle(it.store, asked(...args));
  expect([circle("cli", null), circle("telegram", "1", true)]).toEqual([OWNERS, OWNERS]);
  const own = circle("telegram", "2", true);
  expect([own, circle("telegram", "9")]).not.toContain(OWNERS);
  expect(circle("telegram", "9")).not.toBe(own);
  const [other, linkTo] = [
    { channel: "discord", senderId: "x" },
    { channel: "telegram", senderId: "2" },
  ];
  await it.pairing.allow(other, { by, role: "member" });
  expect(circle("discord", "x", true)).not.toBe(own);
  await it.pairing.link(linkTo, other, by);
  expect(circle("discord", "x", true)).toBe(own);
});

test("a team in the settings opens all its members, and a refusal names the agent and the role", () => {
  const agent = { name: "A", provider: "demo" };
  const settings = settingsSchema.parse({
    default_agent: "a",
    agents: { a: agent, b: agent, c: { ...agent, permissions: "bypass" } },
    teams: { t: { name: "T", agents: ["b", "c"], leader_agent: "b" } },
    roles: { guest: { agents: ["t"] } },
  });
  const why = (role: "member" | "guest", id: string) => useRefusal(settings, role, id)?.why;
  expect(["a", "b", "c"].map((id) => why("guest", id))).toEqual(["unnamed", undefined, "mode"]);
  expect(["a", "b", "c"].map((id) => why("member", id))).toEqual([undefined, undefined, "mode"]);
  const refusal = useRefusal(settings, "member", "c");
  expect(refusal && useRefusalText(refusal)).toMatch(/@c .*member/);
  expect(useRefusal(settings, undefined, "a")?.why).toBe("revoked");
});
