/** What a person is asked about what codex wants to do, and what is denied without a question. */
import { expect, test } from "vitest";
import type { PermissionQuestion } from "../../api/permit.js";
import { answerApproval } from "./approvals.js";

const COMMAND = "item/commandExecution/requestApproval";
const ELICITATION = "mcpServer/elicitation/request";

/** A person who allows everything, what they were asked, and the answer. */
async function answer(method: string, params: object) {
  const asked: PermissionQuestion[] = [];
  const said: { result: { decision?: string; action?: string } }[] = [];
  await answerApproval(
    { kind: "request", id: 1, method, params },
    {
      itemOf: () => undefined,
      permit: async (question) => void asked.push(question),
      signal: new AbortController().signal,
      onDenied: () => {},
      tell: () => {},
      say: (line) => void said.push(JSON.parse(line)),
    },
  );
  return { asked: asked.map(({ tool, input }) => ({ tool, input })), result: said[0]?.result };
}

function toolCall(meta: object) {
  const message = 'Allow the mail MCP server to run tool "send"?';
  return { serverName: "mail", mode: "form", message, requestedSchema: { properties: {} }, _meta: meta };
}

test("a call of a tool is asked about with what the tool is called with", async () => {
  const call = (to: string) =>
    answer(ELICITATION, toolCall({ codex_approval_kind: "mcp_tool_call", tool_params: { to } }));
  const [first, second] = [await call("ann"), await call("everybody")];
  expect(first.asked).toMatchObject([{ tool: "mail", input: { arguments: { to: "ann" } } }]);
  expect(JSON.stringify(first.asked)).toContain("send");
  expect(second.asked).not.toEqual(first.asked);
  expect(first.result?.action).toBe("accept");
});

test.each([
  ["a call whose arguments are hidden", toolCall({ codex_approval_kind: "mcp_tool_call" })],
  ["a form without required fields", toolCall({})],
  ["a question without a kind", { serverName: "mail", mode: "form", message: "Sure?" }],
  [
    "an address to open",
    { serverName: "mail", mode: "url", message: "Open", url: "https://x.test", _meta: null },
  ],
])("%s is declined without a question", async (_name, params) => {
  expect(await answer(ELICITATION, params)).toMatchObject({ asked: [], result: { action: "decline" } });
});

const command = { itemId: "call", command: "curl x.test", cwd: "/", reason: null };

test.each([undefined, null, "command"])("a command of the kind %s is asked about", async (kind) => {
  const { asked, result } = await answer(COMMAND, Object.assign({ kind }, command));
  expect(asked).toEqual([{ tool: "command", input: { command: "curl x.test", cwd: "/" } }]);
  expect(result?.decision).toBe("accept");
});

test.each(["writeStdin", "humanCommand", "of tomorrow"])(
  "a request of the kind %s is no command, and is denied without a question",
  async (kind) => {
    const denied = await answer(COMMAND, Object.assign({ kind }, command));
    expect(denied).toMatchObject({ asked: [], result: { decision: "decline" } });
  },
);

test("a command that asks for the network is another question for each host", async () => {
  const reach = (host: string) => {
    const networkApprovalContext = { host, protocol: "https" };
    return answer(COMMAND, Object.assign({ networkApprovalContext }, command));
  };
  const [one, other] = [await reach("one.test"), await reach("other.test")];
  expect(one.asked).toMatchObject([{ input: { network: { host: "one.test", protocol: "https" } } }]);
  expect(other.asked).not.toEqual(one.asked);
});
