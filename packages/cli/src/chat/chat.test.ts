/** A conversation in the terminal. @requirement CLI-2 */
import { PassThrough } from "node:stream";
import type { SendMessageBody } from "@tinyagi/contracts";
import { describe, expect, it } from "vitest";
import { type FakeServer, serveHome } from "../testing/fake-server.js";
import { type Invocation, type InvocationResult, invoke, withHome } from "../testing/invoke.js";
import { buildEvent, CONVERSATION, conversationOf } from "../testing/sample.js";

const CLOSED = buildEvent("conversation.closed", { status: "closed", replies: 1 });
const CTRL_C = "\u0003";
const PROMPT = /enter send/;

interface Person {
  /** Types once the screen shows this, after what it showed at the last step. */
  type: (seen: RegExp, keys: string) => Promise<void>;
  sees: (seen: RegExp) => Promise<void>;
  screen: () => string;
  isRaw: () => boolean;
}

async function chatting(
  words: string[],
  use: (person: Person, server: FakeServer) => Promise<void>,
  options: Partial<Invocation> = {},
): Promise<InvocationResult> {
  return withHome(async (home) => {
    await using server = await serveHome(home);
    server.answers.set("GET /api/conversations", { status: 200, body: [] });
    server.answers.set("GET /api/runs", { status: 200, body: [] });
    server.answers.set("GET /api/approvals", { status: 200, body: { approvals: [] } });
    server.events = [CLOSED];
    let raw = false;
    const setRawMode = (isRaw: boolean): void => {
      raw = isRaw;
    };
    const stdin = Object.assign(new PassThrough(), { isTTY: true, isRaw: true, setRawMode });
    let text = "";
    let at = 0;
    const sees = async (pattern: RegExp): Promise<void> => {
      await expect.poll(() => text.slice(at), { timeout: 10_000 }).toMatch(pattern);
      at = text.length;
    };
    const ended = invoke(["chat", ...words], {
      home,
      terminal: true,
      stdin,
      env: { LANG: "C.UTF-8" },
      onStderr: (all) => {
        text = all;
      },
      ...options,
    });
    await use(
      {
        sees,
        type: async (pattern, keys) => {
          await sees(pattern);
          setImmediate(() => stdin.write(keys));
        },
        screen: () => text,
        isRaw: () => raw,
      },
      server,
    );
    const result = await ended;
    expect(raw).toBe(false);
    return result;
  });
}

const sent = (server: FakeServer): SendMessageBody[] =>
  server.calls.filter(({ line }) => line === "POST /api/message").map(({ body }) => body as SendMessageBody);

