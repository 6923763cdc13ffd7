/** What a worker said of its machine, beside what its agents need there. Pure. */
import type { MachineFacts, MachineView, Settings } from "@tinyagi/contracts";
import { neededPrograms } from "./needed-programs.js";

type HeardMachine = { readonly facts: MachineFacts; readonly heardAt: number };

interface MachineAround {
  readonly settings: Settings;
  /** Of the worker. */
  readonly name: string;
  /** By the clock by which it was heard. */
  readonly now: number;
  /** The same moment in epoch milliseconds. */
  readonly wallNow: number;
}

export function machineView(
  { facts, heardAt }: HeardMachine,
  { settings, name, now, wallNow }: MachineAround,
): MachineView {
  const { at, programs, missingTools, freeDiskMiB, system } = facts;
  const needs = neededPrograms(settings, name);
  // Where an agent brings a key by reference, its program needs no login.
  const known = programs.map((one) => {
    const { agents = [], hasKey = false } = needs.get(one.provider) ?? {};
    const login = one.login === "missing" && hasKey ? "unknown" : one.login;
    return { ...one, login, agents };
  });
  const seen = new Set(programs.map(({ provider }) => provider));
  const absent = [...needs].flatMap(([provider, { agents }]) =>
    seen.has(provider)
      ? []
      : [{ provider, state: "missing" as const, version: null, login: "unknown" as const, agents }],
  );
  return {
    clockAheadMs: Math.round(at - (wallNow - (now - heardAt))),
    programs: [...known, ...absent],
    missingTools,
    freeDiskMiB,
    ...(system === undefined ? {} : { system }),
  };
}
