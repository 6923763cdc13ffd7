/**
 * A plugin that ended the daemon stays out until it is approved again.
 *
 * @requirement PLUGIN-2
 */
import { readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { CONTEXT, openPluginStage, type PluginStage } from "./fixture.js";

/** Its hook returns an error that its own code created. */
const GIVES_ERROR =
  "export const hooks = { transformIncoming(m) { globalThis.made = new Error(m); return m; } };\n";

async function toError(stage: PluginStage, text: string): Promise<Error> {
  await stage.plugins.transform("transformIncoming", text, CONTEXT);
  return (globalThis as { made?: Error }).made ?? new Error("none");
}

async function openCrashed(): Promise<PluginStage> {
  const stage = await openPluginStage();
  await stage.write("bomb", { "index.mjs": GIVES_ERROR });
  await stage.allow("bomb");
  expect(stage.plugins.crashed(await toError(stage, "bang"))).toBe("bomb");
  return stage;
}

describe("an uncaught error", () => {
  it("belongs to the plugin whose files its stack contains", async () => {
    await using stage = await openCrashed();
    const file = join(stage.home, "plugins-crashed.json");
    expect(JSON.parse(await readFile(file, "utf8"))).toMatchObject({ bomb: { error: "bang", told: false } });
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  it("belongs to no plugin when only its message contains a plugin's files", async () => {
    await using stage = await openPluginStage();
    await stage.write("bomb", { "index.mjs": GIVES_ERROR });
    await stage.allow("bomb");
    const [, frame = ""] = (await toError(stage, "bang")).stack?.split("\n") ?? [];
    expect(frame).toContain("bomb-");
    expect(stage.plugins.crashed(new Error(`x\n${frame}`))).toBeUndefined();
    for (const other of [frame, undefined, null, 7]) expect(stage.plugins.crashed(other)).toBeUndefined();
  });

  it("without a stack belongs to the plugin whose code was running", async () => {
    await using stage = await openPluginStage();
    await stage.write("bomb", {
      "index.mjs":
        "export const hooks = { transformIncoming(m) { setTimeout(() => globalThis.onBomb()); return m; } };\n",
    });
    await stage.allow("bomb");
    const blamed = new Promise((resolve) => {
      Object.assign(globalThis, { onBomb: () => resolve(stage.plugins.crashed("bare")) });
    });
    await stage.plugins.transform("transformIncoming", "hi", CONTEXT);
    expect(await blamed).toBe("bomb");
    expect(stage.plugins.crashed("bare")).toBeUndefined();
  });
});

describe("a plugin that ended the daemon", () => {
  it("is not loaded at later starts, is reported once, and runs after it is approved again", async () => {
    await using stage = await openCrashed();
    for (let start = 0; start < 2; start += 1) {
      const plugins = await stage.restarted();
      expect(plugins.has("transformIncoming")).toBe(false);
      expect(plugins.status()).toEqual({ bomb: "failed" });
      expect(await plugins.list()).toMatchObject([
        {
          state: "failed",
          reason: "it ended the daemon: bang",
          hint: expect.stringContaining("tinyagi plugin deny bomb"),
        },
      ]);
    }
    await stage.store.idle();
    expect(stage.events.filter(({ type }) => type === "plugin.crashed")).toMatchObject([
      { data: { plugin: "bomb", error: "bang" } },
    ]);
    await stage.allow("bomb");
    expect(stage.plugins.status()).toEqual({ bomb: "loaded" });
    expect((await stage.restarted()).status()).toEqual({ bomb: "loaded" });
  });

  it("needs approval like any other after it is denied", async () => {
    await using stage = await openCrashed();
    const plugins = await stage.restarted();
    await plugins.deny("bomb", "operator");
    expect(await plugins.list()).toMatchObject([{ state: "not_allowed" }]);
    await stage.allow("bomb");
    expect((await stage.restarted()).status()).toEqual({ bomb: "loaded" });
  });

  it.each(["{", "[]", "7", '{"bomb":1,"x":{"digest":2}}'])(
    "is forgotten when the file is corrupt (%s), and the daemon still starts",
    async (text) => {
      await using stage = await openCrashed();
      await writeFile(join(stage.home, "plugins-crashed.json"), text);
      expect((await stage.restarted()).status()).toEqual({ bomb: "loaded" });
    },
  );
});
