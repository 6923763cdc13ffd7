/** Agents whose permission mode does something else than people may expect. Pure. */
import { harnessOfProvider, harnessRow, type Settings } from "@tinyagi/contracts";
import type { Finding } from "./finding.js";

export function checkPermissions(settings: Settings | undefined): Finding[] {
  return settings === undefined ? [] : [...withoutChecks(settings), ...cannotAsk(settings)];
}

function withoutChecks({ agents }: Settings): Finding[] {
  const open = Object.entries(agents).flatMap(([id, agent]) =>
    agent.permissions === "bypass" ? [`@${id}`] : [],
  );
  if (open.length === 0) return [];
  return [
    {
      id: "agents.bypass",
      level: "warning",
      message: `these agents work without permission checks: ${open.join(", ")}`,
      hint: "Restrict each of them: tinyagi agent set <id> --permissions sandboxed",
    },
  ];
}

function cannotAsk({ agents, custom_providers }: Settings): Finding[] {
  const mute = Object.entries(agents).flatMap(([id, { permissions, provider }]) => {
    const harness = harnessRow(harnessOfProvider(provider, custom_providers ?? {}));
    const asks = permissions !== "ask" || harness === undefined || harness.asksForPermission;
    return asks ? [] : [`@${id} (${harness.label})`];
  });
  if (mute.length === 0) return [];
  return [
    {
      id: "agents.cannot-ask",
      level: "warning",
      message: `the programs of these agents cannot ask for permission, so they are read-only: ${mute.join(", ")}`,
      hint: "To be asked, use Claude Code, Codex or the harness api; to let them write in their workspace: tinyagi agent set <id> --permissions sandboxed",
    },
  ];
}
