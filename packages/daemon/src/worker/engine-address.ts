/** Where the engine is, and as whom, from the settings: references resolved, the authority's certificate read. */
import { readFile } from "node:fs/promises";
import { AppError, type EngineSettings, isPlainElsewhere } from "@tinyagi/contracts";

const CA_MAX_BYTES = 48 * 1024;

export interface EngineAddress {
  /** With the user and the password. */
  readonly url: string;
  /** As workers reach it, without a user. */
  readonly workerUrl: string;
  readonly ca?: string;
}

/** @throws AppError when the password or the certificate cannot be had */
export async function engineAddress(
  { url, workerUrl, user, password, ca }: EngineSettings,
  resolveSecret: (value: string) => Promise<string>,
): Promise<EngineAddress> {
  if (url === undefined)
    throw new AppError("SETTINGS_INVALID", "`execution.engine` has neither `url` nor `own`: true.");
  // A file that was edited by hand can contain it.
  if (isPlainElsewhere(url))
    throw new AppError(
      "SETTINGS_INVALID",
      "The engine is on another machine, and redis:// is not encrypted. Use rediss://.",
    );
  const own = new URL(url);
  if (user !== undefined) own.username = encodeURIComponent(user);
  if (password !== undefined) own.password = encodeURIComponent(await resolveSecret(password));
  const address = { url: own.toString(), workerUrl: workerUrl ?? url };
  return ca === undefined ? address : { ...address, ca: await readCertificate(ca) };
}

async function readCertificate(path: string): Promise<string> {
  try {
    const text = await readFile(path, "utf8");
    if (text.length <= CA_MAX_BYTES) return text;
  } catch (cause) {
    throw unreadable(path, "it cannot be read", cause);
  }
  throw unreadable(path, `it is longer than ${CA_MAX_BYTES} bytes`);
}

function unreadable(path: string, why: string, cause?: unknown): AppError {
  return new AppError(
    "SETTINGS_INVALID",
    `The certificate ${path} of \`execution.engine.ca\` cannot be used: ${why}.`,
    cause === undefined ? {} : { cause },
  );
}
