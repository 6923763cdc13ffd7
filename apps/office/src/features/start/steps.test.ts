import { describe, expect, it } from "vitest";
import { after, before, foundSentence, pickProvider, type Setup, teamOf, toStep } from "./steps";

const team = (id: Setup["teams"][number]["id"]) => ({
  id,
  name: id,
  summary: "",
  leader: "lead",
  firstMessage: "hi",
  agents: [],
});
const cli = (provider: string, state: "ready" | "login" | "missing") => ({
  provider,
  name: provider,
  state,
  detail: "",
  next: null,
});
const bare: Setup = {
  isNew: true,
  team: "demo",
  suggested: { team: "demo", provider: "demo" },
  dailyBudget: null,
  found: [cli("openai", "login")],
  teams: [team("dev"), team("demo")],
};
const ready: Setup = {
  ...bare,
  suggested: { team: "dev", provider: "openai" },
  found: [cli("anthropic", "login"), cli("openai", "ready"), cli("opencode", "ready")],
};

describe("the first run", () => {
  it("says how many agents are ready", () => {
    expect([bare, ready].map((one) => foundSentence(one))).toEqual([
      "No agent is ready yet.",
      "Two agents are ready on this machine.",
    ]);
  });

  it("a key counts as ready only after its test, and a failed test changes the sentence", () => {
    const key: Setup = {
      ...bare,
      found: [cli("anthropic", "missing"), { ...cli("api", "ready"), name: "API" }],
    };
    expect(foundSentence(key)).toBe("API has a key that is not tested yet.");
    expect(foundSentence(key, { api: false })).toBe("API did not answer the test.");
    expect(foundSentence(key, { api: true })).toBe("One agent is ready on this machine.");
    expect(foundSentence(ready, { openai: false })).toBe("One agent is ready on this machine.");
  });

  it("takes what was chosen if it is ready, else what the daemon suggests", () => {
    expect([pickProvider(bare, "openai"), pickProvider(ready, ""), pickProvider(ready, "opencode")]).toEqual([
      ...["demo", "openai", "opencode"],
    ]);
    expect([teamOf(bare, ""), teamOf(ready, ""), teamOf(ready, "demo")]).toEqual(["demo", "dev", "demo"]);
    expect(teamOf(ready, "nonsense")).toBe("dev");
  });

  it("a login that cannot be seen is named, and used only when it is chosen", () => {
    const hidden: Setup = { ...bare, found: [{ ...cli("anthropic", "login"), isHidden: true }] };
    expect(foundSentence(hidden)).toBe("anthropic is here. Test whether it is logged in.");
    expect([pickProvider(hidden, ""), pickProvider(hidden, "anthropic")]).toEqual(["demo", "anthropic"]);
  });

  it("goes step by step, and an unknown step is the first", () => {
    expect([toStep("nonsense"), after("here"), after("answer")]).toEqual(["here", "team", "answer"]);
    expect([before("here"), before("answer")]).toEqual(["here", "message"]);
  });
});
