/** What the machine of a worker has and lacks, as findings. Each that is wrong names the command for that machine. */
import type { MachineView } from "@tinyagi/contracts";
import { lackCommand, type MachineLack, machineLacks, programName, size } from "@tinyagi/views";
import type { Finding } from "./finding.js";

const MIB = 1024 * 1024;

interface FindingNames {
  /** Of the ids, such as `workers.nas`. */
  readonly prefix: string;
  /** Where a command is to be run, such as `on nas: `; empty for this machine. */
  readonly there: string;
}

export function machineFindings(machine: MachineView, names: FindingNames): Finding[] {
  return [
    ...machineLacks(machine).map((lack) => lackFinding(lack, names)),
    ...machine.programs.flatMap((program) => presentFinding(program, names)),
    diskFinding(machine, names),
  ].filter((finding) => finding !== undefined);
}

function lackFinding(lack: MachineLack, { prefix, there }: FindingNames): Finding {
  const command = lackCommand(lack);
  const run = (otherwise: string) => (command === undefined ? otherwise : `Run ${there}${command}`);
  switch (lack.kind) {
    case "program": {
      const { provider, state, agents } = lack.program;
      const binary = programName(provider);
      const what = state === "broken" ? "does not work" : "is not installed";
      return {
        id: `${prefix}.program.${binary}`,
        level: "error",
        message: `${binary} ${what} there, and ${needed(agents)}`,
        hint: run("Install it there."),
      };
    }
    case "login": {
      const binary = programName(lack.program.provider);
      return {
        id: `${prefix}.login.${binary}`,
        level: "warning",
        message: `${binary} ${versionOf(lack.program)} is not logged in there, and ${needed(lack.program.agents)}`,
        hint: run("Log in there."),
      };
    }
    case "tool":
      return {
        id: `${prefix}.tool.${lack.tool}`,
        level: "warning",
        message: `${lack.tool} is not installed there, so that agents work without a sandbox or not at all`,
        hint: run("Install it there."),
      };
    case "clock":
      return {
        id: `${prefix}.clock`,
        level: "warning",
        message: `its clock is ${Math.round(Math.abs(lack.aheadMs) / 1_000)} s ${lack.aheadMs > 0 ? "ahead of" : "behind"} the daemon's: times in its logs and files are wrong`,
        hint: run("Set the clock there."),
      };
    case "disk":
      return {
        id: `${prefix}.disk`,
        level: "warning",
        message: `${size(lack.freeMiB * MIB)} free on the disk of its home`,
        hint: run("Free disk space there."),
      };
  }
}

function presentFinding(program: MachineView["programs"][number], { prefix }: FindingNames): Finding[] {
  const { provider, state, login, agents } = program;
  const binary = programName(provider);
  if (state === "missing" || state === "broken") return [];
  if (agents.length > 0 && login === "missing") return [];
  const words = { present: "logged in", missing: "not logged in", unknown: "login not known" }[login];
  const who = agents.length === 0 ? "no agent there needs it" : needed(agents);
  return [
    {
      id: `${prefix}.program.${binary}`,
      level: "ok",
      message: `${binary} ${versionOf(program)}, ${words}; ${who}`,
    },
  ];
}

function diskFinding(machine: MachineView, { prefix }: FindingNames): Finding | undefined {
  if (machineLacks(machine).some(({ kind }) => kind === "disk")) return undefined;
  const message = `${size(machine.freeDiskMiB * MIB)} free on the disk of its home`;
  return { id: `${prefix}.disk`, level: "ok", message };
}

function versionOf({ version, state }: MachineView["programs"][number]): string {
  return version ?? (state === "silent" ? "(did not say its version in time)" : "of an unknown version");
}

function needed(agents: readonly string[]): string {
  return `${agents.map((id) => `@${id}`).join(", ")} ${agents.length === 1 ? "needs" : "need"} it`;
}
