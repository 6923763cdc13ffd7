/**
 * What a person approves in a chat is what runs: a command is shown exactly, whatever marks it contains, and the message
 * that does not show all of it offers no approval.
 *
 * @requirement APPROVAL-7
 */
import { createMockModelServer, type MockModelServer, type MockRequest, waitFor } from "@tinyagi/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openTelegramStage, type TelegramStage } from "../e2e/support/telegram-stage.js";

const PARTS = /^…continues(?: the same line)?:\n/;
let model: MockModelServer;
let it: TelegramStage;
/** What the agent wants to run next. */
let command = "";

function script({ toolResults }: MockRequest) {
  const [result] = toolResults;
  if (result !== undefined) return { text: `DONE ${result.text}` };
  return { toolCalls: [{ name: "run_command", input: { command } }] };
}

beforeAll(async () => {
  model = await createMockModelServer({ script });
  const careful = { name: "Careful", permissions: "ask", provider: "custom:mock", model: "mock-large" };
  it = await openTelegramStage(
    {},
    {
      default_agent: "careful",
      agents: { careful },
      teams: {},
      custom_providers: {
        mock: { name: "Mock", harness: "api", base_url: model.openaiUrl, api_key: "sk-mock" },
      },
    },
  );
  await it.start();
  await it.pair();
});
afterAll(async () => {
  await it[Symbol.asyncDispose]();
  await model.close();
});

/** The messages of the bot that ask for this command, and the approval; once it is asked. */
async function asked(wanted: string) {
  command = wanted;
  const { fake, eve, stage } = it;
  const before = fake.shown(eve).length;
  fake.say(eve, "go");
  const { client } = stage.current();
  const approval = await waitFor(
    async () =>
      (await client.call("listApprovals", { query: {} })).approvals.find(({ detail }) => detail === wanted),
    { what: "the exact command to be stored" },
  );
  await waitFor(
    () =>
      fake
        .shown(eve)
        .slice(before)
        .some(({ buttons }) => buttons.length > 0),
    {
      what: "the message to be shown",
    },
  );
  const messages = fake
    .shown(eve)
    .slice(before)
    .filter(({ text }) => !text.startsWith("Working"));
  const text = messages.map((message) => message.text.replace(PARTS, "")).join("\n");
  return {
    approval,
    messages,
    text,
    buttons: messages.flatMap(({ buttons }) => buttons.map((one) => one.text)),
  };
}

async function deny(id: string): Promise<void> {
  const { client } = it.stage.current();
  const { digest } = await client.call("getApproval", { params: { id } });
  await client.call("denyApproval", { params: { id }, body: { digest } });
}

describe("a command that an agent wants to run is shown in a chat", () => {
  test.each([
    ["the definition of a link", 'echo "run the unit tests"\n\n[x]: $(touch /tmp/x)'],
    ["the title of a link", 'echo ok\n\n[a]: b "\n; touch /tmp/x; #"'],
    ["stars", "rm -rf /srv/app/*/cache/*"],
    [
      "marks of all kinds",
      "a __b__ _c_ ~~d~~ ||e|| `f` **g** <b>h</b> &lt; [i](http://j) ![k](l) <!-- m -->",
    ],
    ["fences", "cat <<'X'\n```\nrm -rf x\n```\n~~~\nX"],
    ["heading, quote and list", "# a\n> b\n- c\n1. d\n| e | f |\n|---|---|\n    g\n***"],
  ])("with %s as it is", async (_what, wanted) => {
    const { approval, text, buttons } = await asked(wanted);
    expect(text).toContain(wanted);
    expect(buttons).toEqual(["✅ Approve", "⛔ Deny"]);
    await deny(approval.id);
  });

  test("with what nobody can see written out", async () => {
    const { approval, text } = await asked("cat /srv/\u202etxt.exe\u200b\u0007 \u001b[2Ja\u00a0b");
    expect(text).toContain("cat /srv/\\u202etxt.exe\\u200b\\u0007 \\u001b[2Ja\\u00a0b");
    await deny(approval.id);
  });
});

