import { expect, it } from "vitest";
import { serveHome } from "../../testing/fake-server.js";
import { invoke, withHome } from "../../testing/invoke.js";

it("docs prints a link to the API's page with a ticket where no server sees it", async () => {
  await withHome(async (home) => {
    await using server = await serveHome(home);
    const body = { ok: true, ticket: "one_time", expiresAt: Date.now() + 30_000 };
    server.answers.set("POST /api/session/tickets", { status: 200, body });
    const { code, stdout, stderr } = await invoke(["docs"], { home });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/docs\/open#ticket=one_time\n$/);
    expect(stderr).toContain("works once");
    const { url } = JSON.parse((await invoke(["docs", "--json"], { home })).stdout);
    expect(`${url}\n`).toBe(stdout);
  });
});
