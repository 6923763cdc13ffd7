/** Decisions about what needs you. Each names the exact content by its digest. */
"use client";
import { type UseMutationResult, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, lastingApi, toWords } from "../../lib/api";
import { KEYS } from "../../lib/keys";
import type { Approval, DeadLetter } from "../../lib/queries";
import { useNameLookup } from "../../lib/use-name-of";
import { words } from "../../locale/words";
import { showToast } from "../../ui/toasts";
import { type Decision, decide, forgetRefusal, useStandings } from "./decisions";
import { setLeaving } from "./leaving";
import { retryPart } from "./retry-part";

interface Deciding {
  /** Closes the card. What was decided can be taken back for some seconds. */
  decide: (decision: Decision) => void;
  isPending: boolean;
  /** Why the daemon refused the last decision. */
  error: Error | undefined;
}

export function useDecide(approval: Approval): Deciding {
  const queries = useQueryClient();
  const nameOf = useNameLookup();
  const standing = useStandings((all) => all.get(approval.id));
  return {
    decide: (decision) =>
      void decide(queries, approval, Object.assign({ name: nameOf(approval.agent) }, decision)),
    isPending: standing?.state === "sending",
    error: standing?.state === "refused" ? standing.error : undefined,
  };
}

/** Ends the pause of a provider: what waits for it runs now. */
export function useResumeProvider(): UseMutationResult<unknown, Error, string> {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (provider: string) => api().call("resumeProvider", { body: { provider } }),
    onSuccess: () => queries.invalidateQueries({ queryKey: KEYS.paused }),
  });
}

/** Reads again what is open. */
export function useRefreshApprovals(): (id: string) => void {
  const queries = useQueryClient();
  return (id) => {
    forgetRefusal(id);
    void queries.invalidateQueries({ queryKey: KEYS.approvals });
  };
}

export function useRetryLetter(letter: DeadLetter): UseMutationResult<unknown, Error, void> {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => api().call("retryDead", { params: { id: String(letter.id) } }),
    onSuccess: () => hide(queries, letter),
  });
}

export function useRetryPart(letter: DeadLetter): UseMutationResult<unknown, Error, void> {
  return useMutation({ mutationFn: () => retryPart(letter) });
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
    const commit = (): Promise<unknown> =>
      lastingApi()
        .call("deleteDead", { params: { id: String(id) } })
        .catch((error: unknown) => showToast(words.needs.notDeleted(toWords(error))))
        .finally(refresh);
    showToast(words.needs.deleted, commit, refresh);
  };
}

function hide(queries: ReturnType<typeof useQueryClient>, letter: DeadLetter): void {
  queries.setQueryData<DeadLetter[]>(KEYS.dead, (open) => open?.filter(({ id }) => id !== letter.id));
}
