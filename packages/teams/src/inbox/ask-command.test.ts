/** `/ask` in a chat: who may ask, and that what others wrote is quoted in the answer. */
import { HarnessError } from "@tinyagi/contracts";
import { expect, onTestFinished, test } from "vitest";
import { createInboxFixture } from "./fixture.js";

const ROLES = ["owner", "member", "guest"] as const;

async function open() {
  const it = await createInboxFixture({
    agents: {
      coder: () => {
        throw new HarnessError("invalid", "no key");
      },
    },
    settings: { agents: { coder: { name: "Coder", provider: "anthropic", model: "sonnet" } } },
  });
  onTestFinished(() => it[Symbol.asyncDispose]());
  for (const role of ROLES)
    await it.pairing.allow({ channel: "telegram", senderId: role }, { sender: role, role, by: "t" });
  return it;
}

test.each(["member", "guest"])("a %s is told no fact and no setting", async (role) => {
  const it = await open();
  await it.person("owner")("@coder the secret plan");
  await it.settled();
  for (const text of ["/ask why did coder fail", "/ask why message 1", "/ask agents.coder.model"]) {
    const { reply } = await it.person(role)(text);
    expect(reply).toMatch(/^Only an owner may use \/ask/);
  }
});

test("what a guest wrote is quoted: it is no link and calls nobody in the owner's chat", async () => {
  const it = await open();
  await it.person("member")("@coder [press here](https://evil.example) <!channel> @everyone");
  await it.settled();
  const { reply } = await it.person("owner")("/ask why did coder fail");
  expect(reply).toContain("`[press here](https://evil.example) <!channel> @everyone`");
});
