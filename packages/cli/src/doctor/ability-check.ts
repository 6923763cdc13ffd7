/** What the agent programs of this machine can do. Looks only whether they are there; starts none. */
import { findProgram } from "@tinyagi/base/program";
import {
  ACP_AGENT_IDS,
  ACP_PREFIX,
  type AcpCheck,
  abilitiesOf,
  acpAgentRow,
  HARNESS_IDS,
  HARNESS_MANNERS,
  type HarnessId,
  harnessRow,
} from "@tinyagi/contracts";
import type { Environment } from "../context/environment.js";
import { abilitySentence } from "../view/ability-words.js";
import type { Finding } from "./finding.js";

interface Way {
  /** As an agent is given it, with the harness that runs it. */
  readonly name: string;
  readonly binary: string;
  readonly harness: HarnessId;
  readonly provider: string;
}

const WAYS: readonly Way[] = [
  ...HARNESS_IDS.flatMap((harness): Way[] => {
    const binary = harnessRow(harness)?.cli?.binary;
    return binary === undefined ? [] : [{ name: binary, binary, harness, provider: "" }];
  }),
  ...ACP_AGENT_IDS.flatMap((id): Way[] => {
    const provider = `${ACP_PREFIX}${id}`;
    const binary = acpAgentRow(id)?.command[0];
    return binary === undefined ? [] : [{ name: provider, binary, harness: "acp", provider }];
  }),
];

/** @param env of the daemon, which starts agents */
export async function checkAbilities(env: Environment): Promise<Finding[]> {
  const found = await Promise.all(
    WAYS.map(async (way) => ((await findProgram(way.binary, env.PATH ?? "")) === undefined ? [] : [way])),
  );
  return found.flat().map(({ name, harness, provider }) => ({
    id: `agent-can.${name}`,
    level: "ok",
    message: `${name} (${HARNESS_MANNERS[harness].protocol}) ${abilitySentence(abilitiesOf(harness, provider))}${doubtOf(provider)}`,
  }));
}

const DOUBTS: Readonly<Partial<Record<AcpCheck, string>>> = {
  started: "; TinyAGI was tried with it until its login only",
  "not tried": "; TinyAGI was never tried with it",
};

/** What is not known of a program, because nobody compared its row with it. */
function doubtOf(provider: string): string {
  const row = provider.startsWith(ACP_PREFIX) ? acpAgentRow(provider.slice(ACP_PREFIX.length)) : undefined;
  return row === undefined ? "" : (DOUBTS[row.checked] ?? "");
}
