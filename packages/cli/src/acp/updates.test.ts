import { describe, expect, it } from "vitest";
import { buildEvent, runStarted } from "../testing/sample.js";

import { nothingShown, replyUpdates, updatesOf } from "./updates.js";

const textOf = (content: unknown) =>
  typeof content === "object" && content !== null && "text" in content ? String(content.text) : "";
const words = (agent: string, text: string, delta = true) =>
  buildEvent("run.progressed", { agent, agentName: agent, text, delta, messageId: "m" });
const reply = (text: string, files: string[] = []) => ({
  message: `${text}\n\n- [lead]`,
  parts: [{ agent: "lead", runId: "run_a", text, failure: null, waiting: null }],
  notes: [],
  files,
});

describe("the work of agents in an editor", () => {
  it("is the words of whoever got the prompt; those of others are thoughts", () => {
    const shown = nothingShown();
    updatesOf(runStarted("lead", "run_a"), shown);
    const updates = [words("lead", "I ask "), words("coder", "hm"), words("lead", "the coder.")].flatMap(
      (event) => updatesOf(event, shown),
    );
    expect(updates).toEqual([
      { sessionUpdate: "agent_message_chunk", content: { type: "text", text: "I ask " } },
      { sessionUpdate: "agent_thought_chunk", content: { type: "text", text: "hm" } },
      { sessionUpdate: "agent_message_chunk", content: { type: "text", text: "the coder." } },
    ]);
    expect(shown.text).toBe("I ask the coder.");
  });

  it("shows words once that the whole block repeats, as claude sends them", () => {
    const shown = nothingShown();
    const said = [
      runStarted("lead", "run_a"),
      ...["Hello ", "world"].map((text) => words("lead", text)),
      words("lead", "Hello world", false),
      ...["I ", "think"].map((text) => words("coder", text)),
      words("coder", "I think so", false),
      words("lead", "Done.", false),
    ].flatMap((event) => updatesOf(event, shown));
    const joined = (kind: string) =>
      said
        .map((update) => (update.sessionUpdate === kind && "content" in update ? textOf(update.content) : ""))
        .join("");
    expect(joined("agent_message_chunk")).toBe("Hello world\n\nDone.");
    expect(joined("agent_thought_chunk")).toBe("I think so");
    expect(shown.text).toBe("Hello world\n\nDone.");
  });

  it("shows an answer once, however it came", () => {
    const shown = nothingShown();
    for (const part of ["do", "ne"]) updatesOf(words("lead", part), shown);
    expect(replyUpdates(reply("done"), shown)).toEqual([]);
    expect(replyUpdates(reply("another"), shown)).toMatchObject([{ content: { text: "\n\nanother" } }]);
    expect(replyUpdates(reply("whole", ["a.png"]), nothingShown())).toMatchObject([
      { content: { text: "whole\n\nFiles: a.png" } },
    ]);
  });

  it("goes on where the words that came as they were written end", () => {
    const shown = nothingShown();
    updatesOf(runStarted("lead", "run_a"), shown);
    updatesOf(words("lead", "hello from the "), shown);
    expect(replyUpdates(reply("hello from the model", ["a.png"]), shown)).toMatchObject([
      { content: { text: "model\n\nFiles: a.png" } },
    ]);
    expect(replyUpdates(reply("hello from the model", ["a.png"]), shown)).toEqual([]);
  });

  it("shows what each agent said, and an answer of TinyAGI itself", () => {
    const part = { agent: "lead", runId: "run_a", text: "one", failure: null, waiting: null };
    const two = { ...part, agent: "coder", text: null, waiting: "It waits." };
    expect(
      replyUpdates({ ...reply("one"), parts: [part, two], notes: ["Stopped."] }, nothingShown()),
    ).toMatchObject([{ content: { text: "@lead: one\n\n@coder: It waits.\n\nStopped." } }]);
    expect(replyUpdates({ ...reply(""), message: "Done.", parts: null }, nothingShown())).toMatchObject([
      { content: { text: "Done." } },
    ]);
  });

  it("says what a tool does as all screens do, and of which kind it is, however its program names it", () => {
    const shown = nothingShown();
    updatesOf(runStarted("lead", "run_a"), shown);
    const call = (agent: string, name: string, input?: string) =>
      updatesOf(buildEvent("run.tool_started", { agent, name, ...(input && { input }) }), shown);
    expect(call("lead", "Bash", '{"command":"ls\\n-la"}')).toMatchObject([
      { title: "Runs ls -la", kind: "execute" },
    ]);
    expect(call("coder", "read_file")).toMatchObject([{ title: "@coder: Reads a file", kind: "read" }]);
    const kinds = [
      "apply_patch",
      "grep_search",
      "list_directory",
      "web_search",
      "todo_write",
      "mcp__x__y",
      "no\u001bne",
    ];
    expect(kinds.map((name) => call("lead", name)[0])).toMatchObject(
      ["edit", "search", "search", "fetch", "think", "other", "other"].map((kind) => ({ kind })),
    );
    expect(call("lead", "no\u001bne\n# Title")).toMatchObject([{ title: "Uses noe # Title" }]);
  });

  it("names a call of a tool by its run, so that two runs never share one", () => {
    const started = { agent: "lead", name: "Bash", callId: "c1", input: "ls" };
    const ids = ["run_a", "run_b"].map((runId) => {
      const [update] = updatesOf(
        Object.assign(buildEvent("run.tool_started", started), { runId }),
        nothingShown(),
      );
      return update !== undefined && "toolCallId" in update ? update.toolCallId : undefined;
    });
    expect(new Set(ids).size).toBe(2);
  });
});