describe("an approval", () => {
  test("is not decided by a message that its owner passes on, or quotes; it is by the owner's own", async () => {
    const { approval } = await asked("echo forwarded");
    const { fake, eve, stage } = it;
    const command = `/approve ${approval.id}`;
    for (const passedOn of ["user", "old", "channel", "bot"] as const) fake.say(eve, command, { passedOn });
    const file = { name: "a.txt", bytes: Buffer.from("x") };
    fake.say(eve, command, { passedOn: "user", file });
    fake.say(eve, "/status", { quoted: command });
    // Answered after all the others were taken: messages of a chat stay in order.
    await it.shown(({ text }) => text.startsWith("TinyAGI "));
    const params = { id: approval.id };
    const { client } = stage.current();
    expect((await client.call("getApproval", { params })).status).toBe("open");
    fake.say(eve, command);
    await it.shown(({ text }) => text.startsWith("Approved."));
    await client.call("sendMessage", { body: { message: "/stop all" } });
  });

  /** @requirement APPROVAL-3 */
  test("of work that began elsewhere is read and decided in the chat of the owner", async () => {
    const { fake, eve, stage } = it;
    const { client } = stage.current();
    const notify = { channel: "telegram", senderId: String(eve) };
    const telegram = { bot_token: fake.token, api_root: fake.url };
    await client.call("putSettings", { body: { channels: { enabled: ["telegram"], telegram, notify } } });
    command = 'echo "elsewhere" * _x_';
    const before = fake.shown(eve).length;
    await client.call("sendMessage", { body: { message: "go", agent: "careful" } });
    const notice = await it.shown(
      ({ text, id }) =>
        text.includes(command) &&
        !fake
          .shown(eve)
          .slice(0, before)
          .some((one) => one.id === id),
    );
    expect(notice.buttons.map(({ text }) => text)).toEqual(["✅ Approve", "⛔ Deny"]);
    fake.press(notice.id, "✅ Approve");
    await waitFor(
      async () =>
        (await client.call("listApprovals", { query: { status: "approved" } })).approvals.some(
          ({ detail }) => detail === command,
        ),
      { what: "the decision" },
    );
  });
});

describe("a command of which the chat does not show everything", () => {
  const long = `echo start\n${"echo harmless\n".repeat(900)}touch /tmp/hidden\n${"echo harmless\n".repeat(900)}`;

  test("is cut visibly, with the command that shows all of it; it can be denied there, not approved", async () => {
    const { approval, text, buttons, messages } = await asked(long);
    expect(text).toMatch(/\d[\d,]* more characters are not shown here/);
    expect(text).toContain(`tinyagi approvals ${approval.id}`);
    expect(buttons).toEqual(["⛔ Deny"]);
    const { fake, eve, stage } = it;
    fake.say(eve, `/approve ${approval.id}`);
    await it.shown(
      ({ text: said, id }) => id > (messages.at(-1)?.id ?? 0) && said.startsWith("Not everything"),
    );
    const whole = await stage.cli(["approvals", approval.id]);
    expect(whole.stdout).toContain("touch /tmp/hidden");
    expect((await stage.current().client.call("getApproval", { params: { id: approval.id } })).status).toBe(
      "open",
    );
    fake.press(messages.at(-1)?.id ?? 0, "⛔ Deny");
    await it.shown(({ text: said }) => said.startsWith("Denied."));
  });

  test("because a part looks like a credential, is not approved there either; the terminal shows it", async () => {
    const hidden = "echo -----BEGIN PRIVATE KEY-----\ntouch /tmp/hidden";
    const { approval, text, buttons } = await asked(hidden);
    expect(text).not.toContain("touch /tmp/hidden");
    expect(text).toContain("looks like a credential");
    expect(buttons).toEqual(["⛔ Deny"]);
    expect((await it.stage.cli(["approvals", approval.id])).stdout).toContain("touch /tmp/hidden");
    await deny(approval.id);
  });
});
