/** What the machine of a worker has for its agents, and what it lacks, with the command for that machine. */
"use client";
import type { MachineView } from "@tinyagi/contracts";
import { lackCommand, type MachineLack, machineLacks, programName, size } from "@tinyagi/views";
import { oneLine } from "../../lib/format/text";
import { words } from "../../locale/words";
import { CopyCommand } from "../../ui/copy-command";

const MIB = 1024 * 1024;

export function Machine({ machine }: { machine: MachineView }) {
  const say = words.workers.machine;
  const there = machine.programs.filter(({ state }) => state === "ready" || state === "silent");
  return (
    <>
      <p className="flex flex-wrap gap-x-3 gap-y-1 text-12 text-n-7">
        {there.map((program) => (
          <span key={program.provider}>
            <span className="font-mono text-n-9">{nameOf(program.provider)}</span>{" "}
            {program.version === null ? "" : `${oneLine(program.version, 40)} · `}
            {say.login[program.login]}
          </span>
        ))}
        {there.length === 0 && <span>{say.noPrograms}</span>}
        <span>{say.free(size(machine.freeDiskMiB * MIB))}</span>
      </p>
      <ul className="grid gap-1.5">
        {machineLacks(machine).map((lack) => (
          <Lack key={`${lack.kind} ${lackName(lack)}`} lack={lack} />
        ))}
      </ul>
    </>
  );
}

function Lack({ lack }: { lack: MachineLack }) {
  const command = lackCommand(lack);
  return (
    <li className="grid gap-1 text-12">
      <p className={lack.kind === "program" ? "text-failed" : "text-n-10"}>{lackText(lack)}</p>
      {command !== undefined && (
        <div className="grid gap-1">
          <span className="text-n-7">{words.workers.machine.there}</span>
          <CopyCommand command={command} />
        </div>
      )}
    </li>
  );
}

function lackText(lack: MachineLack): string {
  const say = words.workers.machine.lacks;
  switch (lack.kind) {
    case "program": {
      const { provider, state, agents } = lack.program;
      return say.program[state === "broken" ? "broken" : "missing"](nameOf(provider), names(agents));
    }
    case "login":
      return say.login(nameOf(lack.program.provider), names(lack.program.agents));
    case "tool":
      return say.tool(oneLine(lack.tool, 20));
    case "clock":
      return say.clock(Math.round(Math.abs(lack.aheadMs) / 1_000), lack.aheadMs > 0);
    case "disk":
      return say.disk(size(lack.freeMiB * MIB));
  }
}

function lackName(lack: MachineLack): string {
  if (lack.kind === "program" || lack.kind === "login") return lack.program.provider;
  return lack.kind === "tool" ? lack.tool : "";
}

function nameOf(provider: string): string {
  return oneLine(programName(provider), 60);
}

function names(agents: readonly string[]): string {
  return agents.map((id) => `@${oneLine(id, 64)}`).join(", ");
}
