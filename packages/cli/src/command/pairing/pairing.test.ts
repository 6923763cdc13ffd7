import { expect, it } from "vitest";
import { type FakeServer, serveHome } from "../../testing/fake-server.js";
import { type InvocationResult, invoke, withHome } from "../../testing/invoke.js";

type Tinyagi = (line: string) => Promise<InvocationResult>;

async function served(use: (tinyagi: Tinyagi, server: FakeServer) => Promise<void>): Promise<void> {
  await withHome(async (home) => {
    await using server = await serveHome(home);
    await use((line) => invoke(line.split(" "), { home }), server);
  });
}

const entry = { channel: "telegram", senderId: "42", sender: "A\u001b[31mnn", approvedAt: 0, role: "owner" };
const waiting = {
  channel: "telegram",
  senderId: "7",
  sender: "Eve",
  code: "ABCD2345",
  createdAt: 0,
  lastSeenAt: 0,
  expiresAt: 3_600_000,
};

/** @requirement PAIR-1 */
it("shows who waits with the code, who is approved, or one of the two, as text and as JSON", async () => {
  await served(async (tinyagi, server) => {
    const body = { pending: [waiting], approved: [entry] };
    server.answers.set("GET /api/pairing", { status: 200, body });
    const { stdout } = await tinyagi("pairing ls");
    expect(stdout).toMatch(/^CODE +CHANNEL +SENDER/);
    expect(stdout).toMatch(/ABCD2345 +telegram +Eve +7/);
    expect(stdout).toMatch(/telegram +Ann +42 +owner/);
    expect(stdout).not.toContain("\u001b");
    expect((await tinyagi("pairing")).stdout).toBe(stdout);
    expect(JSON.parse((await tinyagi("pairing list --json")).stdout)).toEqual(body);
    expect(JSON.parse((await tinyagi("pairing pending --json")).stdout)).toEqual([waiting]);
    expect(JSON.parse((await tinyagi("pairing approved --json")).stdout)).toEqual([entry]);
  });
});

it("approves, allows, changes roles and sends sender ids as they are", async () => {
  await served(async (tinyagi, server) => {
    for (const path of ["approve", "allow", "role"])
      server.answers.set(`POST /api/pairing/${path}`, { status: 200, body: { ok: true, entry } });
    expect((await tinyagi("pairing approve abcd2345 --role owner")).stdout).toContain("on telegram as owner");
    expect(server.calls.at(-1)?.body).toEqual({ code: "abcd2345", role: "owner" });
    await tinyagi("pairing allow whatsapp 49@c.us --name Ann");
    expect(server.calls.at(-1)?.body).toEqual({ channel: "whatsapp", senderId: "49@c.us", sender: "Ann" });
    await tinyagi("pairing role telegram 42 member");
    expect(server.calls.at(-1)?.body).toEqual({ channel: "telegram", senderId: "42", role: "member" });
    const wrong = await tinyagi("pairing role telegram 42 king");
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toContain("owner, member");
  });
});

/** @requirement LINK-1 */
it("links and unlinks senders, and shows to whom each one is linked", async () => {
  await served(async (tinyagi, server) => {
    const linked = {
      ...entry,
      channel: "discord",
      senderId: "7",
      linkedTo: { channel: "telegram", senderId: "42" },
    };
    server.answers.set("POST /api/pairing/link", { status: 200, body: { ok: true, entry: linked } });
    server.answers.set("POST /api/pairing/unlink", { status: 200, body: { ok: true, entry } });
    server.answers.set("GET /api/pairing", { status: 200, body: { pending: [], approved: [entry, linked] } });
    const { stdout } = await tinyagi("pairing link telegram 42 discord 7");
    expect(stdout).toBe("Linked: Ann on discord is the same person as telegram 42\n");
    expect(server.calls.at(-1)?.body).toEqual({
      channel: "discord",
      senderId: "7",
      linkTo: { channel: "telegram", senderId: "42" },
    });
    expect((await tinyagi("pairing approved")).stdout).toMatch(/discord +Ann +7 +owner +\S.* telegram 42/);
    expect((await tinyagi("pairing unlink telegram 42")).stdout).toBe("Unlinked: Ann on telegram\n");
    expect(server.calls.at(-1)?.body).toEqual({ channel: "telegram", senderId: "42" });
    expect(JSON.parse((await tinyagi("pairing link telegram 42 discord 7 --json")).stdout)).toEqual(linked);
  });
});

/** @requirement COMMAND-1 */
it("send prints the answer of a command instead of where to watch it", async () => {
  await served(async (tinyagi, server) => {
    const body = { ok: true, messageId: "m", conversationId: "conv_1", agents: [], reply: "Agents:\n@coder" };
    server.answers.set("POST /api/message", { status: 200, body });
    expect(await tinyagi("send /agent")).toMatchObject({ code: 0, stdout: "Agents:\n@coder\n", stderr: "" });
    expect(JSON.parse((await tinyagi("send --json /agent")).stdout)).toEqual(body);
  });
});
