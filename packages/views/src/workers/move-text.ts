/** How far the move of an agent is, for people. */
import { HERE, type MoveView } from "@tinyagi/contracts";
import { size } from "../figures/count.js";

const WAITS = {
  runs: "waits for the end of its runs",
  machine: "waits for a machine that cannot be reached",
} as const;

/** @returns one line, such as `copying: 12 files, 3.4 MiB` */
export function moveText(move: MoveView): string {
  const { state, waitsFor, problem, from, to, forced } = move;
  if (state === "failed") return `failed: ${problem?.message ?? "see the log of the daemon"}`;
  if (state === "cancelled") return `cancelled; it stays on ${machineName(from)}`;
  if (state === "undone") return `undone; it works on ${machineName(from)} again`;
  if (state === "done") {
    const what = forced ? "without its files" : `with ${crossed(move)}`;
    const later = problem === null ? "" : `; then: ${problem.message}`;
    return `done: it works on ${machineName(to)}, ${what} and a new session${later}`;
  }
  const what = state === "copying" || state === "checking" ? `${state}: ${crossed(move)}` : state;
  return waitsFor === null ? what : `${what}; ${WAITS[waitsFor]}`;
}

export function machineName(place: string): string {
  return place === HERE ? "this machine" : place;
}

function crossed({ files, bytes }: MoveView): string {
  return `${files} ${files === 1 ? "file" : "files"}, ${size(bytes)}`;
}
