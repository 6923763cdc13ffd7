/** Refused commands to runs: one error for each reason. Pure. */
import { AppError, isAppError, STEER_REFUSALS, type SteerRefusal } from "@tinyagi/contracts";

const MESSAGES: Readonly<Record<SteerRefusal, string>> = {
  ended: "The run has ended. Send a new message instead.",
  already_paused: "It is paused already. Resume it with `tinyagi resume`.",
  not_paused: "It is not paused.",
  not_working: "The run does not work at the moment, so it takes no text. Send a message instead.",
  too_many_texts: "The run has taken as many texts as it may. Send a message instead.",
  no_text: "This command needs a text.",
};
/** The reason is a detail of the error, so that clients of the API can tell refusals apart. */
const PATH = "reason";

export function refused(reason: SteerRefusal): AppError {
  const code = reason === "no_text" ? "INVALID_INPUT" : "CONFLICT";
  return new AppError(code, MESSAGES[reason], { details: [{ path: PATH, message: reason }] });
}

/** @returns undefined for any other error */
export function toRefusal(error: unknown): SteerRefusal | undefined {
  if (!isAppError(error)) return undefined;
  const given = error.details.find(({ path }) => path === PATH)?.message;
  return STEER_REFUSALS.find((reason) => reason === given);
}
