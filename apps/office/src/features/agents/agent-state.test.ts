import { describe, expect, test } from "vitest";
import {
  type AgentConfig,
  agentsSentence,
  countOf,
  found,
  idFrom,
  listChanges,
  type Member,
  toCommand,
  toDraft,
  toEdits,
} from "./agent-state";

const CONFIG: AgentConfig = { name: "Coder", provider: "anthropic", model: "opus", role: "writes code" };

test("the sentence of the crew counts who works, who waits and who needs help", () => {
  expect(agentsSentence([])).toBe("The office has no agents yet.");
  expect(agentsSentence([{ state: "idle" }])).toBe("1 agent. Nobody is working.");
  expect(
    agentsSentence([{ state: "running" }, { state: "running" }, { state: "waiting" }, { state: "failed" }]),
  ).toBe("4 agents. 2 work, 1 waits for you, 1 needs help.");
});

describe("the settings of an agent", () => {
  test("are shown with their defaults, and unchanged ones are no change", () => {
    const draft = toDraft(CONFIG);
    expect(draft).toMatchObject({ name: "Coder", permissions: "sandboxed", sessionScope: "agent" });
    expect(listChanges(CONFIG, draft)).toEqual([]);
    expect(listChanges(CONFIG, { ...draft, name: " Coder " })).toEqual([]);
  });

  test("change field by field; a default or an empty text removes the value", () => {
    const draft = { ...toDraft(CONFIG), model: "", role: "", permissions: "ask" };
    const changes = listChanges(CONFIG, draft);
    expect(changes).toEqual([
      { field: "role", before: "writes code", after: "" },
      { field: "model", before: "opus", after: "" },
      { field: "permissions", before: "sandboxed", after: "ask" },
    ]);
    expect(toEdits("coder", changes)).toEqual([
      { path: ["agents", "coder", "role"] },
      { path: ["agents", "coder", "model"], value: "" },
      { path: ["agents", "coder", "permissions"], value: "ask" },
    ]);
    const back = listChanges({ ...CONFIG, permissions: "ask" }, toDraft(CONFIG));
    expect(toEdits("coder", back)).toEqual([{ path: ["agents", "coder", "permissions"] }]);
  });

  test("are changed by the same commands in a terminal, also where nothing is left", () => {
    const config: AgentConfig = { ...CONFIG, effort: "max" };
    const changes = listChanges(config, { ...toDraft(config), effort: "", model: "", name: "It's me" });
    expect(changes.map((change) => toCommand("coder", change))).toEqual([
      `tinyagi config set agents.coder.name 'It'\\''s me'`,
      "tinyagi config set agents.coder.model ''",
      "tinyagi config set --unset agents.coder.effort",
    ]);
  });
});

test("an id comes from the name and is not taken", () => {
  expect(idFrom("Code reviewer", {})).toBe("code-reviewer");
  expect(idFrom("Code reviewer", { "code-reviewer": 1 })).toBe("code-reviewer-2");
  expect(idFrom("42 Ärzte!", {})).toBe("arzte");
  expect(idFrom("日本", {})).toBe("agent");
  expect(idFrom("程序员", { coder: 1 }, "coder")).toBe("coder-2");
});

test("an agent is found by words of all that its card says, and by its state", () => {
  const member = (id: string, state: Member["state"], line = ""): Member => ({
    id,
    name: id,
    team: "Press",
    state,
    word: state,
    line,
    tool: undefined,
    helpers: [],
    spent: undefined,
    config: { ...CONFIG, name: id },
    provider: "Anthropic, opus",
  });
  const crew = [member("ann", "running", "counts the bread"), member("bo", "asleep"), member("cy", "failed")];
  const ids = (text: string, shown: Parameters<typeof countOf>[1] = "") =>
    found(crew, { text, shown }).map(({ id }) => id);
  expect(ids(" ")).toEqual(["ann", "bo", "cy"]);
  expect(ids("BREAD press")).toEqual(["ann"]);
  expect(ids("opus", "free")).toEqual(["bo"]);
  expect(ids("nobody")).toEqual([]);
  expect((["", "running", "waiting", "failed", "free"] as const).map((one) => countOf(crew, one))).toEqual([
    3, 1, 0, 1, 1,
  ]);
});
