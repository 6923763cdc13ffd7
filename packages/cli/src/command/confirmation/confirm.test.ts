import { expect, it } from "vitest";
import { type FakeServer, serveHome } from "../../testing/fake-server.js";
import { type InvocationResult, invoke, withHome } from "../../testing/invoke.js";

type Tinyagi = (line: string) => Promise<InvocationResult>;

const waiting = {
  id: "k7qm",
  act: "settings.weaken",
  changes: [
    { path: "agents.coder.permissions", before: "ask", after: "bypass", weakens: "permission" },
    { path: "agents.c\u001b[31moder.env.LD_PRELOAD", before: null, after: "/tmp/x.so", weakens: "code" },
  ],
  createdAt: 0,
  expiresAt: 4_102_444_800_000,
};

async function served(use: (tinyagi: Tinyagi, server: FakeServer) => Promise<void>): Promise<void> {
  await withHome(async (home) => {
    await using server = await serveHome(home);
    server.answers.set("GET /api/confirmations", { status: 200, body: { confirmations: [waiting] } });
    const given = { ok: true, code: "ABCD2345", expiresAt: 1 };
    server.answers.set("POST /api/confirmations/k7qm/code", { status: 200, body: given });
    await use((line) => invoke(line.split(" "), { home }), server);
  });
}

it("shows what waits with each guard that gets weaker, and gives no code without an answer", async () => {
  await served(async (tinyagi, server) => {
    const { stdout, code } = await tinyagi("confirm");
    expect(code).toBe(0);
    expect(stdout).toContain('agents.coder.permissions: "ask" -> "bypass"');
    expect(stdout).toContain("runs code that was not there before");
    expect(stdout).toContain("tinyagi confirm k7qm --yes");
    expect(stdout).not.toContain("\u001b");
    expect(server.calls).toEqual([]);
    expect(JSON.parse((await tinyagi("confirm --json")).stdout)).toMatchObject({
      confirmations: [{ id: "k7qm" }],
    });
  });
});

it("prints the code of one that is confirmed by its id", async () => {
  await served(async (tinyagi) => {
    const { stdout, stderr } = await tinyagi("confirm K7QM --yes");
    expect(stderr).toContain("permissions");
    expect(stdout).toBe("Type this code into the page: ABCD 2345\n");
    expect(JSON.parse((await tinyagi("confirm k7qm --yes --json")).stdout)).toMatchObject({
      code: "ABCD2345",
    });
  });
});

it("refuses to confirm everything at once, and an id that nothing has", async () => {
  await served(async (tinyagi, server) => {
    expect(await tinyagi("confirm --yes")).toMatchObject({ code: 2 });
    expect((await tinyagi("confirm aaaa --yes")).stderr).toContain("It may have expired");
    expect(server.calls).toEqual([]);
  });
});
