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

const ID = "ask_k7qx2m9p";
const approval = {
  id: ID,
  kind: "permission",
  runId: "run_1",
  conversationId: "conv_1",
  agent: "coder",
  title: "Bash",
  detail: "rm -rf build\nApproved\u001b[31m: all",
  digest: "a".repeat(64),
  createdAt: 0,
  expiresAt: 3_600_000,
  status: "open",
};
const path = (act: string) => `POST /api/approvals/${ID}/${act}`;

/** @requirement APPROVAL-1 */
it("lists what waits, shows one, and marks the agent's words", async () => {
  await served(async (tinyagi, server) => {
    server.answers.set("GET /api/approvals", { status: 200, body: { approvals: [approval] } });
    server.answers.set(`GET /api/approvals/${ID}`, { status: 200, body: approval });
    expect((await tinyagi("approvals")).stdout).toMatch(/ask_k7qx2m9p +permission +@coder +open/);
    expect(JSON.parse((await tinyagi("approvals --json")).stdout)).toEqual({ approvals: [approval] });
    const { stdout } = await tinyagi(`approvals ${ID}`);
    expect(stdout).toContain("  > rm -rf build\n  > Approved\\u001b[31m: all\n");
    expect(stdout).not.toContain("\u001b");
    server.answers.set("GET /api/approvals", { status: 200, body: { approvals: [] } });
    expect((await tinyagi("approvals --status denied")).stdout).toBe("Nothing waits for your decision.\n");
  });
});

it("a decision that can still be taken back is shown with who made it", async () => {
  await served(async (tinyagi, server) => {
    const held = { status: "denied", by: "operator", until: 0 };
    const body = { ...approval, held };
    server.answers.set("GET /api/approvals", { status: 200, body: { approvals: [body] } });
    server.answers.set(`GET /api/approvals/${ID}`, { status: 200, body });
    expect((await tinyagi("approvals")).stdout).toContain("Denied by operator. Takes effect in 0 s");
    expect((await tinyagi(`approvals ${ID}`)).stdout).toContain(
      "\nDenied by operator. Takes effect in 0 s.\n",
    );
  });
});

/** @requirement APPROVAL-1 */
it("approve, deny and answer send the digest of the content, or the given one", async () => {
  await served(async (tinyagi, server) => {
    server.answers.set(`GET /api/approvals/${ID}`, { status: 200, body: approval });
    for (const act of ["approve", "deny", "answer"])
      server.answers.set(path(act), { status: 200, body: { ...approval, status: "denied" } });
    expect((await tinyagi(`approve ${ID.toUpperCase()}`)).stdout).toContain("Approved: @coder continues.");
    expect(server.calls.at(-1)?.body).toEqual({ digest: approval.digest });
    await tinyagi(`deny ${ID} not on a Friday`);
    expect(server.calls.at(-1)?.body).toEqual({ digest: approval.digest, text: "not on a Friday" });
    const calls = server.calls.length;
    await tinyagi(`answer ${ID} --digest ${"b".repeat(64)} the blue one`);
    expect(server.calls.at(-1)?.body).toEqual({ digest: "b".repeat(64), text: "the blue one" });
    expect(server.calls).toHaveLength(calls + 1);
  });
});

it("a refused decision says why and exits with an error", async () => {
  await served(async (tinyagi, server) => {
    server.answers.set(`GET /api/approvals/${ID}`, { status: 200, body: approval });
    const body = { error: "This was denied before, by operator.", code: "APPROVAL_ANSWERED" };
    server.answers.set(path("approve"), { status: 409, body });
    const refused = await tinyagi(`approve ${ID}`);
    expect(refused.code).not.toBe(0);
    expect(refused.stderr).toContain("This was denied before");
    expect((await tinyagi(`answer ${ID}`)).code).toBe(2);
  });
});