describe("chat", () => {
  it("sends what is typed to the agent, prints its answer, and asks for the next text until the person leaves", async () => {
    const { code, stdout } = await chatting(["coder"], async (person, server) => {
      await person.type(PROMPT, "hello\r");
      await person.type(PROMPT, "and now?\r");
      await person.type(PROMPT, CTRL_C);
      await expect.poll(() => sent(server)).toHaveLength(2);
      expect(sent(server)).toMatchObject([
        { message: "hello", agent: "coder", channel: "cli", sender: "cli" },
        { message: "and now?", agent: "coder" },
      ]);
    });
    expect({ code, stdout }).toEqual({ code: 0, stdout: "all done\nall done\n" });
  });

  it("shows what was said before, and brings earlier texts back with the arrow keys", async () => {
    const { stderr } = await chatting(["coder"], async (person, server) => {
      const earlier = conversationOf({ text: "an earlier text" });
      server.answers.set("GET /api/conversations", { status: 200, body: [earlier] });
      server.answers.set(`GET /api/conversations/${CONVERSATION}`, { status: 200, body: earlier });
      await person.type(PROMPT, "\u001b[A\r");
      await expect.poll(() => sent(server)).toMatchObject([{ message: "an earlier text" }]);
      await person.type(PROMPT, "\u0004");
    });
    expect(stderr).toMatch(/you:.*an earlier text[\s\S]*all done/);
  });

  it("Ctrl-C clears a text, then ends the wait without cancelling, then leaves; /wait waits again", async () => {
    const { code, stdout } = await chatting(["coder"], async (person, server) => {
      server.events = [];
      server.conversation = conversationOf({ status: "open", closedAt: null, replies: [] });
      await person.type(PROMPT, "never sent");
      await person.type(/never sent/, CTRL_C);
      await person.type(PROMPT, "work\r");
      await expect.poll(() => server.streamCount()).toBe(1);
      await expect.poll(() => server.urls.join(" ")).toContain(`/api/conversations/${CONVERSATION}`);
      await expect.poll(person.isRaw).toBe(true);
      await person.type(/work/, CTRL_C);
      await person.sees(/\/wait/);
      server.conversation = conversationOf();
      await person.type(PROMPT, "/wait\r");
      await person.type(PROMPT, CTRL_C);
      expect(server.calls.map(({ line }) => line)).toEqual(["POST /api/message"]);
    });
    expect({ code, stdout }).toEqual({ code: 0, stdout: "all done\n" });
  });

  it("what is typed right after Ctrl-C or after a text is not lost", async () => {
    await chatting(["coder"], async (person, server) => {
      server.events = [];
      server.conversation = conversationOf({ status: "open", closedAt: null, replies: [] });
      await person.type(PROMPT, "work\rnext ");
      await expect.poll(() => server.streamCount()).toBe(1);
      await expect.poll(() => server.urls.join(" ")).toContain(`/api/conversations/${CONVERSATION}`);
      await expect.poll(person.isRaw).toBe(true);
      await person.type(/work/, `${CTRL_C}thing\r`);
      await expect.poll(() => sent(server)).toMatchObject([{ message: "work" }, { message: "next thing" }]);
      server.conversation = conversationOf();
      server.send([CLOSED]);
      await person.type(PROMPT, CTRL_C);
    });
  });

  it("an approval is shown with its exact text and decided where the person writes", async () => {
    await chatting(["coder"], async (person, server) => {
      server.conversation = conversationOf({ status: "open", closedAt: null, replies: [] });
      const data = { kind: "permission", agent: "coder", title: "rm -rf *_x_*", detail: "rm -rf *_x_*" };
      const asked = buildEvent("approval.requested", {
        approvalId: "ask_abcdefgh",
        expiresAt: null,
        digest: "d".repeat(64),
        options: [],
        ...data,
      } as never);
      server.events = [asked];
      server.answers.set("POST /api/approvals/ask_abcdefgh/approve", { status: 200, body: {} });
      await person.type(PROMPT, "clean up\r");
      await person.type(/rm -rf \*_x_\*[\s\S]*Approve ask_abcdefgh\?/, "y\r");
      await expect
        .poll(() => server.calls.map(({ line }) => line))
        .toContain("POST /api/approvals/ask_abcdefgh/approve");
      server.conversation = conversationOf();
      server.send([CLOSED]);
      await person.type(PROMPT, CTRL_C);
    });
  });

  it("a paste of several lines is one text; Alt-Enter begins a line; Tab completes commands and names", async () => {
    await chatting(["coder"], async (person, server) => {
      await person.type(PROMPT, "\u001b[200~one\rtwo\n\u001b[201~three\u001b\rfour\r");
      await expect.poll(() => sent(server)).toMatchObject([{ message: "one\ntwo\nthree\nfour" }]);
      await person.type(PROMPT, "/sta");
      await person.type(/\/status +Show running/, "\t\r");
      await expect.poll(() => sent(server)).toMatchObject([{}, { message: "/status", agent: "coder" }]);
      await person.type(PROMPT, "@d\thi\r");
      await expect.poll(() => sent(server)).toMatchObject([{}, {}, { message: "@dev hi" }]);
      expect(sent(server)[2]).not.toHaveProperty("agent");
      await person.type(PROMPT, "/quit\r");
    });
  });

  it("an unknown command is sent to nobody, and /help lists those of all chats", async () => {
    const { stderr } = await chatting(["coder"], async (person, server) => {
      await person.type(PROMPT, "/aprove ask_abcdefgh\r");
      await person.type(/no command \/aprove\. Did you mean \/approve\?/, "");
      await person.type(PROMPT, "/help\r");
      await person.type(PROMPT, " /aprove is a word\r");
      await expect.poll(() => sent(server)).toMatchObject([{ message: "//aprove is a word" }]);
      await person.type(PROMPT, "/exit\r");
    });
    expect(stderr).toContain("/approve ask_… [remark] - approve what an agent asks for");
    expect(stderr).toContain("/wait - wait again");
  });

  it("goes on after a refusal", async () => {
    const { code, stderr } = await chatting(["coder"], async (person, server) => {
      const body = { error: "the daily budget is used up", code: "BUDGET_EXCEEDED" };
      server.answers.set("POST /api/message", { status: 429, body });
      await person.type(PROMPT, "hello\r");
      await person.sees(/the daily budget is used up/);
      await person.type(PROMPT, CTRL_C);
    });
    expect(code).toBe(0);
    expect(stderr).toContain("tinyagi:");
  });

  it("says what agents there are when nobody has the name, and that it prints no JSON", async () => {
    await withHome(async (home) => {
      await using _server = await serveHome(home);
      const unknown = await invoke(["chat", "nobody"], { home });
      expect(unknown).toMatchObject({ code: 1, stdout: "" });
      expect(unknown.stderr).toMatch(/There are: @dev, @coder/);
      const json = await invoke(["chat", "coder", "--json"], { home });
      expect({ code: json.code, stderr: JSON.parse(json.stderr) }).toMatchObject({ code: 2 });
    });
  });

  it("over a pipe each line is one message; stdout has the answers and nothing else", async () => {
    await withHome(async (home) => {
      await using server = await serveHome(home);
      server.answers.set("GET /api/conversations", { status: 200, body: [] });
      server.events = [CLOSED];
      const input = "hello\n\nwhat is next?\n";
      const { code, stdout, stderr } = await invoke(["chat", "coder"], { home, input });
      expect({ code, stdout }).toEqual({ code: 0, stdout: "all done\n\nall done\n" });
      expect(stderr).toContain("each line of stdin is one message to @coder");
      expect(sent(server).map(({ message }) => message)).toEqual(["hello", "what is next?"]);
    });
  });
});
