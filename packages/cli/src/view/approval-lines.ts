/** An approval in words. Pure. */
import type { ApprovalKind, ApprovalView } from "@tinyagi/contracts";

/** What a person needs to decide, from the API or from an event. */
export type AskedApproval = Pick<
  ApprovalView,
  "id" | "kind" | "agent" | "title" | "detail" | "digest" | "expiresAt"
> & {
  options?: readonly string[] | undefined;
};

const HEADLINES: Readonly<Record<ApprovalKind, string>> = {
  question: "asks you",
  permission: "asks for permission",
  spawn: "asks to start other agents",
  budget: "has reached a budget and waits",
};

/** The agent's words, marked line by line, so that they cannot imitate the lines around them. */
export function quotedLines(text: string): string[] {
  return text.split("\n").map((line) => `  > ${line}`);
}

/** What the agent asks. It is the agent's claim. */
export function claimLines({ title, detail, options }: Omit<AskedApproval, "id">): string[] {
  return [
    ...quotedLines(title),
    ...(detail === title ? [] : quotedLines(detail)),
    ...(options === undefined ? [] : ["Suggested answers:", ...options.flatMap(quotedLines)]),
  ];
}

export function askedLines(asked: AskedApproval): string[] {
  return [`@${asked.agent} ${HEADLINES[asked.kind]} (${asked.id}):`, ...claimLines(asked)];
}

/** For a program: what a person would be asked, in the fields of the API. */
export function approvalNotice(asked: AskedApproval): { approval: AskedApproval } {
  const { id, kind, agent, title, detail, options, digest, expiresAt } = asked;
  const choices = options === undefined ? {} : { options };
  return { approval: { id, kind, agent, title, detail, ...choices, digest, expiresAt } };
}

/** The exact commands that decide it. The digest binds them to the content that was shown. */
export function commandLines({ id, kind, digest }: AskedApproval): string[] {
  const bound = `${id} --digest ${digest}`;
  if (kind === "question") return [`Answer: tinyagi answer ${bound} 'YOUR TEXT'`];
  return [`Approve: tinyagi approve ${bound}`, `Deny: tinyagi deny ${bound} 'YOUR REASON'`];
}
