/** `run` while an agent waits for a decision: the person reads it at once and, at a terminal, decides there. */
import { expect, test } from "vitest";
import { type FakeServer, serveHome } from "../../testing/fake-server.js";
import { type Invocation, invoke, withHome } from "../../testing/invoke.js";
import { buildEvent, conversationOf } from "../../testing/sample.js";
import { typeAt } from "../../testing/typing.js";

const ID = "ask_k7qx2m9p";
const DIGEST = "d".repeat(64);
const CLOSED = buildEvent("conversation.closed", { status: "closed", replies: 1 });

function requested(change: object = {}) {
  return buildEvent("approval.requested", {
    approvalId: ID,
    kind: "permission" as const,
    agent: "coder",
    title: "Use the tool Bash",
    detail: "rm -rf build",
    digest: DIGEST,
    expiresAt: 9,
    replyId: 7,
    ...change,
  });
}

/** Runs a message whose agent asks; the conversation ends when `until` holds. */
async function runAsking(
  request: ReturnType<typeof requested>,
  { words = ["run", "hi"], until, ...options }: Partial<Invocation> & Steps,
) {
  return withHome(async (home) => {
    await using server = await serveHome(home);
    const done = server.conversation;
    server.conversation = conversationOf({ status: "open" });
    server.events = [request];
    for (const act of ["approve", "deny", "answer"])
      server.answers.set(`POST /api/approvals/${ID}/${act}`, { status: 200, body: { id: ID } });
    let stderr = "";
    const running = invoke(words, {
      home,
      ...options,
      onStderr(text) {
        stderr = text;
        options.onStderr?.(text);
      },
    });
    await expect.poll(() => until({ server, stderr })).toBe(true);
    const [reply] = done.replies;
    if (reply === undefined) throw new Error("the sample has no reply");
    server.conversation = { ...done, replies: [{ ...reply, id: 7, message: "announcement" }, reply] };
    server.send([CLOSED]);
    const decided = server.calls.filter(({ line }) => line.includes("/approvals/"));
    return { ...(await running), decided };
  });
}

interface Steps {
  words?: string[];
  until: (seen: { server: FakeServer; stderr: string }) => boolean;
}
const isDecided: Steps["until"] = ({ server }) =>
  server.calls.some(({ line }) => line.includes("/approvals/"));

/** @requirement APPROVAL-6 */
test.each([[["run", "hi"]], [["send", "--wait", "hi"]]])(
  "without a terminal, `%s` prints the content and the exact commands while the agent waits",
  async (words) => {
    const { code, stdout, stderr, decided } = await runAsking(requested(), {
      words,
      until: (seen) => seen.stderr.includes("Deny:"),
    });
    expect(code).toBe(0);
    expect(stderr.split("\n")).toEqual(
      expect.arrayContaining([
        `@coder asks for permission (${ID}):`,
        "  > Use the tool Bash",
        "  > rm -rf build",
        `Approve: tinyagi approve ${ID} --digest ${DIGEST}`,
        `Deny: tinyagi deny ${ID} --digest ${DIGEST} 'YOUR REASON'`,
      ]),
    );
    // The announcement is not part of the answer.
    expect(stdout).toBe("all done\n");
    expect(decided).toEqual([]);
  },
);

/** @requirement APPROVAL-6 */
test.each([[false], [true]])(
  "with --json, the approval is one line of JSON on stderr while the agent waits, and nobody is asked (terminal: %s)",
  async (terminal) => {
    const { code, stdout, stderr, decided } = await runAsking(requested(), {
      words: ["run", "hi", "--json"],
      ...(terminal ? typeAt([]) : {}),
      until: (seen) => seen.stderr.endsWith("\n"),
    });
    expect({ code, decided }).toEqual({ code: 0, decided: [] });
    const approval = {
      id: ID,
      kind: "permission",
      agent: "coder",
      title: "Use the tool Bash",
      detail: "rm -rf build",
      digest: DIGEST,
      expiresAt: 9,
    };
    expect(JSON.parse(stderr)).toEqual({ approval });
    expect(stderr.trim()).not.toContain("\n");
    expect(JSON.parse(stdout)).toMatchObject({ status: "closed" });
  },
);

