/**
 * Installs a new version beside the old one and tests it there. Guarantees: what was fetched is what its source
 * announced, it loads on this machine, and nothing outside the folder of the update has changed.
 */
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { cleanLine } from "@tinyagi/contracts/clean-text";
import satisfies from "semver/functions/satisfies.js";
import type { CliContext } from "../context/context.js";
import { CliError } from "../error/cli-error.js";
import { runTool } from "../service/run-tool.js";
import { npm, npmReason } from "./npm.js";
import { commandIn, type Places } from "./places.js";
import { computeDigest, type Source } from "./source.js";

/** In the package: opens a database with the driver that the new version has here. */
const OPEN_DATABASE = "dist/base/src/sqlite/main.js";

const DIFFERS = "what npm fetched differs from the checksum in its registry";

/** @throws CliError when it cannot be fetched, is not what it should be, or does not load here */
export async function stageVersion(context: CliContext, places: Places, source: Source): Promise<void> {
  const tarball = source.kind === "file" ? source.path : await fetchTarball(context, places, source);
  const installed = await npm(context, ["install", "--global", "--prefix", places.stage, tarball]);
  if (installed.code !== 0) throw refused(`npm could not install it: ${npmReason(installed)}`);
  const { version, engines } = JSON.parse(readFileSync(join(places.staged, "package.json"), "utf8")) as {
    version?: string;
    engines?: { node?: string };
  };
  if (version !== source.version) throw refused("it is another version than its name says");
  if (engines?.node !== undefined && !satisfies(process.versions.node, engines.node))
    throw refused(`it needs Node ${cleanLine(engines.node)}, and this is ${process.versions.node}`);
  await testStaged(context, places, source.version);
}

async function fetchTarball(
  context: CliContext,
  { fetched }: Places,
  { version, integrity }: Extract<Source, { kind: "registry" }>,
): Promise<string> {
  mkdirSync(fetched, { recursive: true });
  const packed = await npm(context, ["pack", `tinyagi@${version}`, "--json", "--pack-destination", fetched]);
  if (packed.stderr.includes("EINTEGRITY")) throw refused(DIFFERS);
  if (packed.code !== 0) throw refused(`npm could not fetch it: ${npmReason(packed)}`);
  const [{ filename = "" } = {}] = JSON.parse(packed.stdout) as { filename?: string }[];
  const file = join(fetched, filename);
  if (`sha512-${await computeDigest(file, "sha512", "base64")}` !== integrity) throw refused(DIFFERS);
  return file;
}

/** A version that does not even load here must not stop the daemon. */
async function testStaged(context: CliContext, { staged }: Places, wanted: string): Promise<void> {
  const said = await runTool(context, process.execPath, [commandIn(staged), "version", "--json"]);
  if (said.code !== 0 || !said.stdout.includes(`"${wanted}"`)) throw refused("its command does not run here");
  const database = await runTool(context, process.execPath, [join(staged, OPEN_DATABASE)]);
  if (database.code !== 0) throw refused("its database module does not load here");
}

function refused(reason: string): CliError {
  return new CliError("UNAVAILABLE", `The new version was not installed: ${reason}`, {
    hint: "Nothing was changed; the old version is in place",
  });
}
