/** Decisions about what needs you. Each names the exact content by its digest. */
"use client";
import { type UseMutationResult, useMutation, useQueryClient } from "@tanstack/react-query";
import { isAppError } from "@tinyagi/contracts";
import { api, lastingApi, toWords } from "../../lib/api";
import { keep } from "../../lib/kept";
import { KEYS } from "../../lib/keys";
import type { Approval, DeadLetter } from "../../lib/queries";
import { words } from "../../locale/words";
import { showToast } from "../../ui/toasts";
import { setLeaving } from "./leaving";

export type Decision = { verb: "approve" } | { verb: "deny" } | { verb: "answer"; text: string };

export function useDecide(approval: Approval): UseMutationResult<unknown, Error, Decision> {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (decision: Decision): Promise<unknown> => {
      const { id, digest } = approval;
      const params = { id };
      if (decision.verb === "answer")
        return api().call("answerApproval", { params, body: { digest, text: decision.text } });
      const route = decision.verb === "approve" ? "approveApproval" : "denyApproval";
      return api().call(route, { params, body: { digest } });
    },
    onSuccess: () => {
      keep(`answer.${approval.id}`, undefined);
      queries.setQueryData<Approval[]>(KEYS.approvals, (open) =>
        open?.filter(({ id }) => id !== approval.id),
      );
    },
    onError: (error) => {
      if (isSettled(error)) keep(`answer.${approval.id}`, undefined);
    },
  });
}

/** Ends the pause of a provider: what waits for it runs now. */
export function useResumeProvider(): UseMutationResult<unknown, Error, string> {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (provider: string) => api().call("resumeProvider", { body: { provider } }),
    onSuccess: () => queries.invalidateQueries({ queryKey: KEYS.paused }),
  });
}

/** Whether someone else has decided, or nobody may any more: the first decision counts. */
export function isSettled(error: Error | null): boolean {
  return isAppError(error) && (error.code === "APPROVAL_ANSWERED" || error.code === "APPROVAL_CLOSED");
}

/** Reads again what is open. */
export function useRefreshApprovals(): () => void {
  const queries = useQueryClient();
  return () => void queries.invalidateQueries({ queryKey: KEYS.approvals });
}

export function useRetryLetter(letter: DeadLetter): UseMutationResult<unknown, Error, void> {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => api().call("retryDead", { params: { id: String(letter.id) } }),
    onSuccess: () => hide(queries, letter),
  });
}

/** Deletes a failed message when the time to undo is over, or at once when the page is left. */
export function useDeleteLetter(letter: DeadLetter): () => void {
  const queries = useQueryClient();
  const { id } = letter;
  const refresh = (): void => {
    setLeaving(id, false);
    void queries.invalidateQueries({ queryKey: KEYS.dead });
  };
  return () => {
    setLeaving(id, true);
    const commit = (): void => {
      lastingApi()
        .call("deleteDead", { params: { id: String(id) } })
        .catch((error: unknown) => showToast(words.needs.notDeleted(toWords(error))))
        .finally(refresh);
    };
    showToast(words.needs.deleted, commit, refresh);
  };
}

function hide(queries: ReturnType<typeof useQueryClient>, letter: DeadLetter): void {
  queries.setQueryData<DeadLetter[]>(KEYS.dead, (open) => open?.filter(({ id }) => id !== letter.id));
}
