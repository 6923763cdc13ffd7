/**
 * Plugins that throw, hang or return anything that JavaScript permits.
 *
 * @requirement PLUGIN-1
 */

import { createVirtualClock, SILENT_LOG } from "@tinyagi/base";
import { describe, expect, test, vi } from "vitest";
import { CONTEXT, openPluginStage } from "./fixture.js";
import { readExports } from "./plugin-module.js";
import { createPluginOrigin } from "./plugin-origin.js";
import { createRunningPlugin, FAILURES_MAX, type HookFailure, LISTENERS_MAX } from "./running-plugin.js";
import { errorText } from "./thrown.js";

/** Values that can be thrown and whose message cannot be read. */
const UNREADABLE: [string, () => unknown][] = [
  ["an object without a prototype", () => Object.create(null)],
  [
    "an error whose message throws",
    () =>
      Object.defineProperty(new Error("x"), "message", {
        get() {
          throw new Error("no message");
        },
      }),
  ],
  [
    "an error whose message cannot become a text",
    () => Object.assign(new Error("x"), { message: Object.create(null) }),
  ],
  [
    "an error whose stack throws",
    () =>
      Object.defineProperty(new Error("x"), "stack", {
        get() {
          throw new Error("no stack");
        },
      }),
  ],
  [
    "a proxy that refuses everything",
    () =>
      new Proxy(
        {},
        {
          get() {
            throw new Error("no");
          },
          getPrototypeOf() {
            throw new Error("no");
          },
        },
      ),
  ],
  ["a symbol", () => Symbol("s")],
  ["nothing", () => undefined],
];

const identity = { name: "p", digest: "d", copy: "/copies/p" };

function running(exports: object) {
  const clock = createVirtualClock(0);
  const failures: HookFailure[] = [];
  const plugin = createRunningPlugin({
    identity,
    clock,
    log: SILENT_LOG,
    home: "/home",
    origin: createPluginOrigin(),
    exports: readExports(exports),
    timeoutMs: () => 50,
    onFailure: (failure) => void failures.push(failure),
  });
  const ask = (text = "hi") => plugin.transform("transformIncoming", text, CONTEXT);
  return { plugin, failures, clock, ask };
}

const hooked = (hook: (message: string, context: unknown) => unknown) =>
  running({ hooks: { transformIncoming: hook } });

describe.each(UNREADABLE)("%s", (_what, make) => {
  test("thrown by a hook is one failure, and the message continues unchanged", async () => {
    const { ask, failures } = hooked(() => {
      throw make();
    });
    expect(await ask()).toBeNull();
    expect(failures).toMatchObject([{ hook: "transformIncoming", reason: "error", disabled: false }]);
  });

  test("thrown by a listener does not stop the delivery of the next event", async () => {
    const heard: unknown[] = [];
    const { plugin } = running({
      activate(context: { on(type: string, listener: (event: unknown) => void): void }) {
        context.on("*", (event) => {
          heard.push(event);
          throw make();
        });
      },
    });
    await plugin.activate();
    plugin.deliver({ type: "a" });
    await vi.waitFor(() => expect(heard).toHaveLength(1));
    plugin.deliver({ type: "b" });
    await vi.waitFor(() => expect(heard).toEqual([{ type: "a" }, { type: "b" }]));
    await vi.waitFor(() => expect(plugin.counts().failures).toBe(2));
  });

  test("has a text and an origin", () => {
    const thrown = make();
    expect(errorText(thrown)).toMatch(/\S/);
    const origin = createPluginOrigin();
    expect(origin.runAs(identity, () => origin.of(thrown))).toEqual(identity);
  });

  test("that ends the daemon is recorded with its plugin", async () => {
    await using stage = await openPluginStage();
    await stage.write("p", {
      "index.mjs": "export const hooks = { transformIncoming: (m, c) => { c.report(); return m; } };",
    });
    await stage.allow("p");
    const names: unknown[] = [];
    const report = () => void names.push(stage.plugins.crashed(make()));
    await stage.plugins.transform("transformIncoming", "hi", { ...CONTEXT, report } as typeof CONTEXT);
    expect(names).toEqual(["p"]);
    expect(await stage.plugins.list()).toMatchObject([{ name: "p" }]);
  });
});

