/** Why a tunnel is not there: a code, and what a person needs to solve it. */
import type { ExposeProblem, ExposeProblemCode } from "@tinyagi/contracts";
import { cleanLine } from "@tinyagi/contracts/clean-text";

const SAID_CHARS = 300;

export class ExposeFault extends Error {
  readonly problem: ExposeProblem;

  /** @param facts `said`: of another program, any text; `link`: checked by the caller */
  constructor(code: ExposeProblemCode, { said, link }: { said?: string; link?: string } = {}) {
    super(code);
    const text = said === undefined ? "" : lastOf(said);
    this.problem = { code, link: link ?? null, said: text === "" ? null : text };
  }
}

/** The end, where programs say why they end; without control characters, in one line. */
function lastOf(text: string): string {
  return cleanLine(text.slice(-SAID_CHARS).trim()).slice(-SAID_CHARS);
}