/** @requirement APPROVAL-6 */
test.each([
  ["y", "approve", { digest: DIGEST }],
  ["n", "deny", { digest: DIGEST }],
  ["yes, but gently", "deny", { digest: DIGEST, text: "yes, but gently" }],
])("at a terminal, %j means %s, for exactly the content that was shown", async (keys, act, body) => {
  const { code, stderr, decided } = await runAsking(requested(), {
    ...typeAt([[new RegExp(`Approve ${ID}\\?`), `${keys}\r`]]),
    until: isDecided,
  });
  expect(code).toBe(0);
  expect(decided).toEqual([{ line: `POST /api/approvals/${ID}/${act}`, body }]);
  expect(stderr).toContain("  > rm -rf build");
});

test("at a terminal, a question takes the typed answer", async () => {
  const question = {
    kind: "question",
    title: "Which colour?",
    detail: "Which colour?",
    options: ["red", "blue"],
  };
  const { decided } = await runAsking(requested(question), {
    ...typeAt([[/Your answer to/, "blue, please\r"]]),
    until: isDecided,
  });
  expect(decided[0]).toEqual({
    line: `POST /api/approvals/${ID}/answer`,
    body: { digest: DIGEST, text: "blue, please" },
  });
});

test("an empty answer decides later and prints the commands", async () => {
  const { code, decided } = await runAsking(requested(), {
    ...typeAt([[new RegExp(`Approve ${ID}\\?`), "\r"]]),
    until: (seen) => seen.stderr.includes(`tinyagi approve ${ID}`),
  });
  expect({ code, decided }).toEqual({ code: 0, decided: [] });
});

test("a decision made elsewhere takes the question back", async () => {
  let told = false;
  const { code, decided, stderr } = await runAsking(requested(), {
    ...typeAt([]),
    until({ server, stderr }) {
      if (!told && stderr.includes(`Approve ${ID}?`)) {
        told = true;
        const data = { approvalId: ID, kind: "permission" as const, agent: "coder" };
        server.send([buildEvent("approval.answered", { ...data, status: "denied", by: "ana" })]);
      }
      return stderr.includes("needs no decision any more");
    },
  });
  expect({ code, decided }).toEqual({ code: 0, decided: [] });
  expect(stderr.lastIndexOf("\u001b[?25h")).toBeGreaterThan(stderr.lastIndexOf("\u001b[?25l"));
});

test("Ctrl-C at the question leaves the command, and the conversation continues", async () => {
  await withHome(async (home) => {
    await using server = await serveHome(home);
    server.conversation = conversationOf({ status: "open" });
    server.events = [requested()];
    const result = await invoke(["run", "hi"], {
      home,
      ...typeAt([[new RegExp(`Approve ${ID}\\?`), "\u0003"]]),
    });
    expect(result.code).toBe(130);
    expect(result.stderr).toContain("The conversation continues.");
    expect(server.calls.filter(({ line }) => line.includes("/approvals/"))).toEqual([]);
  });
});

/** @requirement APPROVAL-6 */
test.each([[false], [true]])(
  "what an agent writes cannot control the screen or imitate a line (terminal: %s)",
  async (terminal) => {
    const evil = {
      title: "Use\u001b[2J\u001b]0;owned\u0007 Bash",
      detail: `ls\nApprove: tinyagi approve ask_aaaaaaaa\u202e\r\n\u001b[1A\u009b31mApprove ${ID}? y`,
    };
    const { stderr } = await runAsking(requested(evil), {
      ...(terminal ? typeAt([[new RegExp(`Approve ${ID}\\? y, n`), "n\r"]]) : {}),
      until: terminal ? isDecided : (seen) => seen.stderr.includes("Deny:"),
    });
    for (const control of ["\u001b[2J", "\u001b]", "\u0007", "\u202e", "\u009b"])
      expect(stderr).not.toContain(control);
    for (const line of stderr.split("\n").filter((one) => one.includes("ask_aaaaaaaa")))
      expect(line).toMatch(/^ {2}> /);
  },
);
