/** What a machine lacks for the agents that work there, and the command there that mends it. Commands come from our own tables, never from that machine. */
import { type MachineView, programOfProvider, SANDBOX_TOOLS } from "@tinyagi/contracts";

/** A clock that is further off makes the logs of the two machines disagree. */
const SKEW_MS = 30_000;
const LITTLE_MIB = 1_024;

type Program = MachineView["programs"][number];

export type MachineLack =
  | { readonly kind: "program"; readonly program: Program }
  | { readonly kind: "login"; readonly program: Program }
  | { readonly kind: "tool"; readonly tool: string }
  | { readonly kind: "clock"; readonly aheadMs: number; readonly system?: MachineView["system"] }
  | { readonly kind: "disk"; readonly freeMiB: number };

/** What keeps agents of the place from working comes first. Programs that no agent needs are not missed. */
export function machineLacks({
  programs,
  missingTools,
  clockAheadMs,
  freeDiskMiB,
  system,
}: MachineView): MachineLack[] {
  const needed = programs.filter(({ agents }) => agents.length > 0);
  const isThere = ({ state }: Program) => state === "ready" || state === "silent";
  return [
    ...needed
      .filter((program) => !isThere(program))
      .map((program): MachineLack => ({ kind: "program", program })),
    ...needed
      .filter((program) => isThere(program) && program.login === "missing")
      .map((program): MachineLack => ({ kind: "login", program })),
    ...(needed.length === 0 ? [] : missingTools.map((tool): MachineLack => ({ kind: "tool", tool }))),
    ...(Math.abs(clockAheadMs) > SKEW_MS ? [{ kind: "clock" as const, aheadMs: clockAheadMs, system }] : []),
    ...(freeDiskMiB < LITTLE_MIB ? [{ kind: "disk" as const, freeMiB: freeDiskMiB }] : []),
  ];
}

/** To run on that machine; undefined where a person decides what to do. */
export function lackCommand(lack: MachineLack): string | undefined {
  if (lack.kind === "program") return programOfProvider(lack.program.provider)?.install;
  if (lack.kind === "login") return programOfProvider(lack.program.provider)?.login;
  if (lack.kind === "clock")
    return lack.system === "darwin"
      ? "sudo systemsetup -setusingnetworktime on"
      : "sudo timedatectl set-ntp true";
  if (lack.kind !== "tool") return undefined;
  const known = Object.entries(SANDBOX_TOOLS).find(([tool]) => tool === lack.tool)?.[1];
  return known === undefined ? undefined : `sudo apt-get install ${known.package}`;
}

/** As it is called on a command line. */
export function programName(provider: string): string {
  return programOfProvider(provider)?.binary ?? provider;
}
