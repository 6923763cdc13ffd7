/** Where a new version comes from: a tarball, a folder of tarballs, or npm's registry. Nothing is fetched or changed here. */
import { createHash } from "node:crypto";
import { createReadStream, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { cleanLine } from "@tinyagi/contracts/clean-text";
import rcompare from "semver/functions/rcompare.js";
import valid from "semver/functions/valid.js";
import type { CliContext } from "../context/context.js";
import { CliError, usageError } from "../error/cli-error.js";
import { runTool } from "../service/run-tool.js";
import { npm } from "./npm.js";
import { requireSignature } from "./release-signature.js";

export type Source =
  | { readonly kind: "file"; readonly path: string; readonly version: string; readonly checked: Checked }
  /** `integrity`: of the tarball, as npm writes it (`sha512-…`). */
  | { readonly kind: "registry"; readonly version: string; readonly integrity: string };

/** What the content of a file was compared with: a checksum in SHA256SUMS, and the signature of that list. */
export type Checked = "signature" | "checksum" | "nothing";

const PACKAGE = "tinyagi";
const SUMS = "SHA256SUMS";
const TAG_OR_VERSION = /^[0-9A-Za-z][0-9A-Za-z.+-]*$/;

/** @param from what `--from` says; undefined: the newest version in the registry */
export async function findSource(context: CliContext, from: string | undefined): Promise<Source> {
  if (from === undefined) return inRegistry(context, "latest");
  if (from.includes("://"))
    throw usageError(
      "--from takes no address.",
      "Download the file first, then: tinyagi update --from <file>",
    );
  const stats = statSync(from, { throwIfNoEntry: false });
  if (stats?.isDirectory()) return inFile(context, join(resolve(from), tarballIn(from)));
  if (stats?.isFile()) return inFile(context, resolve(from));
  if (from.includes("/") || from.endsWith(".tgz") || !TAG_OR_VERSION.test(from))
    throw usageError(
      "The file for --from does not exist.",
      "Give a tarball, a folder of tarballs, or a version",
    );
  return inRegistry(context, from);
}

function tarballIn(folder: string): string {
  const target = [process.platform, process.arch, `node${process.versions.modules}`].join("-");
  const name = chooseTarball(readdirSync(folder), target);
  if (name !== undefined) return name;
  throw usageError("The folder for --from holds no tarball of tinyagi.", "Name the file itself");
}

/**
 * The newest version's tarball, if possible the one that needs no network. Pure.
 *
 * @param target system, processor and generation of Node, such as `linux-x64-node115`
 */
export function chooseTarball(names: readonly string[], target: string): string | undefined {
  const found = names.flatMap((name) => {
    const [, rest = ""] = /^tinyagi-(\d.*)\.tgz$/.exec(name) ?? [];
    const ready = rest.endsWith(`-${target}`);
    const version = ready ? rest.slice(0, -target.length - 1) : rest;
    // A tarball for another system looks like a pre-release.
    const foreign = !ready && /-(linux|darwin|win32)-\w+-node\d+$/.test(rest);
    return valid(version) === null || foreign ? [] : [{ name, version, ready }];
  });
  found.sort((a, b) => rcompare(a.version, b.version) || Number(b.ready) - Number(a.ready));
  return found[0]?.name;
}

async function inFile(context: CliContext, path: string): Promise<Source> {
  const checked = await compareChecksum(path);
  const { code, stdout } = await runTool(context, "tar", ["-xOf", path, "package/package.json"]);
  const { name, version } = code === 0 ? manifestIn(stdout) : {};
  if (name !== PACKAGE || typeof version !== "string" || valid(version) === null)
    throw new CliError("INVALID_INPUT", "The file for --from is no packed tinyagi.", {
      hint: "Check that it was downloaded completely",
    });
  return { kind: "file", path, version, checked };
}

function manifestIn(text: string): { name?: unknown; version?: unknown } {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : {};
  } catch {
    // Reported by the caller: it is no package.
    return {};
  }
}

/**
 * Compares the file with the list of checksums beside it, and the list with its signature.
 *
 * @throws CliError when the file differs, and without a valid signature as soon as this program knows a key
 */
async function compareChecksum(path: string): Promise<Checked> {
  const listPath = join(dirname(path), SUMS);
  let list: string;
  try {
    list = readFileSync(listPath, "utf8");
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
    requireSignature(listPath, "");
    return "nothing";
  }
  const signed = requireSignature(listPath, list);
  const wanted = checksumIn(list, basename(path));
  if (wanted !== undefined && wanted === (await computeDigest(path, "sha256", "hex")))
    return signed ? "signature" : "checksum";
  const what = wanted === undefined ? "is not listed in" : "differs from its checksum in";
  throw new CliError("INVALID_INPUT", `${basename(path)} ${what} ${SUMS} beside it; nothing was changed.`, {
    hint: "Download it again",
  });
}

/** The checksum of a file in the output of sha256sum(1). Pure. */
export function checksumIn(list: string, name: string): string | undefined {
  for (const line of list.split("\n")) {
    const [, digest, file] = /^([0-9a-f]{64}) [ *](.+)$/.exec(line.trimEnd()) ?? [];
    if (file === name) return digest;
  }
  return undefined;
}

export async function computeDigest(
  path: string,
  algorithm: string,
  encoding: "hex" | "base64",
): Promise<string> {
  const hash = createHash(algorithm);
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest(encoding);
}

async function inRegistry(context: CliContext, wanted: string): Promise<Source> {
  const { code, stdout } = await npm(context, [
    "view",
    `${PACKAGE}@${wanted}`,
    "version",
    "dist.integrity",
    "--json",
  ]);
  const answer = manifestIn(stdout) as Record<string, unknown>;
  const { version, "dist.integrity": integrity } = answer;
  if (code === 0 && typeof version === "string" && valid(version) !== null && typeof integrity === "string")
    return { kind: "registry", version, integrity };
  const { code: reason, summary } = errorIn(answer);
  const what = reason === "E404" ? "npm finds no" : "npm could not look for";
  throw new CliError("UNAVAILABLE", `${what} ${PACKAGE}@${cleanLine(wanted)}: ${summary}`, {
    hint: "Check the network (`tinyagi doctor network`) and `npm config get registry`, or update from a file: tinyagi update --from <file>",
  });
}

function errorIn({ error }: Record<string, unknown>): { code: unknown; summary: string } {
  const { code, summary } = (typeof error === "object" && error !== null ? error : {}) as Record<
    string,
    unknown
  >;
  const said = typeof summary === "string" ? cleanLine(summary.split("\n")[0] ?? "") : "";
  return { code, summary: said === "" ? "it gave no reason" : said };
}