describe("a hook's return value", () => {
  const circle: Record<string, unknown> = {};
  circle.self = circle;
  test.each<[string, unknown, string]>([
    ["nothing", undefined, "invalid"],
    ["null", null, "invalid"],
    ["a number", 7, "invalid"],
    ["an object without a text", {}, "invalid"],
    ["a text of spaces", " \n\t", "invalid"],
    ["a text that is no string", { text: 7 }, "invalid"],
    ["a String object", Object("text"), "invalid"],
    ["too long a text", "x".repeat(4 * 1024 * 1024 + 1), "invalid"],
    ["metadata that is a list", { text: "x", metadata: [] }, "invalid"],
    ["metadata that is a text", { text: "x", metadata: "{}" }, "invalid"],
    ["metadata that is a function", { text: "x", metadata: () => {} }, "invalid"],
    ["metadata that is too large", { text: "x", metadata: { a: "x".repeat(65_536) } }, "invalid"],
    ["metadata in a circle", { text: "x", metadata: circle }, "error"],
    ["metadata with a bigint", { text: "x", metadata: { n: 1n } }, "error"],
    [
      "a text that throws",
      {
        get text() {
          throw new Error("no");
        },
      },
      "error",
    ],
  ])("that is %s counts as a failure and changes nothing", async (_what, answer, reason) => {
    const { ask, failures } = hooked(() => answer);
    expect(await ask()).toBeNull();
    expect(failures).toMatchObject([{ reason }]);
  });

  test.each<[string, unknown, object]>([
    ["the longest text", "x".repeat(4 * 1024 * 1024), { text: "x".repeat(4 * 1024 * 1024) }],
    ["metadata that is null", { text: "x", metadata: null }, { text: "x" }],
    [
      "a date in the metadata",
      { text: "x", metadata: { at: new Date(0) } },
      { text: "x", metadata: { at: "1970-01-01T00:00:00.000Z" } },
    ],
    ["what nothing understands", { text: "x", more: 1 }, { text: "x" }],
  ])("may have %s", async (_what, answer, result) => {
    const { ask, failures } = hooked(() => answer);
    expect(await ask()).toEqual(result);
    expect(failures).toEqual([]);
  });

  test("that arrives after the deadline is ignored", async () => {
    let answer: (text: string) => void = () => {};
    const { ask, clock, failures } = hooked(() => new Promise((resolve) => (answer = resolve)));
    const asked = ask();
    clock.advance(50);
    expect(await asked).toBeNull();
    answer("late");
    expect(failures).toMatchObject([{ reason: "timeout" }]);
  });

  test("that arrives after the plugin was denied is ignored and not a failure", async () => {
    let answer: (text: string) => void = () => {};
    const { ask, plugin, failures } = hooked(() => new Promise((resolve) => (answer = resolve)));
    const asked = ask();
    plugin.stop();
    answer("changed by a plugin that nobody allows");
    expect(await asked).toBeNull();
    expect(failures).toEqual([]);
  });
});

describe("a plugin that fails", () => {
  test("is disabled by failures in a row, and any success resets the count", async () => {
    const outcomes = [...Array(FAILURES_MAX - 1).fill(false), true, ...Array(FAILURES_MAX).fill(false)];
    const left = [...outcomes];
    const { ask, failures, plugin } = hooked((message) => {
      if (left.shift() !== true) throw new Error("no");
      return message;
    });
    for (const _ of outcomes) await ask();
    expect(failures.map(({ disabled }) => disabled)).toEqual([
      ...Array(2 * FAILURES_MAX - 2).fill(false),
      true,
    ]);
    expect(plugin.isActive()).toBe(false);
    expect(await ask()).toBeNull();
    expect(failures).toHaveLength(2 * FAILURES_MAX - 1);
  });

  test("reports a message of bounded length without control sequences", () => {
    const text = errorText(new Error(`\u001b[31mred\u001b[0m\u0007${"x".repeat(10_000)}`));
    expect(text).toMatch(/^redx+…$/);
    expect(text.length).toBeLessThan(600);
  });
});

