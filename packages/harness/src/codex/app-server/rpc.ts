/**
 * JSON-RPC on the lines of `codex app-server`, which leaves out the field `jsonrpc`. Pure. Any line may be hostile: what is no
 * message is nothing, and must never throw.
 */
import { z } from "zod";
import { parseJsonLine } from "../../cli/json-line.js";

const idSchema = z.union([z.string(), z.number()]);
const errorSchema = z.object({ code: z.number().catch(0), message: z.string().catch("") });
const fieldsSchema = z.object({
  id: idSchema.optional(),
  method: z.string().optional(),
  params: z.unknown().optional(),
  result: z.unknown().optional(),
  error: errorSchema.optional(),
});

export type RpcId = z.infer<typeof idSchema>;

/** What the program says. */
export type RpcMessage =
  | { readonly kind: "answer"; readonly id: RpcId; readonly result: unknown; readonly error?: string }
  | { readonly kind: "request"; readonly id: RpcId; readonly method: string; readonly params: unknown }
  | { readonly kind: "note"; readonly method: string; readonly params: unknown };

/** A method that is not known here, by the code of the specification. */
const METHOD_UNKNOWN = -32_601;

/** Reads a line. @returns undefined for what is no message */
export function readMessage(line: string): RpcMessage | undefined {
  const read = fieldsSchema.safeParse(parseJsonLine(line));
  if (!read.success) return undefined;
  const { id, method, params, result, error } = read.data;
  if (method !== undefined)
    return id === undefined ? { kind: "note", method, params } : { kind: "request", id, method, params };
  if (id === undefined) return undefined;
  return error === undefined
    ? { kind: "answer", id, result }
    : { kind: "answer", id, result, error: error.message };
}

/** Asks the program for something. @param id differs from that of every other request to it */
export function requestLine(id: string, method: string, params: unknown): string {
  return toLine({ id, method, params });
}

/** Tells the program something. */
export function noteLine(method: string): string {
  return toLine({ method });
}

/** Answers a request of the program. */
export function answerLine(id: RpcId, result: unknown): string {
  return toLine({ id, result });
}

/** Says that a request of the program is not known here, so that it does not wait. */
export function refusalLine(id: RpcId): string {
  return toLine({ id, error: { code: METHOD_UNKNOWN, message: "TinyAGI does not know this method." } });
}

function toLine(message: object): string {
  return `${JSON.stringify(message)}\n`;
}
