/**
 * Hooks and listeners of running plugins.
 *
 * @requirement PLUGIN-1
 */
import { describe, expect, it, vi } from "vitest";
import { CONTEXT, openPluginStage } from "./fixture.js";
import { FAILURES_MAX } from "./running-plugin.js";

describe("hooks", () => {
  it("are chained in order of name, sync and async, and merge their metadata", async () => {
    await using stage = await openPluginStage();
    await stage.write("b", {
      "index.mjs":
        'export const hooks = { transformIncoming: async (m, c) => ({ text: m + " b:" + c.channel + ":" + c.agent, metadata: { b: 1, both: "b" } }) };',
    });
    await stage.write("a", {
      "index.mjs":
        'export default { hooks: { transformIncoming: (m) => ({ text: m + " a", metadata: { both: "a" } }), transformOutgoing: (m) => m.trim() } };',
    });
    await stage.write("c", {
      "index.js":
        'module.exports = { hooks: { transformIncoming(m) { return this.mark(m); }, mark: (m) => m + " c" } };',
      "package.json": '{"type":"commonjs"}',
    });
    for (const name of ["b", "a", "c"]) await stage.allow(name);
    expect(await stage.plugins.transform("transformIncoming", "hi", { ...CONTEXT, agent: "coder" })).toEqual({
      text: "hi a b:api:coder c",
      metadata: { b: 1, both: "b" },
    });
    expect(await stage.plugins.transform("transformOutgoing", " hi ", CONTEXT)).toEqual({ text: "hi" });
  });

  it.each([
    ["throws", 'throw new Error("boom")', "error", "boom"],
    ["throws something else", "throw 7", "error", "it threw 7, which is not an error"],
    ["never ends", "return new Promise(() => {})", "timeout", "longer than 20 ms"],
    ["returns nothing", "return undefined", "invalid", "neither"],
    ["returns an empty text", 'return "  "', "invalid", "empty"],
    ["returns metadata that is no object", 'return { text: "x", metadata: [1] }', "invalid", "metadata"],
    ["changes its context", "c.channel = c.sender = 7; return m", null, ""],
  ])("one that %s is reported and does not affect the others", async (_what, body, reason, error) => {
    await using stage = await openPluginStage({ timeoutMs: 20 });
    await stage.write("a", { "index.mjs": `export const hooks = { transformIncoming(m, c) { ${body} } };` });
    await stage.write("b", {
      "index.mjs": "export const hooks = { transformIncoming: (m, c) => m + c.channel };",
    });
    for (const name of ["a", "b"]) await stage.allow(name);
    expect(await stage.plugins.transform("transformIncoming", "hi ", CONTEXT)).toEqual({ text: "hi api" });
    await stage.store.idle();
    const failures = stage.events.filter(({ type }) => type === "plugin.failed");
    if (reason === null) expect(failures).toEqual([]);
    else
      expect(failures).toMatchObject([
        {
          data: {
            plugin: "a",
            hook: "transformIncoming",
            reason,
            disabled: false,
            error: expect.stringContaining(error),
          },
        },
      ]);
  });

  it("a plugin that fails several times in a row is disabled until the next start", async () => {
    await using stage = await openPluginStage();
    await stage.write("a", {
      "index.mjs":
        'let n = 0; export const hooks = { transformIncoming(m) { n += 1; if (n !== 3) throw new Error("x" + n); return m; } };',
    });
    await stage.allow("a");
    for (let i = 0; i < FAILURES_MAX + 2; i += 1) {
      expect(stage.plugins.has("transformIncoming")).toBe(true);
      await stage.plugins.transform("transformIncoming", "hi", CONTEXT);
    }
    await stage.plugins.transform("transformIncoming", "hi", CONTEXT);
    expect(stage.plugins.has("transformIncoming")).toBe(false);
    await stage.store.idle();
    expect(stage.events.at(-1)).toMatchObject({ data: { plugin: "a", disabled: true, error: "x8" } });
    expect(stage.plugins.status()).toEqual({ a: "disabled" });
    expect(await stage.plugins.list()).toMatchObject([{ state: "disabled", failures: FAILURES_MAX + 2 }]);
    expect((await stage.restarted()).has("transformIncoming")).toBe(true);
  });
});

describe("listeners", () => {
  const record = "globalThis.heard ??= []; const heard = globalThis.heard;";
  const heard = (): unknown[] => (globalThis as { heard?: unknown[] }).heard ?? [];

  function emit(stage: Awaited<ReturnType<typeof openPluginStage>>, agent: string): void {
    const data = { agent, agentName: agent, fromAgent: null, harness: "demo", provider: "demo", model: null };
    stage.journal.publishLive("run.started", {
      ...data,
      attempt: 1,
      parentRunId: null,
      rootRunId: "r",
      depth: 0,
    });
  }

  it("get events by current names, by names of 0.0.20, or all, each with its own copy", async () => {
    await using stage = await openPluginStage();
    heard().length = 0;
    await stage.write("a", {
      "index.mjs": `${record}
        export function activate(ctx) {
          ctx.on("run.started", (e) => { heard.push(["new", e.data.agent, typeof e.timestamp]); e.data.agent = "forged"; });
          ctx.on("agent:invoke", (e) => heard.push(["old", e.type]));
          const stop = ctx.on("*", (e) => { heard.push(["all", e.type, e.data?.agent]); if (e.type === "agent:invoke") stop(); });
          heard.push(["home", ctx.getTinyAGIHome()]);
          ctx.log("info", "here"); ctx.log("nonsense", "here");
        }`,
    });
    await stage.allow("a");
    emit(stage, "coder");
    emit(stage, "writer");
    await vi.waitFor(() => expect(heard()).toHaveLength(7));
    expect(heard()).toEqual([
      ["home", stage.home],
      ["new", "coder", "number"],
      ["all", "run.started", "coder"],
      ["old", "agent:invoke"],
      ["all", "agent:invoke", undefined],
      ["new", "writer", "number"],
      ["old", "agent:invoke"],
    ]);
  });

  it("that throw, reject or hang affect neither the writer nor the others", async () => {
    await using stage = await openPluginStage({ timeoutMs: 20 });
    heard().length = 0;
    await stage.write("a", {
      "index.mjs": `${record}
        export function activate(ctx) {
          ctx.on("run.started", () => { throw new Error("sync"); });
          ctx.on("run.started", async () => { throw new Error("async"); });
          ctx.on("run.started", () => new Promise(() => {}));
          ctx.on("run.started", (e) => heard.push(e.data.agent));
        }`,
    });
    await stage.allow("a");
    emit(stage, "coder");
    emit(stage, "writer");
    await vi.waitFor(() => expect(heard()).toEqual(["coder", "writer"]));
    expect(await stage.plugins.list()).toMatchObject([{ state: "loaded", failures: 6, droppedEvents: 0 }]);
  });

  it("that fall behind lose only the oldest events", async () => {
    await using stage = await openPluginStage();
    heard().length = 0;
    await stage.write("a", {
      "index.mjs": `${record} export function activate(ctx) { ctx.on("run.started", (e) => heard.push(e.data.agent)); }`,
    });
    await stage.allow("a");
    for (let i = 0; i < 1_200; i += 1) emit(stage, `a${i}`);
    await vi.waitFor(() => expect(heard()).toHaveLength(1_000));
    expect(heard()[0]).toBe("a200");
    expect((await stage.plugins.list())[0]?.droppedEvents).toBe(200);
  });
});
