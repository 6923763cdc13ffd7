/** Which browsers are notified, and turning it on in this one. */
"use client";
import {
  type UseMutationResult,
  type UseQueryResult,
  useMutation,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import type { RouteOutput } from "@tinyagi/contracts";
import { api } from "../../lib/api";
import { words } from "../../locale/words";
import { deviceName } from "./device-name";
import { ownDeviceId, subscribe, unsubscribe } from "./subscription";

const KEY = ["push"];
export type PushDevices = RouteOutput<"listPushDevices">["devices"];

/** `ownId` is that of this browser. */
export function usePush(): UseQueryResult<{ devices: PushDevices; ownId: string | undefined }> {
  return useQuery({
    queryKey: KEY,
    queryFn: async ({ signal }) => {
      const [{ devices }, ownId] = await Promise.all([
        api().call("listPushDevices", { signal }),
        ownDeviceId(),
      ]);
      return { devices, ownId: devices.some(({ id }) => id === ownId) ? ownId : undefined };
    },
    // Push services end subscriptions by themselves.
    staleTime: 0,
  });
}

function useChange<V>(change: (value: V) => Promise<unknown>): UseMutationResult<unknown, Error, V> {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSettled: () => queries.invalidateQueries({ queryKey: KEY }),
  });
}

export function useTurnOn(): UseMutationResult<unknown, Error, void> {
  return useChange(async () => {
    if (!(await subscribe(deviceName(navigator.userAgent)))) throw new Error(words.push.notPermitted);
  });
}

export function useTestDevice(): UseMutationResult<unknown, Error, string> {
  return useChange((id) => api().call("testPushDevice", { params: { id } }));
}

/** Of this browser, its own subscription ends too. */
export function useRemoveDevice(ownId: string | undefined): UseMutationResult<unknown, Error, string> {
  return useChange(async (id) => {
    await api().call("removePushDevice", { params: { id } });
    if (id === ownId) await unsubscribe();
  });
}
