/** Asks once before work is stopped, because a stop cannot be undone. It stays until the work is stopped, or says why not. */
"use client";
import { type UseMutationResult, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, toRefusal } from "../../lib/api";
import { KEYS } from "../../lib/keys";
import { words } from "../../locale/words";
import { ConfirmDialog } from "../../ui/confirm-dialog";

export function StopDialog(props: {
  /** Null for none: then no command does the same. */
  conversation: string | null;
  title: string;
  /** How many agents it stops; undefined while that is not known. */
  working: number | undefined;
  onClose: () => void;
}) {
  const { conversation, title, working, onClose } = props;
  const stop = useStop(conversation ?? "");
  const said = words.home.stop;
  const effect = working === undefined ? [] : [working === 0 ? said.nothingRuns : said.stops(working)];
  return (
    <ConfirmDialog
      title={said.title}
      subject={title}
      text={[...effect, said.kept].join(" ")}
      verb={said.verb}
      keep={said.keep}
      {...(conversation === null ? {} : { commands: [`tinyagi conversation cancel ${conversation}`] })}
      act={toRefusal(stop)}
      onConfirm={() => stop.mutate(undefined, { onSuccess: onClose })}
      onClose={onClose}
    />
  );
}

function useStop(conversationId: string): UseMutationResult<unknown, Error, void> {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => api().call("cancelConversation", { params: { id: conversationId } }),
    onSettled: () => queries.invalidateQueries({ queryKey: KEYS.conversations }),
  });
}
