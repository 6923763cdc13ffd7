/** Leaving a conversation and waiting for it again. */
import { describe, expect, it } from "vitest";
import { type FakeServer, serveHome } from "../../testing/fake-server.js";
import { type Invocation, type InvocationResult, invoke, withHome } from "../../testing/invoke.js";
import { buildEvent, CONVERSATION, conversationOf, messageOf, runOf } from "../../testing/sample.js";

type Tinyagi = (words: string[], options?: Partial<Invocation>) => Promise<InvocationResult>;

async function served(use: (tinyagi: Tinyagi, server: FakeServer) => Promise<void>): Promise<void> {
  await withHome(async (home) => {
    await using server = await serveHome(home);
    await use((words, options) => invoke(words, { home, ...options }), server);
  });
}

describe("attach", () => {
  it("waits for a conversation that is open, and prints its events and its answer as run does", async () => {
    await served(async (tinyagi, server) => {
      server.conversation = conversationOf({ status: "open" });
      const attached = tinyagi(["attach", CONVERSATION]);
      await expect.poll(() => server.streamCount()).toBe(1);
      await expect.poll(() => server.urls.join(" ")).toContain(`GET /api/conversations/${CONVERSATION}`);
      server.conversation = conversationOf();
      server.send([buildEvent("conversation.closed", { status: "closed", replies: 1 })]);
      const { code, stdout, stderr } = await attached;
      expect({ code, stdout }).toEqual({ code: 0, stdout: "all done\n" });
      expect(stderr).toContain("1 run · ");
      expect(server.calls.filter(({ line }) => line === "POST /api/message")).toEqual([]);
    });
  });

  it("prints the answer of one that has ended, with the exit code of its outcome", async () => {
    await served(async (tinyagi, server) => {
      expect(await tinyagi(["attach", CONVERSATION])).toMatchObject({ code: 0, stdout: "all done\n" });
      server.conversation = conversationOf({ messages: [messageOf({ status: "dead" })] });
      expect((await tinyagi(["attach", CONVERSATION, "--json"])).code).toBe(1);
    });
  });

  it("finds the conversation of a run and of the newest run of an agent", async () => {
    await served(async (tinyagi, server) => {
      server.answers.set("GET /api/runs/run_aaaaaa", { status: 200, body: runOf() });
      for (const ref of ["run_aaaaaa", "@coder"])
        expect(await tinyagi(["attach", ref])).toMatchObject({ code: 0, stdout: "all done\n" });
      server.answers.set("GET /api/runs", { status: 200, body: [] });
      expect(await tinyagi(["attach", "@nobody"])).toMatchObject({ code: 1, stdout: "" });
    });
  });

  it("does not say of an unknown conversation that it continues", async () => {
    await served(async (tinyagi, server) => {
      const body = { error: "conversation not found", code: "NOT_FOUND" };
      server.answers.set("GET /api/conversations/conv_nowhere", { status: 404, body });
      const { code, stderr } = await tinyagi(["attach", "conv_nowhere"]);
      expect(code).toBe(1);
      expect(stderr).not.toContain("continues");
    });
  });
});

it.each([
  ["run", "hi"],
  ["send", "--wait", "hi"],
  ["attach", CONVERSATION],
])(
  "an interrupted %s says that the conversation continues and how to wait for it again",
  async (...words) => {
    await served(async (tinyagi, server) => {
      server.conversation = conversationOf({ status: "open" });
      const interrupt = new AbortController();
      const left = tinyagi(words, { signal: interrupt.signal });
      await expect.poll(() => server.urls.join(" ")).toContain(`GET /api/conversations/${CONVERSATION}`);
      interrupt.abort(new Error("SIGINT"));
      const { code, stderr } = await left;
      expect(code).toBe(130);
      expect(stderr).toContain(`tinyagi attach ${CONVERSATION}`);
    });
  },
);

it("send says how to follow the conversation", async () => {
  await served(async (tinyagi) => {
    expect((await tinyagi(["send", "hi"])).stderr).toContain(`tinyagi attach ${CONVERSATION}`);
  });
});
