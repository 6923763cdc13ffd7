/** Reading and changing the settings, plugins, tokens and backups. */
"use client";
import {
  type UseMutationResult,
  type UseQueryResult,
  useMutation,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import type { PluginView, RouteInput, RouteOutput } from "@tinyagi/contracts";
import { api, toWords } from "../../lib/api";
import { KEYS } from "../../lib/keys";
import { useIsLeft } from "../../lib/use-is-left";
import { words } from "../../locale/words";
import { showToast } from "../../ui/toasts";
import type { Change } from "./change";
import { type Json, withoutMarks } from "./json";
import { forgetSaved, type StoredDraft } from "./kept-draft";
import { useRestore, useRevisions } from "./revisions";
import { type Group, groupsOf, type Schema } from "./schema-fields";
import { type Webhook, type WebhookChange, webhookEdits } from "./webhook-state";

export type Token = RouteOutput<"listTokens">[number];
export type Backup = RouteOutput<"listBackups">[number];
export type NewBackup = RouteOutput<"createBackup">["backup"];
type ChangeWebhook = UseMutationResult<unknown, Error, WebhookChange | undefined>;
export type WorkspaceMode = RouteInput<"createBackup">["body"]["workspaces"];

/** The settings with masked secrets. */
export function useSettings(): UseQueryResult<Json> {
  return useQuery({
    queryKey: [...KEYS.settings, "all"],
    queryFn: async ({ signal }) => withoutMarks(await api().call("getSettings", { signal })),
  });
}

export function useGroups(): UseQueryResult<Group[]> {
  return useQuery({
    queryKey: ["settings-schema"],
    queryFn: async ({ signal }) => groupsOf((await api().call("describeSettings", { signal })) as Schema),
  });
}

/**
 * Saves all changes or none, and forgets their draft, also when the page was left meanwhile. The toast takes them back, or
 * names the failure that the left page cannot show.
 */
export function useSave(): UseMutationResult<
  unknown,
  Error,
  { changes: readonly Change[]; draft: StoredDraft }
> {
  const queries = useQueryClient();
  const restore = useRestore();
  const before = useRevisions().data?.[0]?.id;
  const isLeft = useIsLeft();
  return useMutation({
    mutationFn: ({ changes }) =>
      api().call("changeSettings", { body: { changes: changes.map(({ edit }) => edit) } }),
    onSuccess: (_answer, { draft }) => {
      forgetSaved(draft);
      for (const queryKey of [KEYS.settings, KEYS.agents, KEYS.teams, KEYS.channels])
        void queries.invalidateQueries({ queryKey });
      showToast(
        words.settings.saved,
        undefined,
        before === undefined ? undefined : () => restore.mutateAsync(before),
      );
    },
    onError: (error, { changes }) => {
      if (isLeft()) showToast(words.settings.notSavedBecause(changes.length, toWords(error)));
    },
  });
}

/**
 * Changes fields of a webhook, or removes it without a value. The toast takes a change back; a removed webhook cannot
 * come back this way, because no page has its secret.
 */
export function useChangeWebhook(hook: Webhook): ChangeWebhook {
  const queries = useQueryClient();
  const change: ChangeWebhook = useMutation({
    mutationFn: (wanted: WebhookChange | undefined) =>
      api().call("changeSettings", { body: { changes: webhookEdits(hook.name, wanted) } }),
    onSuccess(_answer, wanted) {
      if (wanted === undefined) return showToast(words.settings.webhooks.removed);
      const { isEnabled: enabled, agent, template } = hook;
      showToast(words.settings.saved, undefined, () => change.mutateAsync({ enabled, agent, template }));
    },
    onSettled: () => queries.invalidateQueries({ queryKey: KEYS.settings }),
  });
  return change;
}

export function usePlugins(): UseQueryResult<PluginView[]> {
  return useQuery({
    queryKey: KEYS.plugins,
    queryFn: ({ signal }) => api().call("listPlugins", { signal }),
    // Files of a plugin change on the disk, and no event says so.
    staleTime: 0,
  });
}

export function usePluginFiles(name: string): UseQueryResult<RouteOutput<"getPlugin">> {
  return useQuery({
    queryKey: [...KEYS.plugins, name],
    queryFn: ({ signal }) => api().call("getPlugin", { params: { name }, signal }),
    staleTime: 0,
  });
}

/** Approves exactly the files with this digest. The daemon asks for a confirmation from outside the page. */
export function useAllowPlugin(name: string): UseMutationResult<unknown, Error, string> {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (digest: string) => api().call("allowPlugin", { params: { name }, body: { digest } }),
    onSettled: () => queries.invalidateQueries({ queryKey: KEYS.plugins }),
  });
}

/** Takes the approval back; its hooks and listeners stop. */
export function useDenyPlugin(name: string): UseMutationResult<unknown, Error, void> {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => api().call("denyPlugin", { params: { name } }),
    onSettled: () => queries.invalidateQueries({ queryKey: KEYS.plugins }),
  });
}

export function useTokens(): UseQueryResult<Token[]> {
  return useQuery({ queryKey: KEYS.tokens, queryFn: ({ signal }) => api().call("listTokens", { signal }) });
}

export function useRevokeToken(): UseMutationResult<unknown, Error, string> {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => api().call("revokeToken", { params: { id } }),
    onSettled: () => queries.invalidateQueries({ queryKey: KEYS.tokens }),
  });
}

export function useBackups(): UseQueryResult<Backup[]> {
  return useQuery({
    queryKey: ["backups"],
    queryFn: ({ signal }) => api().call("listBackups", { query: {}, signal }),
    // The daemon makes some by itself, before it changes data.
    staleTime: 0,
  });
}

export function useCreateBackup(): UseMutationResult<NewBackup, Error, WorkspaceMode> {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (workspaces: WorkspaceMode) =>
      (await api().call("createBackup", { body: { workspaces } })).backup,
    onSettled: () => queries.invalidateQueries({ queryKey: ["backups"] }),
  });
}
