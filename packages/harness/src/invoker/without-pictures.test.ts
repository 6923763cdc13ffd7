/** @requirement SEE-1 */
import { failureWith, type Harness, type HarnessEvent, type HarnessRequest } from "@tinyagi/contracts";
import { expect, test } from "vitest";
import { codexInvocation } from "../codex/arguments.js";
import { opencodeInvocation } from "../opencode/arguments.js";
import { runShowing } from "./without-pictures.js";

const REQUEST: HarnessRequest = {
  runId: "run_1",
  agentId: "a",
  cwd: "/w",
  prompt: "look",
  pictures: [{ path: "/in/a/a.png", type: "image/png", bytes: 10 }],
  systemPrompt: "",
  sessionId: "old",
  permissions: "sandboxed",
  env: {},
  deniedPaths: [],
  limits: { timeoutMs: 1, idleTimeoutMs: 1, maxOutputBytes: 1, maxLineBytes: 1 },
};

function refusing({ acts = false, attaches = true } = {}) {
  const requests: HarnessRequest[] = [];
  const harness: Harness = {
    id: "codex",
    attachesPictures: attaches,
    async run(request, { onEvent }) {
      requests.push(request);
      if (acts) onEvent({ type: "tool.started", name: "Bash" });
      if (request.pictures !== undefined) throw failureWith("refused", "Could not process image");
      return { text: "without", deniedTools: [] };
    },
  };
  const events: HarnessEvent[] = [];
  const context = {
    signal: new AbortController().signal,
    onEvent: (event: HarnessEvent) => events.push(event),
  };
  return { requests, run: () => runShowing(harness, REQUEST, context) };
}

test("a message whose picture the provider refuses is answered without it, in a new session", async () => {
  const { run, requests } = refusing();
  expect(await run()).toMatchObject({ text: "without", rebuiltFrom: "old" });
  expect(requests[1]).not.toHaveProperty("sessionId");
  expect(requests[1]?.prompt).toContain("the provider refused the pictures");
});

test("nothing is repeated once the agent has acted, or where the picture was not handed over", async () => {
  for (const { run, requests } of [refusing({ acts: true }), refusing({ attaches: false })]) {
    await expect(run()).rejects.toThrow("Could not process image");
    expect(requests).toHaveLength(1);
  }
});

test("codex and opencode get each picture as one argument, unless their model does not see", () => {
  const { args } = codexInvocation(REQUEST, { userSetsSandboxMode: false });
  expect(args.slice(-4)).toEqual(["--image=/in/a/a.png", "--", "old", "-"]);
  expect(opencodeInvocation(REQUEST, {}).args).toContain("--file=/in/a/a.png");
  const blind = { ...REQUEST, vision: false };
  expect(codexInvocation(blind, { userSetsSandboxMode: false }).args.join(" ")).not.toContain("a.png");
  const large = { ...REQUEST, pictures: [{ path: "/in/b.png", type: "image/png" as const, bytes: 9e6 }] };
  expect(opencodeInvocation(large, {}).args.join(" ")).not.toContain("b.png");
});
