import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { type FakeServer, serveHome } from "../../testing/fake-server.js";
import { type InvocationResult, invoke, withHome } from "../../testing/invoke.js";

const MADE = { ok: true, id: "tok_0123456789abcdef", channel: "matrix", token: "tagc_canary" };

type Tinyagi = (...words: string[]) => Promise<InvocationResult>;

async function served(use: (tinyagi: Tinyagi, at: { home: string; server: FakeServer }) => Promise<void>) {
  await withHome(async (home) => {
    await using server = await serveHome(home);
    server.answers.set("POST /api/tokens", { status: 200, body: MADE });
    await use((...words) => invoke(words, { home }), { home, server });
  });
}

/** @requirement SECURE-4 */
it("shows a new token once, alone on stdout", async () => {
  await served(async (tinyagi, { server }) => {
    const { stdout, stderr } = await tinyagi("token", "create", "--channel", "matrix");
    expect(stdout).toBe("tagc_canary\n");
    expect(stderr).toContain("only once");
    expect(server.calls.at(-1)).toEqual({ line: "POST /api/tokens", body: { channel: "matrix" } });
    expect((await tinyagi("token", "create")).code).toBe(2);
  });
});

it("writes it to a new private file and prints nothing of it", async () => {
  await served(async (tinyagi, { home }) => {
    const file = join(home, "matrix.token");
    const { code, stdout, stderr } = await tinyagi("token", "create", "--channel", "matrix", "--out", file);
    expect({ code, shown: `${stdout}${stderr}`.includes("canary") }).toEqual({ code: 0, shown: false });
    expect(readFileSync(file, "utf8")).toBe("tagc_canary\n");
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });
});

it("revokes a token that could not be written, and keeps the existing file", async () => {
  await served(async (tinyagi, { home, server }) => {
    const file = join(home, "mine.txt");
    writeFileSync(file, "mine");
    server.answers.set(`DELETE /api/tokens/${MADE.id}`, { status: 200, body: { ok: true } });
    const { code, stderr } = await tinyagi("token", "create", "--channel", "matrix", "--out", file);
    expect(code).not.toBe(0);
    expect(stderr).toContain("revoked");
    expect(server.calls.at(-1)?.line).toBe(`DELETE /api/tokens/${MADE.id}`);
    expect(readFileSync(file, "utf8")).toBe("mine");
    expect(existsSync(join(home, "matrix.token"))).toBe(false);
  });
});

it("lists who holds one and revokes", async () => {
  await served(async (tinyagi, { server }) => {
    const row = { id: MADE.id, channel: "matrix", createdAt: 0, lastUsedAt: null };
    server.answers.set("GET /api/tokens", { status: 200, body: [row] });
    expect((await tinyagi("token", "list")).stdout).toMatch(/tok_0123456789abcdef +matrix .* never/);
    expect(JSON.parse((await tinyagi("token", "list", "--json")).stdout)).toEqual([row]);
    server.answers.set("GET /api/tokens", { status: 200, body: [] });
    expect((await tinyagi("token", "list")).stdout).toContain("no tokens");
    server.answers.set(`DELETE /api/tokens/${MADE.id}`, { status: 200, body: { ok: true } });
    expect((await tinyagi("token", "revoke", MADE.id)).stdout).toContain("revoked tok_0123456789abcdef");
  });
});
