/** What each harness can do with its program. One table: `doctor` and `provider list` say it. */
import { ACP_PREFIX, acpAgentRow } from "./acp-agent-table.js";
import { type HarnessId, harnessRow } from "./harness-table.js";

/** The abilities that a person cares about, in the order in which they are named. */
export const ABILITIES = ["ask", "steer", "resume", "stay_open"] as const;
/**
 * `ask`: a person allows its tools in the mode `ask`. `steer`: its running turn takes a text without losing work. `resume`: it
 * continues an earlier session. `stay_open`: its program serves several messages.
 */
export type Ability = (typeof ABILITIES)[number];

interface HarnessManners {
  /** How TinyAGI talks to the program, as the program calls it. */
  readonly protocol: string;
  readonly can: readonly Exclude<Ability, "ask">[];
}

/** `ask` is not here: the table of harnesses has it. */
export const HARNESS_MANNERS: Readonly<Record<HarnessId, HarnessManners>> = {
  claude: { protocol: "stream-json", can: ["steer", "resume", "stay_open"] },
  codex: { protocol: "app-server", can: ["steer", "resume", "stay_open"] },
  opencode: { protocol: "run --format json", can: ["resume"] },
  acp: { protocol: "ACP", can: ["resume", "stay_open"] },
  api: { protocol: "HTTP", can: ["resume"] },
  demo: { protocol: "", can: [] },
};

/** @param provider tells apart the programs of the harness `acp` */
export function abilitiesOf(harness: HarnessId, provider: string): readonly Ability[] {
  const row = provider.startsWith(ACP_PREFIX) ? acpAgentRow(provider.slice(ACP_PREFIX.length)) : undefined;
  const own = new Set<Ability>(HARNESS_MANNERS[harness].can);
  if (row?.asks ?? harnessRow(harness)?.asksForPermission === true) own.add("ask");
  if (row?.joinsPrompts === true) own.add("steer");
  if (row?.sessionsEnd === true) own.delete("resume");
  return ABILITIES.filter((ability) => own.has(ability));
}
