/**
 * The few requests of the S3 protocol that backups need, signed with version 4. Bodies are signed too, so that the storage
 * refuses what arrives damaged. Nothing is sent to another host than the one in the settings: redirects are not followed.
 */
import { createHash } from "node:crypto";
import { AwsClient } from "aws4fetch";
import { TargetError } from "./backup-target.js";
import { textIn } from "./xml-text.js";

/** Without an answer for so long, a request has failed. A part of a large backup takes its time on a slow line. */
const ANSWER_MS = 10 * 60_000;
const ERROR_MAX_CHARS = 10_000;

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

/** @returns sends one request. It throws TargetError for every answer that is not a success */
export function createS3Client(place: S3Place): S3Client {
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
    const response = await sent(request, url, AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS)]));
    if (response.ok) return response;
    throw await refusal(response, place);
  };
}

async function sent(request: Request, url: URL, signal: AbortSignal): Promise<Response> {
  try {
    return await fetch(request, { signal });
  } catch (error) {
    const cause = error instanceof Error ? error.cause : undefined;
    const code = cause instanceof Error && "code" in cause ? String(cause.code) : "no answer";
    throw new TargetError(
      `The storage at ${url.host} cannot be reached (${code}). Check the network and \`backup.s3.endpoint\`.`,
      error,
    );
  }
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
  const text = (await response.text().catch(() => "")).slice(0, ERROR_MAX_CHARS);
  const [code = String(response.status)] = textIn(text, "Code");
  const known = /^[A-Za-z0-9]{1,60}$/.test(code) ? code : String(response.status);
  const advice = Object.hasOwn(ADVICE, known) ? ADVICE[known] : "TinyAGI tries again.";
  return new TargetError(`The storage refused the bucket ${bucket}: ${known}. ${advice}`);
}
