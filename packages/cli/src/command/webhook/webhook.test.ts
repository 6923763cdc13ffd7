import { expect, it } from "vitest";
import { type FakeServer, serveHome } from "../../testing/fake-server.js";
import { type InvocationResult, invoke, withHome } from "../../testing/invoke.js";

type Tinyagi = (...words: string[]) => Promise<InvocationResult>;

async function served(use: (tinyagi: Tinyagi, server: FakeServer) => Promise<void>): Promise<void> {
  await withHome(async (home) => {
    await using server = await serveHome(home);
    server.answers.set("POST /api/settings/change", { status: 200, body: { ok: true, settings: {} } });
    await use((...words) => invoke(words, { home }), server);
  });
}

it("a webhook for an unknown agent is refused before anything changes", async () => {
  await served(async (tinyagi, server) => {
    const { code, stderr } = await tinyagi("webhook", "add", "build", "--agent", "nobody");
    expect({ code, stderr }).toEqual({ code: 65, stderr: expect.stringContaining("tinyagi agent list") });
    expect(server.calls).toEqual([]);
  });
});

it.each(["coder", "@coder", "dev"])("a webhook for %s is stored with its id", async (agent) => {
  await served(async (tinyagi, server) => {
    const { code, stdout } = await tinyagi("webhook", "add", "build", "--agent", agent);
    expect(code).toBe(0);
    expect(stdout).toContain("/api/hooks/build");
    const value = expect.objectContaining({ agent: agent.replace("@", "") });
    expect(server.calls.at(-1)?.body).toEqual({ changes: [{ path: ["webhooks", "build"], value }] });
  });
});
