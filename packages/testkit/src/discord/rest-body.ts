/** Bodies of requests that make or change messages: JSON, or a form with files. */
import type { APIMessage } from "discord-api-types/v10";
import type { FastifyRequest } from "fastify";
import type { NewFile } from "./messages.js";
import { INVALID_FORM, RestRefusal } from "./rest-error.js";

/** Discord counts code points. */
const CONTENT_MAX_CODE_POINTS = 2_000;
const NONCE_MAX_CHARS = 25;
const FILE_MAX_BYTES = 10 * 1_024 * 1_024;
const CUSTOM_ID_MAX_CHARS = 100;
const LABEL_MAX_CHARS = 80;
const ROW_BUTTONS_MAX = 5;

export interface MessageBody {
  readonly content?: string;
  readonly nonce?: string;
  readonly enforce_nonce?: boolean;
  readonly flags?: number;
  readonly components?: NonNullable<APIMessage["components"]>;
  readonly message_reference?: { readonly message_id?: string; readonly fail_if_not_exists?: boolean };
}

export interface ReadBody {
  readonly body: MessageBody;
  readonly files: readonly NewFile[];
}

export function parseJson<T>(request: FastifyRequest): T {
  const raw = request.body as Buffer | undefined;
  return (raw === undefined || raw.length === 0 ? {} : JSON.parse(raw.toString("utf8"))) as T;
}

/** @throws RestRefusal when Discord would not take it */
export async function readMessageBody(request: FastifyRequest): Promise<ReadBody> {
  const read = await readAny(request);
  check(read);
  return read;
}

async function readAny(request: FastifyRequest): Promise<ReadBody> {
  const type = request.headers["content-type"] ?? "";
  if (!type.startsWith("multipart/form-data")) return { body: parseJson(request), files: [] };
  const form = await new Response(new Uint8Array(request.body as Buffer), {
    headers: { "content-type": type },
  }).formData();
  const files: NewFile[] = [];
  for (const [name, value] of form.entries())
    if (name.startsWith("files[") && typeof value !== "string")
      files.push({ name: value.name, bytes: new Uint8Array(await value.arrayBuffer()) });
  const payload = form.get("payload_json");
  return { body: typeof payload === "string" ? (JSON.parse(payload) as MessageBody) : {}, files };
}

function check({ body: { content = "", nonce = "", components = [] }, files }: ReadBody): void {
  const refuse = (what: string) => {
    throw new RestRefusal(400, INVALID_FORM, `Invalid Form Body: ${what}`);
  };
  if ([...content].length > CONTENT_MAX_CODE_POINTS) refuse("content must be 2000 or fewer in length.");
  if (nonce.length > NONCE_MAX_CHARS) refuse("nonce must be 25 or fewer in length.");
  if (files.some(({ bytes }) => bytes.byteLength > FILE_MAX_BYTES))
    throw new RestRefusal(413, 40_005, "Request entity too large");
  const ids: string[] = [];
  for (const row of components) {
    const parts = "components" in row ? row.components : [];
    if (parts.length === 0 || parts.length > ROW_BUTTONS_MAX) refuse("a row has 1 to 5 buttons.");
    for (const part of parts) {
      if (!("custom_id" in part && "label" in part)) continue;
      if (part.custom_id.length > CUSTOM_ID_MAX_CHARS) refuse("custom_id must be 100 or fewer in length.");
      if ((part.label ?? "").length > LABEL_MAX_CHARS) refuse("label must be 80 or fewer in length.");
      ids.push(part.custom_id);
    }
  }
  if (new Set(ids).size < ids.length) refuse("Component custom id cannot be duplicated");
}
