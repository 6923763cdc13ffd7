/** The programs that stay open, agent by agent. Pure, but for the clock. */
import type { OpenPrograms } from "@tinyagi/contracts";
import type { OpenProgram } from "@tinyagi/harness";

/** @param now epoch milliseconds */
export function programsByAgent(programs: readonly OpenProgram[], now: number): OpenPrograms[] {
  const agents = new Map<string, OpenProgram[]>();
  for (const program of programs)
    agents.set(program.agentId, [...(agents.get(program.agentId) ?? []), program]);
  return [...agents].map(([agent, all]) => {
    const bytes = all.map((one) => one.bytes);
    return {
      agent,
      open: all.length,
      working: all.filter(({ isWorking }) => isWorking).length,
      since: Math.round(now - Math.max(...all.map(({ openMs }) => openMs))),
      bytes: bytes.every((one) => one !== undefined) ? bytes.reduce((sum, one) => sum + one, 0) : null,
    };
  });
}
