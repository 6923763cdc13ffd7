import { expect, test } from "vitest";
import { type FakeServer, serveHome } from "../../testing/fake-server.js";
import { type InvocationResult, invoke, withHome } from "../../testing/invoke.js";

const login = (name: string, more: object = {}) => ({
  name,
  kind: name === "default" ? "own" : "api_key",
  ordered: true,
  inUse: false,
  pause: null,
  quota: [],
  ...more,
});

async function served(
  logins: object[],
  use: (tinyagi: (line: string) => Promise<InvocationResult>, server: FakeServer) => Promise<void>,
): Promise<void> {
  await withHome(async (home) => {
    await using server = await serveHome(home);
    server.answers.set("GET /api/providers/logins", {
      status: 200,
      body: { providers: { anthropic: logins } },
    });
    server.answers.set("POST /api/settings/change", { status: 200, body: { ok: true, settings: {} } });
    await use((line) => invoke(line.split(" "), { home }), server);
  });
}

const changes = (server: FakeServer) => server.calls.map(({ body }) => body);

test("the only login of an order is not removed: what the order leaves out would be used then", async () => {
  const left = [login("work"), login("default", { ordered: false }), login("spare", { ordered: false })];
  await served(left, async (tinyagi, server) => {
    const { code, stderr } = await tinyagi("provider login remove anthropic work --yes");
    expect(code).toBe(2);
    expect(stderr).toContain("tinyagi provider login order anthropic default");
    expect(changes(server)).toEqual([]);
  });
});

test("a login beside others of the order is removed, and the order names the others", async () => {
  await served([login("work"), login("default")], async (tinyagi, server) => {
    expect((await tinyagi("provider login remove anthropic work --yes")).code).toBe(0);
    expect(changes(server)).toEqual([
      {
        changes: [
          { path: ["models", "anthropic", "login_order"], value: ["default"] },
          { path: ["models", "anthropic", "logins", "work"] },
        ],
      },
    ]);
  });
});

test.each([
  ["spare", [login("default"), login("work")], "spare added; it is used after default, work"],
  ["work", [login("default"), login("work")], "work replaced; it is used after default"],
  ["work", [login("work")], "work replaced; it is the only one in the order"],
])("adding %s says what happened", async (name, known, said) => {
  await served(known, async (tinyagi) => {
    const { stdout } = await tinyagi(`provider login add anthropic ${name} --config-dir /srv/login`);
    expect(stdout).toContain(said);
  });
});
