/**
 * Plugins in a daemon as a user has it.
 *
 * @requirement PLUGIN-1 @requirement PLUGIN-2
 */
import { appendFileSync, chmodSync, cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
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

  test("one that has changed, is writable by others or fails is reported and never loaded; messages pass", async () => {
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

describe("a plugin that would keep the daemon down", () => {
  /** Harmless until the file is there, so that it can be allowed at once. */
  const armed = (stage: Stage, then: string, rest = "export const hooks = {};") =>
    `import { existsSync } from "node:fs"; const armed = existsSync(${JSON.stringify(join(stage.place.root, "armed"))}); ${then}; ${rest}`;
  const arm = (stage: Stage) => writeFileSync(join(stage.place.root, "armed"), "");

  test.each([
    ["top-level await", "if (armed) await new Promise(() => {})", undefined],
    [
      "activate",
      "",
      "export const activate = () => (armed ? new Promise(() => {}) : undefined); export const hooks = {};",
    ],
  ])("because its %s never settles is failed, and the daemon starts", async (_what, then, rest) => {
    await using stage = await openStage({ settings });
    putPlugin(stage, "stuck", armed(stage, then, rest));
    let daemon = await stage.start();
    expect((await stage.cli(["plugin", "allow", "stuck", "--yes"])).stdout).toContain("loaded");
    await daemon.stop();
    arm(stage);
    daemon = await stage.start();
    expect((await daemon.client.call("listPlugins"))[0]).toMatchObject({
      state: "failed",
      reason: expect.stringContaining("longer than 10000 ms"),
    });
    expect(log(stage)).toMatch(/"plugin":"stuck".*longer than 10000 ms/);
  });

  test.each([
    ["a late throw", 'if (armed) setTimeout(() => { throw new Error("too late"); }, 300)', "too late"],
    ["a rejection without a stack", 'if (armed) setTimeout(() => void Promise.reject("bare"), 300)', "bare"],
  ])(
    "by %s is named, and left out of the next start until it is approved again",
    async (_what, then, word) => {
      await using stage = await openStage({ settings });
      putPlugin(stage, "bomb", armed(stage, then));
      putPlugin(stage, "good", "export const hooks = {};");
      await (async () => {
        const first = await stage.start();
        for (const name of ["bomb", "good"]) await stage.cli(["plugin", "allow", name, "--yes"]);
        await first.stop();
      })();
      arm(stage);
      // It may die before or after it serves.
      const died = await stage.startInVain();
      expect(died.code).toBe(1);
      expect(died.output).toContain("The plugin bomb ended the daemon.");
      expect(died.output).toContain("tinyagi plugin deny bomb");
      expect(log(stage)).toMatch(/"plugin":"bomb".*a plugin ended the daemon/);

      const shown = await stage.cli(["plugin", "show", "bomb"]);
      expect(shown.stdout).toContain("it ended the daemon");
      expect(shown.stdout).toContain(word);
      const listed = JSON.parse((await stage.cli(["plugin", "list", "--json"])).stdout);
      expect(listed).toMatchObject([
        { name: "bomb", state: "failed" },
        { name: "good", state: "restart_needed", hint: "tinyagi start" },
      ]);

      const daemon = await stage.start();
      expect(await daemon.client.call("listPlugins")).toMatchObject([
        { name: "bomb", state: "failed", reason: expect.stringContaining("it ended the daemon") },
        { name: "good", state: "loaded" },
      ]);
      rmSync(join(stage.place.root, "armed"));
      expect((await stage.cli(["plugin", "allow", "bomb", "--yes"])).stdout).toContain("loaded");
      await daemon.stop();
      const after = await stage.start();
      expect((await after.client.call("listPlugins"))[0]).toMatchObject({ name: "bomb", state: "loaded" });
    },
  );

  test("can be denied while no daemon runs", async () => {
    await using stage = await openStage({ settings });
    putPlugin(stage, "mark", "export const hooks = {};");
    expect((await stage.cli(["plugin", "list"])).code).toBe(69);
    let daemon = await stage.start();
    await stage.cli(["plugin", "allow", "mark", "--yes"]);
    await daemon.stop();
    expect((await stage.cli(["plugin", "deny", "mark"])).code).toBe(0);
    expect((await stage.cli(["plugin", "deny", "mark"])).stderr).toContain(
      "No plugin of this name is approved",
    );
    expect((await stage.cli(["plugin", "show", "mark"])).stdout).toContain("not_allowed");
    daemon = await stage.start();
    expect((await daemon.client.call("listPlugins"))[0]).toMatchObject({ state: "not_allowed" });
  });
});

test("what a hook threw is in the log and in plugin show", async () => {
  await using stage = await openStage({ settings });
  putPlugin(
    stage,
    "sour",
    'export const hooks = { transformIncoming() { throw new Error("\\u001b[31mno milk" + "!".repeat(900)); } };',
  );
  const daemon = await stage.start();
  await stage.cli(["plugin", "allow", "sour", "--yes"]);
  await daemon.client.sendAndWait({ message: "@coder #demo say hi" });
  const line = log(stage)
    .split("\n")
    .find((one) => one.includes("a plugin failed"));
  expect(JSON.parse(line ?? "{}")).toMatchObject({
    plugin: "sour",
    error: expect.stringMatching(/^no milk!{400}/),
  });
  expect(line?.length).toBeLessThan(800);
  expect((await stage.cli(["plugin", "show", "sour"])).stdout).toMatch(/last error +no milk!/);
});
