/**
 * Slack with a real daemon, the channel's real process and an unmodified client, against a fake Slack.
 *
 * @requirement CHANNEL-16
 */
import { waitFor } from "@tinyagi/testkit";
import { expect, test } from "vitest";
import { openSlackStage } from "./support/slack-stage.js";

const CODE = /code: ([A-Z2-9]{8})$/m;

test("a person on Slack pairs, sends a file, gets the answer in the thread, and goes on there and in a channel", async () => {
  await using it = await openSlackStage();
  const { fake, stage } = it;
  await it.start();
  fake.say(fake.direct, "hello");
  const pairing = await it.shown(({ text }) => CODE.test(text));
  await stage.cli(["pairing", "approve", CODE.exec(pairing.text)?.[1] ?? ""]);
  const file = { name: "plan.md", bytes: Buffer.from("the plan") };
  const question = fake.say(fake.direct, "@dev #demo say [send_file: AGENTS.md] done", { file });
  const answer = await it.shown(({ text, replyTo }) => replyTo === question && text.includes("done"));
  expect(answer.text).not.toContain("send_file");
  const sent = await it.shown((message) => message.file !== undefined);
  expect(sent).toMatchObject({ replyTo: question, file: { name: "AGENTS.md" } });
  await waitFor(() => fake.reactions(question)[0] === "white_check_mark", { what: "the mood" });
  fake.say(fake.direct, "#demo say and again", { thread: question });
  await it.shown(({ text, replyTo }) => replyTo === question && text.includes("and again"));
  fake.say(fake.group, "nobody asked");
  const asked = fake.say(fake.group, "#demo say in the channel", { mention: true });
  const inChannel = await it.shown(({ text }) => text.includes("in the channel"), fake.group);
  expect(inChannel.replyTo).toBe(asked);
  fake.command(fake.direct, "help");
  await it.shown(({ text }) => text.includes("/stop"));
});

test("what was written on Slack while the daemon was off is answered later", async () => {
  await using it = await openSlackStage();
  const { fake } = it;
  const daemon = await it.start();
  await it.pair();
  fake.say(fake.direct, "#demo say before");
  await it.shown(({ text }) => text.includes("before"));
  await daemon.stop();
  fake.say(fake.direct, "#demo say in the night");
  fake.giveUp();
  await it.start();
  await it.shown(({ text }) => text.includes("in the night"));
});
