/** The refusal that asks for a confirmation. Pages load it without a validator. */
import { AppError } from "./app-error.js";
import type { RequiredConfirmation } from "./confirmation.js";

/** The header that repeats a request with the code. */
export const CONFIRMATION_HEADER = "x-tinyagi-confirmation";

/** The refusal of an act that a person must confirm first. */
export class ConfirmationRequired extends AppError {
  readonly confirmation: RequiredConfirmation;

  constructor(
    confirmation: RequiredConfirmation,
    message = "A person must confirm this outside the page. Run `tinyagi confirm`, or write /confirm in a chat as owner, and repeat the request with the code.",
  ) {
    super("CONFIRMATION_REQUIRED", message);
    this.confirmation = confirmation;
  }
}

/** Also across duplicated module copies. */
export function isConfirmationRequired(error: unknown): error is ConfirmationRequired {
  return (
    error instanceof Error &&
    "confirmation" in error &&
    "code" in error &&
    error.code === "CONFIRMATION_REQUIRED"
  );
}
