/**
 * How many answers with a file of a public link are open at a time. Guarantees: whoever has a link, and reads slowly or not at
 * all, holds the bytes of a few files in memory, never more, and no connection of anyone else.
 */
import type { FastifyReply } from "fastify";
import type { AppLimits } from "../options.js";
import { RetryLaterError } from "../security/wrong-credentials.js";

const RETRY_S = 5;

/** Counts an answer until it is sent or given up. @throws AppError `RATE_LIMITED`, with `Retry-After` */
export type EnterPublic = (reply: FastifyReply) => void;

export function createPublicFiles({
  publicFiles,
  publicStallMs,
}: Pick<AppLimits, "publicFiles" | "publicStallMs">): EnterPublic {
  let open = 0;
  return ({ raw }) => {
    if (open >= publicFiles)
      throw new RetryLaterError(
        "RATE_LIMITED",
        "Too many people open public links now. Open it again shortly.",
        RETRY_S,
      );
    open += 1;
    raw.once("close", () => {
      open -= 1;
    });
    raw.setTimeout(publicStallMs, () => raw.destroy());
  };
}
