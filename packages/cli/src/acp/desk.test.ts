import type { AgentContext, SessionUpdate } from "@agentclientprotocol/sdk";
import type { Client } from "@tinyagi/client";
import { AppError, type ApprovalView } from "@tinyagi/contracts";
import { partial } from "@tinyagi/testkit/partial";
import { expect, it, vi } from "vitest";
import { buildEvent } from "../testing/sample.js";
import { openEditorDesk } from "./desk.js";

const ABOUT = { approvalId: "ask_a", kind: "permission" as const, agent: "coder" };
const REQUESTED = { ...ABOUT, title: "make", detail: "make", digest: "d", expiresAt: 0 };
const DECIDED = { ...ABOUT, status: "approved" as const, by: "operator" };

/** A desk with one question that was asked in the editor. @param decide answers the decision of the editor */
async function asked(decide: () => Promise<unknown> = async () => ({})) {
  const view = partial<ApprovalView>({ id: "ask_a", kind: "permission", agent: "coder", title: "make" });
  const open = { ...view, detail: "make", digest: "d", status: "open" as const };
  const shown: SessionUpdate[] = [];
  let choose: (optionId: string) => void = () => undefined;
  const request = vi.fn(
    () =>
      new Promise((resolve) => {
        choose = (optionId) => resolve({ outcome: { outcome: "selected", optionId } });
      }),
  );
  const call = vi.fn(async (route: string) => (route === "getApproval" ? open : decide()));
  const desk = openEditorDesk({
    tinyagi: partial<Client>({ call: call as Client["call"] }),
    editor: partial<AgentContext>({ request: request as AgentContext["request"] }),
    sessionId: "s",
    signal: new AbortController().signal,
    show: (updates) => void shown.push(...updates),
  });
  desk.event(buildEvent("approval.requested", REQUESTED));
  await vi.waitFor(() => expect(request).toHaveBeenCalled());
  return { desk, shown, call, choose: (optionId: string) => choose(optionId) };
}

const ended = (status: string) => ({ sessionUpdate: "tool_call_update", toolCallId: "ask_a", status });

it("a question that is decided in the editor is ended there, once", async () => {
  const { desk, shown, call, choose } = await asked();
  choose("approve");
  await vi.waitFor(() => expect(shown).toEqual([ended("completed")]));
  desk.event(buildEvent("approval.answered", DECIDED));
  expect(shown).toHaveLength(1);
  expect(call).toHaveBeenLastCalledWith(
    "approveApproval",
    expect.objectContaining({ body: { digest: "d" } }),
  );
});

it("a question that is decided elsewhere, or by nobody, is ended in the editor", async () => {
  const { desk, shown } = await asked();
  desk.event(buildEvent("approval.answered", DECIDED));
  expect(shown).toEqual([ended("completed")]);
  const denied = await asked();
  denied.desk.event(buildEvent("approval.answered", { ...DECIDED, status: "denied" }));
  const expired = await asked();
  expired.desk.event(buildEvent("approval.expired", ABOUT));
  expect([...denied.shown, ...expired.shown]).toEqual([ended("failed"), ended("failed")]);
});

it("an answer that comes after the decision decides nothing, and says so", async () => {
  const { desk, shown, call, choose } = await asked();
  desk.event(buildEvent("approval.answered", DECIDED));
  choose("deny");
  await vi.waitFor(() => expect(JSON.stringify(shown)).toContain("already decided"));
  expect(call).toHaveBeenCalledTimes(1);
});

it("an answer that somebody was faster than says who decided", async () => {
  const late: Awaited<ReturnType<typeof asked>> = await asked(async () => {
    late.desk.event(buildEvent("approval.answered", DECIDED));
    throw new AppError("APPROVAL_ANSWERED", "This was approved before, by operator.");
  });
  late.choose("deny");
  await vi.waitFor(() => expect(JSON.stringify(late.shown)).toContain("approved before, by operator"));
});
