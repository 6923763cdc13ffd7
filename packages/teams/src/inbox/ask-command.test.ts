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

test("an owner who asks in a group is told what the guide says, and nothing of the home", async () => {
  const it = await open();
  await it.person("owner")("@coder the secret plan");
  await it.settled();
  const about = (kind: "direct" | "group") => ({ about: { chat: { kind } } });
  const ask = async (text: string, kind: "direct" | "group") =>
    (await it.person("owner")(`/ask ${text}`, about(kind))).reply;
  for (const text of ["why did coder fail", "agents.coder.model", "set agents.coder.model to opus"]) {
    expect(await ask(text, "group")).toBe(
      "A group is not shown what TinyAGI knows about your work and your settings. Ask the bot in a private chat.",
    );
    expect(await ask(text, "direct")).toMatch(/sonnet|secret plan/);
  }
  expect(await ask("how do I connect telegram?", "group")).toContain("guide/channels/telegram");
});
