/** `docs/reference/errors.md`: every code with its meaning and what to do. */
import { ERROR_CODES, ERROR_HELP, type ErrorCode } from "@tinyagi/contracts";
import { code, prose, table } from "./markdown.js";

export function errorPage(): string {
  const rows = (Object.keys(ERROR_CODES) as ErrorCode[]).sort().map((name) => {
    const { status, retryable } = ERROR_CODES[name];
    const { meaning, action } = ERROR_HELP[name];
    return [code(name), String(status), retryable ? "yes" : "", prose(meaning), prose(action)];
  });
  return table(["Code", "Status", "Retry", "Meaning", "What to do"], rows);
}
