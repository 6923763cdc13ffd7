/** A refusal in the shape of OpenAI's API, which its clients turn into typed errors. Pure. */
import type { AppError } from "@tinyagi/contracts";

export interface OpenaiErrorBody {
  error: { message: string; type: string; param: string | null; code: string };
}

const TYPES: Readonly<Record<number, string>> = {
  401: "authentication_error",
  403: "permission_error",
  429: "rate_limit_error",
};
const SERVER_ERROR = 500;

export function openaiError({ message, code, status, details }: AppError): OpenaiErrorBody {
  const param = details[0]?.path ?? null;
  const type = TYPES[status] ?? (status < SERVER_ERROR ? "invalid_request_error" : "server_error");
  const isModel = code === "NOT_FOUND" && param === "model";
  return { error: { message, type, param, code: isModel ? "model_not_found" : code.toLowerCase() } };
}
