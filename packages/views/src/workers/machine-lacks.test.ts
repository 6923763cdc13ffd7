import type { MachineView } from "@tinyagi/contracts";
import { expect, test } from "vitest";
import { lackCommand, machineLacks } from "./machine-lacks.js";

const program = (provider: string, more: Partial<MachineView["programs"][number]>) => ({
  provider,
  state: "ready" as const,
  version: "1.2.3",
  login: "present" as const,
  agents: ["coder"],
  ...more,
});

const GOOD: MachineView = {
  clockAheadMs: 900,
  programs: [program("anthropic", {}), program("openai", { agents: [], state: "missing", version: null })],
  missingTools: [],
  freeDiskMiB: 40_000,
};

const commandsOf = (machine: Partial<MachineView>) =>
  machineLacks({ ...GOOD, ...machine }).map((lack) => [lack.kind, lackCommand(lack)]);

test("a machine with what its agents need lacks nothing, also without programs that none needs", () => {
  expect(machineLacks(GOOD)).toEqual([]);
  expect(machineLacks({ ...GOOD, programs: [], missingTools: ["bwrap"] })).toEqual([]);
});

test("a program that is missing or broken, and one without a login, name the command that mends it", () => {
  const programs = [
    program("anthropic", { state: "missing", login: "unknown" }),
    program("openai", { login: "missing" }),
    program("acp:gemini", { state: "broken", login: "missing" }),
  ];
  expect(commandsOf({ programs })).toEqual([
    ["program", "npm install -g @anthropic-ai/claude-code"],
    ["program", expect.stringContaining("gemini")],
    ["login", "codex login"],
  ]);
});

test.each([
  ["linux", "sudo timedatectl set-ntp true"],
  ["darwin", "sudo systemsetup -setusingnetworktime on"],
] as const)("the clock of %s is set with a command that it has", (system, command) => {
  expect(commandsOf({ clockAheadMs: 31_000, system })).toEqual([["clock", command]]);
});

test("the clock in both directions, the disk and the tools of the sandbox", () => {
  expect(commandsOf({ clockAheadMs: -31_000, freeDiskMiB: 100, missingTools: ["bwrap", "other"] })).toEqual([
    ["tool", "sudo apt-get install bubblewrap"],
    ["tool", undefined],
    ["clock", "sudo timedatectl set-ntp true"],
    ["disk", undefined],
  ]);
});
