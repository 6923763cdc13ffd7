/** How a command reports a mistake: what is wrong, and what to write instead. */

import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { type FakeServer, serveHome } from "../testing/fake-server.js";
import { type InvocationResult, invoke, withHome } from "../testing/invoke.js";

type Tinyagi = (...words: string[]) => Promise<InvocationResult>;

async function served(use: (tinyagi: Tinyagi, at: { home: string; server: FakeServer }) => Promise<void>) {
  await withHome(async (home) => {
    await using server = await serveHome(home);
    await use((...words) => invoke(words, { home }), { home, server });
  });
}

it.each<[string, number, RegExp]>([
  ["queue retyr", 2, /Did you mean retry\?/],
  ["queue frob", 2, /Unknown command 'frob'\.\n.*tinyagi queue --help/],
  ["queue kill 99", 1, /No waiting or running message has this id\.\n.*tinyagi queue processing/],
  ["skill install coder ./x --yes --digest abc", 2, /--digest.*64 hex digits/],
  ["help bogus", 2, /Unknown command 'bogus'\./],
  ["help agent bogus", 2, /Unknown command 'bogus'\.\n.*tinyagi agent --help/],
  ["run --timeout 0 hello", 2, /more than 0 seconds/],
  ["send --wait --timeout 0 hello", 2, /more than 0 seconds/],
  ["import team missing.json", 2, /missing\.json cannot be read: the file does not exist\n/],
  ["team import dev", 2, /tinyagi import team <file or folder>/],
  ["import ./dev-team", 2, /tinyagi import team <file or folder>/],
  ["provider add x", 2, /--harness.*--base-url.*--api-key-stdin/],
])("%s", async (line, code, words) => {
  await served(async (tinyagi, { server }) => {
    server.answers.set("GET /api/custom-providers", { status: 200, body: {} });
    const body = { error: "processing message not found", code: "NOT_FOUND" };
    server.answers.set("POST /api/queue/processing/99/kill", { status: 404, body });
    expect(await tinyagi(...line.split(" "))).toEqual({
      code,
      stdout: "",
      stderr: expect.stringMatching(words),
    });
  });
});

it("an export names the existing file that it does not overwrite", async () => {
  await served(async (tinyagi, { home, server }) => {
    const file = join(home, "dev.json");
    await writeFile(file, "mine");
    for (const what of ["system-prompt", "soul", "heartbeat"])
      server.answers.set(`GET /api/agents/coder/${what}`, { status: 200, body: { content: "" } });
    server.answers.set("GET /api/agents/coder/skills", { status: 200, body: [] });
    server.answers.set("GET /api/schedules", { status: 200, body: [] });
    const { code, stderr } = await tinyagi("export", "team", "dev", "--out", file);
    expect({ code, stderr }).toEqual({ code: 74, stderr: expect.stringContaining(`exists: ${file}`) });
  });
});

it("the help of a subcommand is about the subcommand", async () => {
  await served(async (tinyagi) => {
    const { code, stdout } = await tinyagi("help", "agent", "add");
    expect({ code, stdout }).toEqual({ code: 0, stdout: (await tinyagi("agent", "add", "--help")).stdout });
    expect((await tinyagi("help", "agent")).stdout).toBe((await tinyagi("agent", "--help")).stdout);
    expect((await tinyagi("help")).stdout).toBe((await tinyagi("--help")).stdout);
  });
});

it("a change of the daemon's address says that it needs a restart", async () => {
  await served(async (tinyagi, { server }) => {
    const settings = { server: { port: 4000 }, limits: { hops: 3 } };
    server.answers.set("POST /api/settings/change", { status: 200, body: { ok: true, settings } });
    expect((await tinyagi("config", "set", "server.port", "4000")).stderr).toContain("tinyagi restart");
    expect((await tinyagi("config", "set", "limits.hops", "3")).stderr).toBe("");
  });
});
