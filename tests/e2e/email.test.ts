/**
 * E-mail with a real daemon, the channel's real process and unmodified clients, against a fake provider.
 *
 * @requirement CHANNEL-17
 */
import { expect, test } from "vitest";
import { openEmailStage } from "./support/email-stage.js";

const CODE = /code: ([A-Z2-9]{8})\s*$/m;

test("a person pairs by mail, sends an attachment, and gets the answer with a file in the thread", async () => {
  await using it = await openEmailStage();
  const { fake, stage } = it;
  await it.start();
  fake.say("hello", { subject: "Hello" });
  const pairing = await it.received(({ plain }) => CODE.test(plain));
  await stage.cli(["pairing", "approve", CODE.exec(pairing.plain)?.[1] ?? ""]);
  const file = { name: "plan.md", bytes: Buffer.from("the plan") };
  const question = fake.say("@dev #demo say [send_file: AGENTS.md] done", { subject: "The plan", file });
  const answer = await it.received(({ text, inReplyTo }) => inReplyTo === question && text.includes("done"));
  expect(answer.subject).toBe("Re: The plan");
  const sent = await it.received((mail) => mail.file !== undefined);
  expect(sent).toMatchObject({ file: { name: "AGENTS.md" } });
  expect(sent.references).toContain(question);
  const quoted =
    "On Tue, May 5, 2026 at 10:00 AM Bot <bot@mail.test> wrote:\r\n> @dev #demo say the old answer";
  fake.say(`#demo say and again\r\n\r\n${quoted}`, { subject: "Re: The plan", inReplyTo: answer.id });
  const second = await it.received(({ text }) => text.includes("and again"));
  expect(second.text).not.toContain("the old answer");
});

test("a mail that only claims to be of an owner reaches nobody, and its sender gets no answer", async () => {
  await using it = await openEmailStage();
  const { fake } = it;
  const daemon = await it.start();
  await it.pair();
  fake.say("#demo say forged", { results: "spf=pass smtp.mailfrom=mallory.test; dkim=none" });
  fake.say("#demo say out of office", { below: ["Auto-Submitted: auto-replied"] });
  fake.say("#demo say real");
  await it.received(({ text }) => text.includes("real"));
  expect(fake.received).toHaveLength(1);
  expect(await daemon.client.call("listRuns", { query: {} })).toHaveLength(1);
});

test("a mail that arrives while the daemon is off is answered later", async () => {
  await using it = await openEmailStage();
  const { fake } = it;
  const daemon = await it.start();
  await it.pair();
  fake.say("#demo say before");
  await it.received(({ text }) => text.includes("before"));
  await daemon.stop();
  fake.say("#demo say in the night");
  await it.start();
  await it.received(({ text }) => text.includes("in the night"));
});
