/**
 * The few requests of the S3 protocol that backups need, signed with version 4. Bodies are signed too, so that the storage
 * refuses what arrives damaged. Nothing is sent to another host than the one in the settings: redirects are not followed.
 */

import { createHash } from "node:crypto";
import { readBody } from "@tinyagi/base";
import { isPortalAnswer, PORTAL_WORDS } from "@tinyagi/contracts";
import { AwsClient } from "aws4fetch";
import { TargetError } from "./backup-target.js";
import { textIn } from "./xml-text.js";

interface S3Patience {
  /** From the request to the head of its answer. A part of a large backup takes its time on a slow line. */
  answerMs: number;
  /** Between two pieces of an answer. The whole of a large backup may take hours. */
  silenceMs: number;
}

const PATIENCE: S3Patience = { answerMs: 10 * 60_000, silenceMs: 2 * 60_000 };
/** A page of a listing has at most 1,000 entries. */
const ANSWER_MAX_BYTES = 8 * 1024 * 1024;
const REFUSAL_MAX_BYTES = 64 * 1024;

export interface S3Place {
  /** Without a path. */
  endpoint: string;
  region: string;
  bucket: string;
  accessKeyId: string;
  accessKeySecret: string;
}

export interface S3Call {
  method: "GET" | "PUT" | "POST" | "DELETE";
  /** Within the bucket, without a leading slash; empty for the bucket itself. */
  key: string;
  query?: Readonly<Record<string, string>>;
  body?: Uint8Array<ArrayBuffer>;
  signal: AbortSignal;
}

export type S3Client = (call: S3Call) => Promise<Response>;

/** @returns sends one request. It throws TargetError for every answer that is not a success, also while its body is read */
export function createS3Client(place: S3Place, patience = PATIENCE): S3Client {
  const { accessKeyId, accessKeySecret: secretAccessKey, region } = place;
  const aws = new AwsClient({ accessKeyId, secretAccessKey, region, service: "s3", retries: 0 });
  return async ({ method, key, query = {}, body, signal }) => {
    const url = new URL(`${place.endpoint.replace(/\/$/, "")}/${place.bucket}/${key}`);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    const digest = createHash("sha256")
      .update(body ?? "")
      .digest("hex");
    const request = await aws.sign(url, {
      method,
      headers: { "x-amz-content-sha256": digest },
      redirect: "manual",
      ...(body === undefined ? {} : { body }),
    });
    const response = await sent(request, signal, patience);
    if (response.ok) return response;
    throw await refusal(response, place);
  };
}

/** What a storage says in XML. @throws TargetError when it says more than it may */
export async function readXml(response: Response): Promise<string> {
  const bytes = await readBody(response, ANSWER_MAX_BYTES);
  if (bytes === undefined)
    throw new TargetError("The storage sent more than TinyAGI reads. Check `backup.s3.endpoint`.");
  return bytes.toString("utf8");
}

async function sent(request: Request, signal: AbortSignal, patience: S3Patience): Promise<Response> {
  const { host } = new URL(request.url);
  const giveUp = new AbortController();
  const timer = setTimeout(() => giveUp.abort(), patience.answerMs);
  try {
    const response = await fetch(request, { signal: AbortSignal.any([signal, giveUp.signal]) });
    const contentType = response.headers.get("content-type");
    const location = response.headers.get("location");
    if (isPortalAnswer({ url: request.url, status: response.status, contentType, location })) {
      await response.body?.cancel();
      throw new TargetError(
        `The storage at ${host} cannot be reached: ${PORTAL_WORDS}. TinyAGI tries again.`,
      );
    }
    if (response.body === null) return response;
    const body = limitSilence(response.body, { host, silenceMs: patience.silenceMs });
    return new Response(body, response);
  } catch (error) {
    if (error instanceof TargetError) throw error;
    const cause = error instanceof Error ? error.cause : undefined;
    const code = cause instanceof Error && "code" in cause ? String(cause.code) : "no answer";
    throw new TargetError(
      `The storage at ${host} cannot be reached (${code}). Check the network and \`backup.s3.endpoint\`.`,
      error,
    );
  } finally {
    clearTimeout(timer);
  }
}

type Body = ReadableStream<Uint8Array<ArrayBuffer>>;

/** Counts only the time in which the reader waits: a slow disk here is no silence of the storage. */
function limitSilence(body: Body, { host, silenceMs }: { host: string; silenceMs: number }): Body {
  const reader = body.getReader();
  const stopped = (cause: unknown): TargetError =>
    new TargetError(`The storage at ${host} stopped in the middle of its answer. Try again.`, cause);
  return new ReadableStream(
    {
      async pull(out) {
        let timer: NodeJS.Timeout | undefined;
        const silence = new Promise<never>((_, reject) => {
          timer = setTimeout(() => reject(new Error("the storage is silent")), silenceMs);
        });
        try {
          const { done, value } = await Promise.race([reader.read(), silence]);
          if (done) out.close();
          else out.enqueue(value);
        } catch (error) {
          // Ends the connection. What it answers is of no interest any more.
          void reader.cancel(error).catch(() => undefined);
          throw stopped(error);
        } finally {
          clearTimeout(timer);
        }
      },
      cancel: (reason) => reader.cancel(reason),
    },
    // Reads nothing ahead: then no timer runs for a reader that has left.
    { highWaterMark: 0 },
  );
}

const WRONG_KEY =
  "Check `backup.s3.access_key_id`, `backup.s3.access_key_secret` and the rights of that key.";
const ADVICE: Readonly<Record<string, string>> = {
  SignatureDoesNotMatch: WRONG_KEY,
  InvalidAccessKeyId: WRONG_KEY,
  AccessDenied: WRONG_KEY,
  NoSuchBucket: "Create the bucket, or correct `backup.target`.",
  RequestTimeTooSkewed: "Set the clock of this machine.",
  AuthorizationHeaderMalformed: "Correct `backup.s3.region`.",
  PermanentRedirect: "Correct `backup.s3.endpoint` and `backup.s3.region`.",
};

async function refusal(response: Response, { bucket }: S3Place): Promise<TargetError> {
  // Without its words, the status says what is known.
  const text = (await readBody(response, REFUSAL_MAX_BYTES).catch(() => undefined))?.toString("utf8") ?? "";
  const [code = String(response.status)] = textIn(text, "Code");
  const known = /^[A-Za-z0-9]{1,60}$/.test(code) ? code : String(response.status);
  const advice = Object.hasOwn(ADVICE, known) ? ADVICE[known] : "TinyAGI tries again.";
  return new TargetError(`The storage refused the bucket ${bucket}: ${known}. ${advice}`);
}
