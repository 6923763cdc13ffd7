/** Turns what a program that speaks ACP refuses into a typed failure. Pure. */
import { RequestError } from "@agentclientprotocol/sdk";
import { failureWith, HarnessError } from "@tinyagi/contracts";
import { reportedFailure } from "../cli/failure.js";
import { type JsonObject, toNumber, toObject, toText } from "../cli/json-line.js";

/** The protocol's own code for a program that nobody has logged in. */
const AUTH_REQUIRED = -32_000;

/** @param login the command that logs the program in, if it is known */
export function acpFailure(
  error: unknown,
  { name, login }: { name: string; login: string | undefined },
): HarnessError {
  if (error instanceof HarnessError) return error;
  if (!(error instanceof RequestError))
    return new HarnessError("transient", `${name} failed: ${String(error)}`);
  if (error.code === AUTH_REQUIRED) {
    const how =
      login === undefined ? "log it in, or give it a key" : `log it in (${login}), or give it a key`;
    return failureWith("login", `${name} is not logged in; ${how}`);
  }
  const data = toObject(error.data) ?? {};
  const message = [error.message, toText(error.data) ?? detailOf(data)]
    .filter((part) => part !== "")
    .join(": ");
  return reportedFailure({
    status: toNumber(data.status) ?? toNumber(data.statusCode),
    names: [toText(data.code), toText(data.type)],
    message,
    fields: data,
    now: Date.now(),
  });
}

function detailOf(data: JsonObject): string {
  return toText(data.details) ?? toText(data.message) ?? toText(toObject(data.error)?.message) ?? "";
}
