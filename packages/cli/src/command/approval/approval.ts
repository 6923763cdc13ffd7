/** `approvals`, `approve`, `deny`, `answer`: decisions that agents wait for. */
import type { Client } from "@tinyagi/client";
import { APPROVAL_STATES, type ApprovalView } from "@tinyagi/contracts";
import { askTitle, heldText, minute } from "@tinyagi/views";
import type { Text } from "@tinyagi/visualizer/text";
import { type Command, Option } from "commander";
import type { CliContext } from "../../context/context.js";
import { optionalText, readTextInput, requiredText } from "../../control/given-text.js";
import { claimLines, quotedLines } from "../../view/approval-lines.js";
import { table } from "../../view/table.js";
import { parseLimit } from "../option.js";

const STATES = [...APPROVAL_STATES, "all"] as const;
type Status = (typeof STATES)[number];
const DIGEST = "decide only if the content still has this digest";
const LIST_EXAMPLES = `
Agents wait here for your decision. What an approval shows is what the agent wrote: its claim, not a fact.

Examples:
  tinyagi approvals
  tinyagi approvals ask_k7qx2m9p
  tinyagi approvals --status all
`;
const DECIDE_EXAMPLES = `
Examples:
  tinyagi approve ask_k7qx2m9p
  tinyagi deny ask_k7qx2m9p not on a Friday
  tinyagi answer ask_k7qx2m9p use the blue one
`;

export function registerApprovals(program: Command, context: CliContext): void {
  program
    .command("approvals")
    .argument("[approval]", "id of one approval, to see its whole content")
    .addOption(new Option("--status <status>", "only those in this state (default: open)").choices(STATES))
    .option("--limit <n>", "show at most this many", parseLimit)
    .addHelpText("after", LIST_EXAMPLES)
    .action((id: string | undefined, options: { status?: Status; limit?: number }) =>
      id === undefined ? list(context, options) : show(context, id),
    );
}

type Act = "approve" | "deny" | "answer";

export function registerDecisions(program: Command, context: CliContext): void {
  const define = (act: Act, text: string, about: string) =>
    program
      .command(act)
      .argument("<approval>", "id of the approval, as `tinyagi approvals` prints it")
      .argument(text, about)
      .option("--digest <digest>", DIGEST)
      .addHelpText("after", DECIDE_EXAMPLES)
      .action(async (id: string, words: string[], options: { digest?: string }) => {
        const said =
          act === "answer"
            ? requiredText(
                await readTextInput(context, words),
                "tinyagi answer ask_k7qx2m9p use the blue one",
              )
            : await optionalText(context, words);
        await decide(context, { act, id, text: said, digest: options.digest });
      });
  define("approve", "[remark...]", "a remark for the agent; - reads stdin");
  define("deny", "[reason...]", "the reason, for the agent; - reads stdin");
  define("answer", "[text...]", "the answer for the agent; a pipe is sent with it");
}

async function list(context: CliContext, query: { status?: Status; limit?: number }): Promise<void> {
  const client = await context.connect();
  const body = await client.call("listApprovals", { query, signal: context.signal });
  context.output.data(body, (columns) =>
    body.approvals.length === 0
      ? ["Nothing waits for your decision."]
      : table(
          ["ID", "KIND", "AGENT", "STATUS", "EXPIRES", "ASKS"],
          body.approvals.map((one) => [
            one.id,
            one.kind,
            `@${one.agent}`,
            one.status,
            minute(one.expiresAt),
            one.held === undefined ? askTitle(one) : `${heldText(one.held, context.now())}: ${askTitle(one)}`,
          ]),
          columns,
        ),
  );
}

async function show(context: CliContext, id: string): Promise<void> {
  const client = await context.connect();
  const approval = await client.call("getApproval", { params: { id }, signal: context.signal });
  context.output.data(approval, (columns) => contentLines(approval, { columns, now: context.now() }));
}

interface Decision {
  act: Act;
  id: string;
  text: string;
  digest: string | undefined;
}

async function decide(context: CliContext, decision: Decision): Promise<void> {
  const client = await context.connect();
  const params = { id: decision.id.toLowerCase() };
  const { signal } = context;
  // Bound to the content at this moment, or to the one the caller saw before.
  const digest = decision.digest ?? (await client.call("getApproval", { params, signal })).digest;
  const settled = await send(client, decision, { params, digest, signal });
  context.output.data(settled, (columns) => [
    ...contentLines(settled, { columns, now: context.now() }),
    `${WORDS[decision.act]}: @${settled.agent} ${endsWork(settled) ? "does not continue" : "continues"}.`,
  ]);
}

/** A denied budget ends the work. Every other decision is given to the agent. */
function endsWork({ kind, status }: ApprovalView): boolean {
  return kind === "budget" && status === "denied";
}

const WORDS: Readonly<Record<Act, string>> = { approve: "Approved", deny: "Denied", answer: "Answered" };

function send(
  client: Client,
  { act, text }: Decision,
  call: { params: { id: string }; digest: string; signal: AbortSignal },
): Promise<ApprovalView> {
  const { params, digest, signal } = call;
  if (act === "answer") return client.call("answerApproval", { params, body: { digest, text }, signal });
  const body = { digest, ...(text === "" ? {} : { text }) };
  return client.call(act === "approve" ? "approveApproval" : "denyApproval", { params, body, signal });
}

function contentLines(one: ApprovalView, { columns, now }: { columns: number; now: number }): Text[] {
  return [
    `${one.id} (${one.kind}) of @${one.agent}, ${one.status}, expires ${minute(one.expiresAt)}`,
    one.kind === "budget" ? "TinyAGI asks:" : "The agent asks:",
    ...claimLines(one, columns),
    ...(one.answer === undefined
      ? []
      : [`Answer of ${one.answeredBy ?? "someone"}:`, ...quotedLines(one.answer, columns)]),
    ...(one.held === undefined ? [] : [`${heldText(one.held, now)}.`]),
    `${one.runId === "" ? "" : `Run: ${one.runId}, `}digest: ${one.digest}`,
  ];
}
