/**
 * TinyAGI in an editor: `tinyagi acp` speaks the Agent Client Protocol with the official client, and with one that knows
 * nothing but lines of JSON.
 *
 * @requirement EDITOR-1
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fakeAcpCommand, waitFor } from "@tinyagi/testkit";
import { type Editor, openEditor } from "@tinyagi/testkit/editor";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Daemon } from "./support/daemon.js";
import { CLI, openStage, type Stage } from "./support/stage.js";

const TIMEOUT_MS = 120_000;
let stage: Stage;
let daemon: Daemon;

beforeAll(async () => {
  stage = await openStage({
    settings: {
      agents: {
        kept: { name: "Kept", provider: "acp:mine" },
        careful: { name: "Careful", provider: "acp:gemini", permissions: "ask" },
      },
      acp_agents: { mine: { command: fakeAcpCommand() }, gemini: { command: fakeAcpCommand() } },
      execution: { live: { enabled: true }, retryBaseMs: 20, retryMaxMs: 100 },
    },
  });
  daemon = await stage.start();
}, TIMEOUT_MS);
afterAll(() => stage[Symbol.asyncDispose]());

/** @param decide picks a choice of a question; undefined: the person never decides */
function editorFor(agent: string, decide?: () => string): Editor {
  return openEditor({
    command: process.execPath,
    args: [CLI, "acp", "--agent", agent],
    env: { ...stage.place.env, TINYAGI_API_PORT: "0" },
    ...(decide === undefined ? {} : { decide }),
  });
}

const note = (name: string) => join(stage.place.workspace, "careful", name);

describe("an editor", { timeout: TIMEOUT_MS }, () => {
  test("gets the answer of an agent as it is written, once, and what it did", async () => {
    await using editor = editorFor("kept");
    const session = await editor.begin();
    expect(await editor.ask(session, "work")).toEqual({ stopReason: "end_turn" });
    expect(editor.said(session).match(/done/g)).toHaveLength(1);
    expect(editor.updates(session)).toContainEqual(
      expect.objectContaining({
        sessionUpdate: "tool_call",
        title: expect.stringContaining("Searches files"),
        status: "in_progress",
      }),
    );
    expect(editor.updates(session)).toContainEqual(
      expect.objectContaining({ sessionUpdate: "tool_call_update", status: "completed" }),
    );
  });

  test.each(["approve", "deny"])("decides there on what an agent asks: %s", async (word) => {
    await using editor = editorFor("careful", () => word);
    const session = await editor.begin();
    const file = note(`${word}.txt`);
    await editor.ask(session, `write ${file} words`);
    expect(JSON.stringify(editor.asked)).toContain("words");
    expect(existsSync(file)).toBe(word === "approve");
    const { approvals } = await daemon.client.call("listApprovals", { query: {} });
    expect(approvals).toEqual([]);
  });

  test("takes a question back that was decided elsewhere", async () => {
    await using editor = editorFor("careful");
    const session = await editor.begin();
    const file = note("elsewhere.txt");
    const answered = editor.ask(session, `write ${file} words`);
    await waitFor(() => editor.asked.length > 0, { timeoutMs: TIMEOUT_MS / 2, what: "a question" });
    const [waiting] = (await daemon.client.call("listApprovals", { query: {} })).approvals;
    expect(await stage.cli(["approve", waiting?.id ?? ""])).toMatchObject({ code: 0 });
    expect(await answered).toEqual({ stopReason: "end_turn" });
    expect(readFileSync(file, "utf8")).toBe("words");
  });

  test("cancels the work of a prompt", async () => {
    await using editor = editorFor("kept");
    const session = await editor.begin();
    const answered = editor.ask(session, "hang");
    const running = async () =>
      (await daemon.client.call("listRuns", { query: { limit: 1 } }))[0]?.status === "running";
    await waitFor(running, { timeoutMs: TIMEOUT_MS / 2, what: "the agent to work" });
    await editor.cancel(session);
    expect(await answered).toEqual({ stopReason: "cancelled" });
    const [last] = await daemon.client.call("listConversations", { query: { limit: 1 } });
    expect(last?.status).toBe("cancelled");
  });

  test("goes on with a session of earlier, after it was left", async () => {
    let session = "";
    {
      await using editor = editorFor("kept");
      session = await editor.begin();
      await editor.ask(session, "first words");
    }
    await using again = editorFor("kept");
    await again.begin();
    const { modes } = await again.load(session);
    expect(modes?.currentModeId).toBe("kept");
    expect(again.said(session, "user_message_chunk")).toBe("first words");
    expect(again.said(session)).toContain("first words");
    await again.ask(session, "second words");
    expect(again.said(session)).toContain("second words");
    await expect(again.load(crypto.randomUUID())).rejects.toThrow();
  });

  test("talks with another agent in the same session", async () => {
    await using editor = editorFor("kept");
    const session = await editor.begin();
    await editor.setMode(session, "careful");
    await editor.ask(session, "to somebody else");
    const [last] = await daemon.client.call("listConversations", { query: { limit: 1 } });
    expect(last?.agent).toBe("careful");
    await expect(editor.setMode(session, "nobody")).rejects.toThrow("No agent or team has this name.");
  });

  test("leaves, and the work goes on", async () => {
    const file = note("later.txt");
    {
      await using editor = editorFor("careful");
      const session = await editor.begin();
      void editor.ask(session, `write ${file} words`).catch(() => undefined);
      await waitFor(() => editor.asked.length > 0, { timeoutMs: TIMEOUT_MS / 2, what: "a question" });
    }
    const [waiting] = (await daemon.client.call("listApprovals", { query: {} })).approvals;
    expect(await stage.cli(["approve", waiting?.id ?? ""])).toMatchObject({ code: 0 });
    await waitFor(() => existsSync(file), { timeoutMs: TIMEOUT_MS / 2, what: "the file" });
  });

  test("that knows nothing but lines gets nothing but the protocol", async () => {
    const line = (message: object) => `${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`;
    const hello = { id: 1, method: "initialize", params: { protocolVersion: 1, clientCapabilities: {} } };
    const input = `not json\n${line(hello)}${line({ id: 2, method: "no/such" })}`;
    const { code, stdout } = await stage.cli(["acp"], { input });
    expect(code).toBe(0);
    const answers = stdout.split("\n").map((text) => JSON.parse(text));
    expect(answers.every((answer) => answer.jsonrpc === "2.0")).toBe(true);
    expect(answers.find(({ id }) => id === 1).result).toMatchObject({
      protocolVersion: 1,
      agentCapabilities: { loadSession: true },
    });
    expect(answers.find(({ id }) => id === 2).error.code).toBeLessThan(0);
  });

  test("says what to do when no daemon runs, or nobody has the name", async () => {
    await using empty = await openStage();
    const { code, stdout, stderr } = await empty.cli(["acp"]);
    expect({ code, stdout }).toEqual({ code: 69, stdout: "" });
    expect(stderr).toContain("Start it: tinyagi start");
    const unknown = await stage.cli(["acp", "--agent", "nobody"]);
    expect(unknown).toMatchObject({ code: 1, stdout: "" });
    expect(unknown.stderr).toContain("@kept");
  });
});
