/** @requirement CONFIG-3 @requirement SECURE-7 */
import { type Settings, settingsSchema } from "@tinyagi/contracts";
import { describe, expect, it } from "vitest";
import { decideChange } from "./decide-change.js";
import { maskSecrets } from "./secret-mask.js";
import type { SettingsAuthor } from "./settings-author.js";
import type { SettingsMutation, UpdateOptions } from "./settings-change.js";

const KEY = "sk-ant-0123456789abcdefghij";
const CURRENT = settingsSchema.parse({
  agents: { coder: { name: "Coder", provider: "custom:one" } },
  custom_providers: { one: { name: "One", harness: "api", base_url: "https://one.example", api_key: KEY } },
});
const OPERATOR: SettingsAuthor = { kind: "operator", label: "operator" };

const decide = (
  mutate: SettingsMutation,
  author: SettingsAuthor = OPERATOR,
  options?: UpdateOptions,
): Settings => decideChange(CURRENT, { author, mutate, options }, "/home/user").next;
const one = (settings: Settings) => settings.custom_providers.one;

describe("a change of the settings", () => {
  it("keeps the secrets that it does not name", () => {
    const next = decide((draft) => {
      draft.limits.hops = 3;
    });
    expect(one(next)?.api_key).toBe(KEY);
    expect(next.limits.hops).toBe(3);
  });

  it("may return settings instead of changing the draft", () => {
    expect(decide(() => settingsSchema.parse({ limits: { hops: 5 } })).agents).toEqual({});
  });

  it("never sends a stored key to another origin", () => {
    const move: SettingsMutation = (draft) => {
      const provider = one(draft);
      if (provider !== undefined) provider.base_url = "https://evil.example";
    };
    expect(() => decide(move)).toThrow("base_url has another origin");
  });

  it("does not change the current settings when it is refused", () => {
    const before = JSON.stringify(CURRENT);
    expect(() =>
      decide((draft) => {
        draft.limits.hops = -1;
      }),
    ).toThrow("limits.hops");
    expect(JSON.stringify(CURRENT)).toBe(before);
  });

  it("may remove a provider that agents use only if the caller allows it", () => {
    const drop: SettingsMutation = (draft) => ({ ...draft, custom_providers: {} });
    expect(() => decide(drop)).toThrow("no custom provider has this id");
    expect(decide(drop, OPERATOR, { danglingProviders: true }).custom_providers).toEqual({});
  });

  it("rethrows an error of the mutation", () => {
    expect(() =>
      decide(() => {
        throw new Error("not found");
      }),
    ).toThrow("not found");
  });
});

describe("a change that needs the operator", () => {
  const open: SettingsMutation = (draft) => {
    draft.server.auth = "none";
  };
  const kinds = ["operator", "local", "file", "browser", "channel", "run"] as const;

  it.each(kinds.slice(0, 3))("is accepted from the author kind %s", (kind) => {
    expect(decide(open, { kind, label: "restore of 7 by browser" }).server.auth).toBe("none");
  });

  it("is permitted to a page when a person confirmed exactly these changes, which the consent is shown", () => {
    const seen: unknown[] = [];
    const consent = (changes: unknown) => void seen.push(changes);
    expect(decide(open, { kind: "browser", label: "browser", consent }).server.auth).toBe("none");
    expect(seen).toEqual([[{ path: "server.auth", before: "token", after: "none", weakens: "reach" }]]);
    const refuse = () => {
      throw new Error("not confirmed");
    };
    expect(() => decide(open, { kind: "browser", label: "browser", consent: refuse })).toThrow(
      "not confirmed",
    );
  });

  it.each(kinds.slice(3))("is refused from the author kind %s, even with an operator's label", (kind) => {
    expect(() => decide(open, { kind, label: "operator" })).toThrow(
      expect.objectContaining({
        code: "FORBIDDEN",
        details: [{ path: "server.auth", message: "only the operator may weaken this" }],
      }),
    );
  });

  it.each(kinds)("does not affect other changes: %s may change harmless settings", (kind) => {
    const rename: SettingsMutation = (draft) => ({
      ...draft,
      agents: { coder: { name: "Cody", provider: "custom:one", model: "" } },
    });
    const next = decide(rename, { kind, label: kind });
    expect(maskSecrets(next).agents).toMatchObject({ coder: { name: "Cody" } });
  });
});

describe("secrets that look alike behind their masks", () => {
  const [first, second] = ["sk-ant-first-0123456789-same", "sk-ant-second-0123456789-same"];
  const agent = (GH: string) => ({ name: "A", provider: "demo", model: "", env: { GH } });
  const alike = settingsSchema.parse({ agents: { a: agent(first), b: agent(second) } });
  const change = (mutate: SettingsMutation) =>
    decideChange(alike, { author: OPERATOR, mutate }, "/home/user").next;
  const keys = ({ agents }: Settings) => [agents.a?.env?.GH, agents.b?.env?.GH];

  it("are swapped by a function that swaps their owners", () => {
    expect(keys(change((draft) => ({ ...draft, agents: { a: agent(second), b: agent(first) } })))).toEqual([
      second,
      first,
    ]);
    expect(
      keys(
        change((draft) => {
          const { a, b } = draft.agents;
          if (a !== undefined && b !== undefined) Object.assign(draft.agents, { a: b, b: a });
        }),
      ),
    ).toEqual([second, first]);
  });

  it("are restored by their own path inside of an edit", () => {
    const value = { a: agent("sk-…same"), b: agent("sk-…same") };
    expect(keys(change([{ path: ["agents"], value }]))).toEqual([first, second]);
    expect(keys(change(() => [{ path: ["agents"], value }]))).toEqual([first, second]);
  });

  it.each([
    ["an edit", [{ path: ["agents", "a", "env", "GH"], value: "sk-…same" }]],
    [
      "a function",
      (draft: Settings) => {
        const env = draft.agents.a?.env;
        if (env !== undefined) env.GH = "sk-…same";
      },
    ],
  ] satisfies [string, SettingsMutation][])("are not kept when %s sets one to its mask", (_by, mutate) => {
    expect(() => change(mutate)).toThrow("agents.a.env.GH: this is a masked value; give it in full");
  });

  it("are not found under the mask of another one", () => {
    const moved = [
      { path: ["agents", "a"] },
      { path: ["agents", "c"], value: agent("sk-…same") },
    ] satisfies SettingsMutation;
    expect(() => change(moved)).toThrow("agents.c.env.GH: this is a masked value; give it in full");
  });

  it("are given by an edit that names the same key for another origin", () => {
    const value = { name: "One", harness: "api", base_url: "https://new.example", api_key: KEY };
    const [whole, masked] = [value, { ...value, api_key: "sk-…ghij" }].map(
      (entry) => () => decide([{ path: ["custom_providers", "one"], value: entry }]),
    );
    expect(one((whole as () => Settings)())?.base_url).toBe("https://new.example");
    expect(masked).toThrow("base_url has another origin; give the key for it in full");
  });
});