describe("the listeners of a plugin", () => {
  type On = (type: string, listener: (event: unknown) => unknown) => () => void;
  async function listening(activate: (on: On) => void) {
    const stage = running({ activate: ({ on }: { on: On }) => activate(on) });
    await stage.plugin.activate();
    return stage;
  }

  test("stop in the middle of an event when the plugin is denied", async () => {
    const heard: string[] = [];
    let release: () => void = () => {};
    const { plugin } = await listening((on) => {
      on("*", () => {
        heard.push("first");
        return new Promise<void>((resolve) => (release = resolve));
      });
      on("*", () => void heard.push("second"));
    });
    plugin.deliver({ type: "a" });
    plugin.deliver({ type: "b" });
    await vi.waitFor(() => expect(heard).toEqual(["first"]));
    plugin.stop();
    release();
    await new Promise((resolve) => setImmediate(resolve));
    expect(heard).toEqual(["first"]);
    expect(plugin.events()).toEqual([]);
  });

  test("that another listener removes get no further events", async () => {
    const heard: string[] = [];
    const { plugin } = await listening((on) => {
      let remove: () => void = () => {};
      on("*", () => {
        heard.push("first");
        remove();
        remove();
      });
      remove = on("*", () => void heard.push("removed"));
      on("*", () => void heard.push("last"));
    });
    plugin.deliver({ type: "a" });
    await vi.waitFor(() => expect(heard).toEqual(["first", "last"]));
  });

  test("are limited in number, and one that is not a function is refused", async () => {
    const refused: unknown[] = [];
    const { plugin } = await listening((on) => {
      for (let at = 0; at < LISTENERS_MAX; at += 1) on(`t${at}`, () => {});
      for (const listener of [() => {}, "no function" as never])
        try {
          on("more", listener);
        } catch (error) {
          refused.push(error);
        }
    });
    expect(refused).toEqual([expect.any(RangeError), expect.any(TypeError)]);
    expect(plugin.events()).toHaveLength(LISTENERS_MAX);
  });

  test("that are added after the plugin was denied get nothing", async () => {
    let later: On = () => () => {};
    const { plugin } = await listening((on) => {
      later = on;
    });
    plugin.stop();
    later("*", () => {});
    expect(plugin.events()).toEqual([]);
  });
});

describe("the exports of a plugin", () => {
  const activate = () => {};
  test.each<[unknown, string]>([
    [undefined, "neither activate nor hooks"],
    [{}, "neither activate nor hooks"],
    [{ default: null }, "neither activate nor hooks"],
    [{ default: activate }, "neither activate nor hooks"],
    [{ activate: 7 }, "activate is not a function"],
    [{ hooks: 7 }, "hooks is not an object"],
    [{ hooks: null, activate }, "hooks is not an object"],
    [{ hooks: { transformIncoming: "x" } }, "transformIncoming is not a function"],
  ])("%o are refused", (module, reason) => {
    expect(() => readExports(module)).toThrow(reason);
  });

  test("are the named ones, or else those of the default export; unknown hooks are ignored", () => {
    const hooks = { transformIncoming: (m: string) => m, other: 7 };
    expect(Object.keys(readExports({ hooks }).hooks)).toEqual(["transformIncoming"]);
    expect(Object.keys(readExports({ default: { hooks } }).hooks)).toEqual(["transformIncoming"]);
    expect(readExports({ activate, default: { hooks } })).toMatchObject({ hooks: {} });
  });
});
