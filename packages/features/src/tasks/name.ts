/**
 * The names of tasks and projects: one line that a person sees. Agents and programs give them too, and lists, prompts and
 * chats show them: a name with a line break could pass for a line of TinyAGI.
 */
import { AppError } from "@tinyagi/contracts";
import { cleanLine } from "@tinyagi/contracts/clean-text";

/** @throws AppError `INVALID_INPUT` when nobody would see it */
export function toName(given: string, field: "title" | "name"): string {
  const name = cleanLine(given);
  if (name !== "") return name;
  throw new AppError("INVALID_INPUT", `The ${field} is empty. Write at least one letter.`, {
    details: [{ path: field, message: "must not be empty" }],
  });
}
