/** Connecting channels, deciding about people, sending again. Events of the stream keep the answers new. */
"use client";
import {
  type UseMutationResult,
  type UseQueryResult,
  useMutation,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import type {
  ApprovedSender,
  ChannelStatus,
  PendingSender,
  RouteOutput,
  SenderRole,
  Settings,
  UndeliveredReply,
} from "@tinyagi/contracts";
import { parsePlatform, toSettingsPath } from "@tinyagi/contracts";
import { useRef, useState } from "react";
import { api, lastingApi, toWords } from "../../lib/api";
import { oneLine } from "../../lib/format/text";
import { KEYS } from "../../lib/keys";
import { useEvents } from "../../lib/stream/use-stream";
import { words } from "../../locale/words";
import { showToast } from "../../ui/toasts";

export type ChannelAct = "start" | "stop" | "restart" | "reset";
type SenderKey = Pick<ApprovedSender, "channel" | "senderId">;

const ACTS = {
  start: "startChannel",
  stop: "stopChannel",
  restart: "restartChannel",
  reset: "resetChannel",
} as const;

export function useUndelivered(): UseQueryResult<UndeliveredReply[]> {
  return useQuery({
    queryKey: KEYS.undelivered,
    queryFn: async ({ signal }) => (await api().call("listUndelivered", { signal })).replies,
  });
}

function useRefresh(): (...keys: readonly (keyof typeof KEYS)[]) => void {
  const queries = useQueryClient();
  return (...keys) => {
    for (const key of keys) void queries.invalidateQueries({ queryKey: KEYS[key] });
  };
}

export function useChannelAct(id: string): UseMutationResult<unknown, Error, ChannelAct> {
  const refresh = useRefresh();
  return useMutation({
    mutationFn: (act: ChannelAct) => api().call(ACTS[act], { params: { id } }),
    onSettled: () => refresh("channels"),
  });
}

/** What a person entered, by its key in the settings of the channel. */
export type Entered = Readonly<Record<string, string>>;

/** Asks the platform about a token and what belongs to it. Nothing is saved. */
export function useCheckToken(id: string): UseMutationResult<RouteOutput<"checkChannel">, Error, Entered> {
  return useMutation({
    mutationFn: ({ bot_token, ...values }: Entered) =>
      api().call("checkChannel", {
        params: { id },
        body: {
          ...(bot_token === undefined ? {} : { bot_token }),
          ...(Object.keys(values).length === 0 ? {} : { values }),
        },
      }),
  });
}

interface Connection {
  /** Keys and values below `channels.<id>`. */
  set?: Entered;
}

/** Saves what is needed and starts the channel, now and with each start of the daemon. */
export function useConnect({ id, state }: ChannelStatus): UseMutationResult<unknown, Error, Connection> {
  const refresh = useRefresh();
  return useMutation({
    mutationFn: async ({ set }: Connection) => {
      const settings: Partial<Settings> = await api().call("getSettings");
      const enabled = settings.channels?.enabled ?? [];
      const platform = parsePlatform(id);
      const isEnabled = enabled.includes(platform);
      const changes = [
        ...Object.entries(set ?? {}).map(([key, value]) => ({ path: [...toSettingsPath(id), key], value })),
        ...(isEnabled ? [] : [{ path: ["channels", "enabled"], value: [...enabled, platform] }]),
      ];
      if (changes.length > 0) await api().call("changeSettings", { body: { changes } });
      // With the same values as before, no change starts a channel that was stopped or had failed.
      if (isEnabled && (state === "stopped" || state === "failed"))
        await api().call("startChannel", { params: { id } }).catch(ignoreRunning);
    },
    onSettled: () => refresh("channels", "settings"),
  });
}

/** The changed settings may have started it first. Any other problem shows as the state of the channel. */
function ignoreRunning(): void {}

/** Approves a stranger. The toast takes it back, also when the row is gone by then. */
export function useApprove(): UseMutationResult<unknown, Error, PendingSender> {
  const refresh = useRefresh();
  const say = words.channels.strangers;
  const takeBack = ({ channel, senderId }: SenderKey): Promise<unknown> =>
    api()
      .call("revokePairing", { params: { channel, senderId } })
      .finally(() => refresh("pairing", "settings"));
  return useMutation({
    mutationFn: async ({ code, channel, senderId }: PendingSender) => {
      await api().call("approvePairing", { body: { code, channel } });
      const settings: Partial<Settings> = await api().call("getSettings");
      // Whoever connects the first channel is the one to notify of problems, as in the wizard of the CLI.
      if (settings.channels?.notify !== undefined) return;
      const changes = [{ path: ["channels", "notify"], value: { channel, senderId } }];
      await api().call("changeSettings", { body: { changes } });
    },
    onSuccess: (_answer, sender) =>
      showToast(say.approved(oneLine(sender.sender, 60)), undefined, () => takeBack(sender)),
    onSettled: () => refresh("pairing", "settings"),
  });
}

/** Removes a stranger from the list when the time to undo is over. */
export function useDeny(): (sender: PendingSender, onShown: (isShown: boolean) => void) => void {
  const refresh = useRefresh();
  return (sender, onShown) => {
    onShown(false);
    const back = (): void => {
      onShown(true);
      refresh("pairing");
    };
    const commit = (): Promise<unknown> =>
      lastingApi()
        .call("dismissPairing", { params: { code: sender.code } })
        .catch((error: unknown) => showToast(words.channels.strangers.notDenied(toWords(error))))
        .finally(back);
    showToast(words.channels.strangers.denied, commit, back);
  };
}

export function useSetRole(): UseMutationResult<unknown, Error, SenderKey & { role: SenderRole }> {
  const refresh = useRefresh();
  return useMutation({
    mutationFn: (body: SenderKey & { role: SenderRole }) => api().call("setSenderRole", { body }),
    onSettled: () => refresh("pairing"),
  });
}

/** Links a sender to a person, or takes it out again without `linkTo`. */
export function useLink(): UseMutationResult<unknown, Error, SenderKey & { linkTo?: SenderKey }> {
  const refresh = useRefresh();
  return useMutation({
    mutationFn: ({ channel, senderId, linkTo }: SenderKey & { linkTo?: SenderKey }): Promise<unknown> =>
      linkTo === undefined
        ? api().call("unlinkSender", { body: { channel, senderId } })
        : api().call("linkSenders", { body: { channel, senderId, linkTo } }),
    onSettled: () => refresh("pairing"),
  });
}

export function useRevoke(): UseMutationResult<unknown, Error, SenderKey> {
  const refresh = useRefresh();
  return useMutation({
    mutationFn: ({ channel, senderId }: SenderKey) =>
      api().call("revokePairing", { params: { channel, senderId } }),
    onSettled: () => refresh("pairing"),
  });
}

export function useSendAgain(): UseMutationResult<unknown, Error, number> {
  const refresh = useRefresh();
  return useMutation({
    mutationFn: (id: number) => api().call("retryResponse", { params: { id: String(id) } }),
    onSettled: () => refresh("undelivered", "channels"),
  });
}

export type TestState =
  | { phase: "none" | "sending" }
  | { phase: "sent" | "arrived"; sender: string }
  | { phase: "failed"; text: string };

/** Sends a test message, and says from the events of its reply whether it arrived. */
export function useTestMessage(id: string): { state: TestState; send: () => void } {
  const [state, setState] = useState<TestState>({ phase: "none" });
  const outboxIds = useRef(new Map<string, number>());
  const current = useRef<{ messageId: string; sender: string }>(undefined);
  const ended = useRef(new Set<string>());
  useEvents((event) => {
    if (event.type === "reply.queued" && event.data.channel === id)
      outboxIds.current.set(event.data.messageId, event.data.outboxId);
    if (event.type === "reply.delivered" && event.data.channel === id) {
      ended.current.add(event.data.messageId);
      const sent = current.current;
      if (sent?.messageId === event.data.messageId) setState({ phase: "arrived", sender: sent.sender });
    }
    if (event.type === "reply.failed") {
      const sent = current.current;
      if (sent !== undefined && outboxIds.current.get(sent.messageId) === event.data.outboxId)
        setState({ phase: "failed", text: event.data.error });
    }
  });
  async function sendIt(): Promise<void> {
    setState({ phase: "sending" });
    try {
      const { messageId, sender } = await api().call("testChannel", { params: { id }, body: {} });
      current.current = { messageId, sender };
      setState({ phase: ended.current.has(messageId) ? "arrived" : "sent", sender });
    } catch (error) {
      setState({ phase: "failed", text: toWords(error) });
    }
  }
  return { state, send: () => void sendIt() };
}
