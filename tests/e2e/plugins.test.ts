/**
 * Plugins in a daemon as a user has it.
 *
 * @requirement PLUGIN-1 @requirement PLUGIN-2
 */
import { appendFileSync, chmodSync, cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { waitFor } from "@tinyagi/testkit";
import { describe, expect, test } from "vitest";
import { openStage, type Stage } from "./support/stage.js";

const EXAMPLE = fileURLToPath(new URL("../../examples/plugins/footer", import.meta.url));
const coder = { name: "Coder", provider: "demo", model: "" };
const settings = { agents: { coder } };

function putPlugin(stage: Stage, name: string, code: string): string {
  const folder = join(stage.place.home, "plugins", name);
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  writeFileSync(join(folder, "index.mjs"), code, { mode: 0o644 });
  chmodSync(join(stage.place.home, "plugins"), 0o755);
  return folder;
}

function log(stage: Stage): string {
  return readFileSync(join(stage.place.home, "logs", "daemon.log"), "utf8");
}

describe("the example plugin", () => {
  test("does nothing until it is allowed, then changes texts both ways, and is off again when denied", async () => {
    await using stage = await openStage({ settings });
    const folder = join(stage.place.home, "plugins", "footer");
    cpSync(EXAMPLE, folder, { recursive: true });
    for (const path of ["..", ".", "index.js", "package.json"]) {
      chmodSync(join(folder, path), path.includes("index") || path.includes("json") ? 0o644 : 0o755);
    }
    const daemon = await stage.start();
    const send = { message: "@coder #demo say pls go", channel: "cli" };
    const before = await daemon.client.sendAndWait(send);
    expect(before.conversation.replies[0]?.message).toContain("pls go");
    expect((await stage.cli(["plugin", "list"])).stdout).toContain("not_allowed");

    const allowed = await stage.cli(["plugin", "allow", "footer", "--yes", "--json"]);
    expect(JSON.parse(allowed.stdout)).toMatchObject({
      state: "loaded",
      events: ["message.died", "run.completed"],
    });
    const { conversation } = await daemon.client.sendAndWait(send);
    const reply = conversation.replies[0]?.message ?? "";
    expect(reply).toContain("please go");
    expect(reply).toContain("_Answered by coder. Reply STOP to be left alone._");
    const [pending] = await daemon.client
      .call("listPendingResponses", { query: { channel: "cli" } })
      .then((rows) => rows.slice(-1));
    expect(pending).toMatchObject({ message: reply, metadata: { originalLength: 23 } });
    await waitFor(() => log(stage).includes("coder has answered 1 times"), { what: "the plugin's log line" });

    expect((await stage.cli(["plugin", "deny", "footer"])).code).toBe(0);
    const after = await daemon.client.sendAndWait(send);
    expect(after.conversation.replies[0]?.message).not.toContain("STOP");
  });
});

describe("plugins at a start", () => {
  test("are there before a message the daemon before accepted is worked on, and hooks see its reply", async () => {
    await using stage = await openStage({ settings });
    putPlugin(
      stage,
      "mark",
      'export const hooks = { transformOutgoing: async (m) => { await new Promise((r) => setTimeout(r, 30)); return m + " [hooked]"; } };',
    );
    let daemon = await stage.start();
    expect((await stage.cli(["plugin", "allow", "mark", "--yes"])).code).toBe(0);
    const messageId = "left-behind";
    await daemon.client.call("sendMessage", {
      body: { message: "@coder #demo slow 800", messageId },
    });
    daemon.signal("SIGKILL");
    await daemon.exited;
    daemon = await stage.start();
    const row = await waitFor(
      async () => (await daemon.client.call("listResponses", { query: { messageId } }))[0],
      { what: "the reply" },
    );
    expect(row.message).toContain("[hooked]");
    const done = await daemon.call<unknown>("GET", `/api/conversations?limit=5`);
    expect(done.status).toBe(200);
  });

  test("one that changed since, is open to others or breaks is told and never loaded; messages pass", async () => {
    await using stage = await openStage({ settings });
    const evil = (name: string) =>
      `import { writeFileSync } from "node:fs"; writeFileSync(${JSON.stringify(join(stage.place.home, `ran-${name}`))}, "x"); export const hooks = {};`;
    const changed = putPlugin(stage, "changed", "export const hooks = {};");
    const open = putPlugin(stage, "open", "export const hooks = {};");
    putPlugin(stage, "broken", "export const hooks = {");
    let daemon = await stage.start();
    for (const name of ["changed", "open", "broken"]) await stage.cli(["plugin", "allow", name, "--yes"]);
    await daemon.stop();
    appendFileSync(join(changed, "index.mjs"), evil("changed"));
    chmodSync(join(open, "index.mjs"), 0o666);
    putPlugin(stage, "unlisted", evil("unlisted"));
    daemon = await stage.start();
    const plugins = await daemon.client.call("listPlugins");
    expect(plugins.map(({ name, state }) => `${name} ${state}`)).toEqual([
      "broken failed",
      "changed changed",
      "open refused",
      "unlisted not_allowed",
    ]);
    for (const name of ["changed", "unlisted"])
      expect(() => readFileSync(join(stage.place.home, `ran-${name}`))).toThrow("ENOENT");
    expect(log(stage)).toContain("tinyagi plugin allow unlisted");
    const { conversation } = await daemon.client.sendAndWait({ message: "@coder #demo say still here" });
    expect(conversation.replies[0]?.message).toContain("still here");
  });

  test("one that hangs holds a message up no longer than its time", async () => {
    await using stage = await openStage({ settings: { ...settings, plugins: { hookTimeoutMs: 100 } } });
    putPlugin(
      stage,
      "hang",
      "const never = () => new Promise(() => {}); export const hooks = { transformIncoming: never, transformOutgoing: never };",
    );
    const daemon = await stage.start();
    await stage.cli(["plugin", "allow", "hang", "--yes"]);
    const { conversation } = await daemon.client.sendAndWait({ message: "@coder #demo say through" });
    expect(conversation.replies[0]?.message).toContain("through");
    expect((await daemon.client.call("listPlugins"))[0]).toMatchObject({ state: "loaded", failures: 2 });
  });
});
