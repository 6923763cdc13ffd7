import { settingsSchema } from "@tinyagi/contracts";
import { describe, expect, it } from "vitest";
import { getHost, isComplete, keyChoices, keyCommand, keyEdits } from "./key-choice";

const found = (provider: string, state: "ready" | "login" | "missing") => ({
  provider,
  name: provider,
  state,
  detail: "",
  next: null,
});
const choice = (id: string) => {
  const one = keyChoices([found("openai", "login")]).find((candidate) => candidate.id === id);
  if (one === undefined) throw new Error(`no choice ${id}`);
  return one;
};
const TYPED = { key: " sk-1 ", model: "m1", address: "" };

describe("a key in the first run", () => {
  it("can be one of an agent CLI without a login, or of an API, which needs no program", () => {
    const all = keyChoices([found("anthropic", "ready"), found("openai", "login"), found("api", "login")]);
    expect(all.map(({ id }) => id)).toEqual(["openai", "api-anthropic", "api-openai", "api-other"]);
    expect(keyChoices([]).every(({ provider }) => provider === "api")).toBe(true);
  });

  it("of a CLI is stored alone, and that of an API with its format and model", () => {
    expect(keyEdits(choice("openai"), TYPED)).toEqual([
      { path: ["models", "openai", "api_key"], value: "sk-1" },
    ]);
    const [edit] = keyEdits(choice("api-anthropic"), TYPED);
    expect(edit).toEqual({
      path: ["models", "api"],
      value: { format: "anthropic", model: "m1", api_key: "sk-1" },
    });
    expect(settingsSchema.safeParse({ models: { api: edit?.value } }).success).toBe(true);
  });

  it("is not needed for an address of one's own", () => {
    const typed = { key: "", model: "llama3", address: "http://127.0.0.1:11434/v1" };
    expect(isComplete(choice("api-other"), typed)).toBe(true);
    expect(keyEdits(choice("api-other"), typed)[0]?.value).toEqual({
      format: "openai-chat",
      model: "llama3",
      base_url: "http://127.0.0.1:11434/v1",
    });
    expect(keyCommand(choice("api-other"), typed)).toBe(
      "tinyagi provider api --format openai-chat --base-url http://127.0.0.1:11434/v1 --model llama3",
    );
  });

  it.each([
    ["openai", { ...TYPED, key: " " }],
    ["api-anthropic", { ...TYPED, model: "" }],
    ["api-openai", { ...TYPED, key: "" }],
    ["api-other", { ...TYPED, address: "127.0.0.1" }],
  ])("of %s is not complete with %j", (id, typed) => {
    expect(isComplete(choice(id), typed)).toBe(false);
  });

  it("goes to a host that the page names, and never into a command", () => {
    expect(getHost(choice("api-anthropic"))).toBe("api.anthropic.com");
    expect([getHost(choice("openai")), getHost(choice("api-other"))]).toEqual([undefined, undefined]);
    expect(keyCommand(choice("api-openai"), TYPED)).toBe(
      "tinyagi provider api --format openai-responses --model m1 --api-key-stdin",
    );
    expect(keyCommand(choice("openai"), TYPED)).toBe("tinyagi provider openai --api-key-stdin");
  });
});
