/** `artifact`: what agents made and sent, its versions, and public links to it. */
import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { Artifact, ArtifactLink } from "@tinyagi/contracts";
import { cleanLine } from "@tinyagi/contracts/clean-text";
import { stamp } from "@tinyagi/views";
import type { Text } from "@tinyagi/visualizer/text";
import type { Command } from "commander";
import type { CliContext } from "../../context/context.js";
import { browserOpener, openBrowser } from "../../control/open-browser.js";
import { CliError } from "../../error/cli-error.js";
import { table } from "../../view/table.js";
import { parseLimit } from "../option.js";
import { parseWhole } from "../parse-whole.js";

const EXAMPLES = `
Examples:
  tinyagi artifact list --agent writer
  tinyagi artifact show 12
  tinyagi artifact open 12
  tinyagi artifact open 12 --save report.pdf
  tinyagi artifact share 12 --days 7
  tinyagi artifact list --shared
  tinyagi artifact unshare share_mh2k3x9a0c1d2e3f4g5h

Anyone who has a public link reads that one version, as far as this daemon can be reached. There is none until you create it.
`;

export function registerArtifact(program: Command, context: CliContext): void {
  const artifact = program.command("artifact").addHelpText("after", EXAMPLES);
  artifact
    .command("list")
    .option("--agent <agent>", "only of this agent")
    .option("--limit <n>", "show at most this many", parseLimit, 50)
    .option("--shared", "the public links that work now")
    .description("list files that agents made, the newest version of each")
    .action((options: { agent?: string; limit: number; shared?: boolean }) =>
      options.shared === true ? listLinks(context, options.limit) : list(context, options),
    );
  artifact
    .command("show")
    .argument("<number>", "number of the artifact", parseWhole)
    .description("show one artifact with its versions and links")
    .action((id: number) => show(context, id));
  artifact
    .command("open")
    .argument("<number>", "number of the artifact", parseWhole)
    .option("--save <path>", "save it as this file instead; the file must not exist")
    .option("--url", "print the address instead of opening it")
    .description("open an artifact in a browser, or save it")
    .action((id: number, options: { save?: string; url?: boolean }) => open(context, id, options));
  artifact
    .command("share")
    .argument("<number>", "number of the artifact", parseWhole)
    .option("--days <n>", "the link expires after this many days", parseWhole)
    .description("create a public link to this version; the link is printed only once")
    .action((id: number, options: { days?: number }) => share(context, id, options.days));
  artifact
    .command("unshare")
    .argument("<link>", "id of the link")
    .description("revoke a public link at once")
    .action((id: string) => unshare(context, id));
}

async function list(context: CliContext, { agent, limit }: { agent?: string; limit: number }): Promise<void> {
  const client = await context.connect();
  const query = { limit: Math.min(limit, 200), ...(agent === undefined ? {} : { agent }) };
  const body = await client.call("listArtifacts", { query, signal: context.signal });
  context.output.data(body, (columns) =>
    body.artifacts.length === 0
      ? ["No agent has sent a file yet."]
      : table(["NUMBER", "AGENT", "NAME", "VERSION", "SIZE", "MADE", ""], body.artifacts.map(toRow), columns),
  );
}

function toRow({ id, agent, name, version, bytes, createdAt, shared }: Artifact): string[] {
  const size = bytes === null ? "removed" : `${bytes} bytes`;
  return [
    String(id),
    `@${agent}`,
    name,
    String(version),
    size,
    stamp(createdAt),
    shared ? "public link" : "",
  ];
}

async function listLinks(context: CliContext, limit: number): Promise<void> {
  const client = await context.connect();
  const body = await client.call("listArtifactLinks", { query: { limit }, signal: context.signal });
  context.output.data(body, (columns) =>
    body.links.length === 0
      ? ["No public link works."]
      : table(
          ["LINK", "NUMBER", "AGENT", "NAME", "CREATED", "EXPIRES", "OPENED"],
          body.links.map((link) => [
            link.id,
            String(link.artifactId),
            `@${link.agent}`,
            link.name,
            stamp(link.createdAt),
            link.expiresAt === null ? "never" : stamp(link.expiresAt),
            String(link.opened),
          ]),
          columns,
        ),
  );
}

async function show(context: CliContext, id: number): Promise<void> {
  const client = await context.connect();
  const body = await client.call("getArtifact", { params: { id: String(id) }, signal: context.signal });
  context.output.data(body, (columns) => [
    ...artifactLines(body.artifact),
    "",
    ...table(["NUMBER", "VERSION", "SIZE", "MADE"], body.versions.map(toVersion), columns),
    ...(body.links.length === 0 ? [] : ["", ...body.links.map(linkLine)]),
  ]);
}

function toVersion({ id, version, bytes, createdAt }: Artifact): string[] {
  return [String(id), String(version), bytes === null ? "removed" : `${bytes} bytes`, stamp(createdAt)];
}

function artifactLines(one: Artifact): Text[] {
  const from = [
    ...(one.taskId === null ? [] : [`task ${one.taskId}`]),
    ...(one.runId === null ? [] : [`run ${one.runId}`]),
  ];
  return [
    cleanLine(`${one.name}, version ${one.version}, by @${one.agent}`),
    ...(from.length === 0 ? [] : [from.join(", ")]),
  ];
}

function linkLine(link: ArtifactLink): Text {
  const state = link.works ? "works" : link.revokedAt === null ? "expired" : "revoked";
  const until = link.expiresAt === null ? "" : `, until ${stamp(link.expiresAt)}`;
  return `${link.id}: ${state}${until}, opened ${link.opened} times`;
}

async function open(
  context: CliContext,
  id: number,
  { save, url: print }: { save?: string; url?: boolean },
): Promise<void> {
  const client = await context.connect();
  const { signal } = context;
  const { artifact } = await client.call("getArtifact", { params: { id: String(id) }, signal });
  const { file } = artifact;
  if (save !== undefined) {
    const { data } = await client.call("readFile", { params: { file }, signal });
    await saveNew(resolve(save), Buffer.from(data, "base64"));
    return context.output.data({ saved: resolve(save) }, () => [`saved as ${cleanLine(save)}`]);
  }
  const shown = await client.call("viewFile", { params: { file }, signal });
  const url = `${await context.address()}${shown.path}`;
  const { output, stdin, env, paths } = context;
  const opener =
    print === true || output.json || stdin.isTTY !== true ? undefined : browserOpener(env, process.platform);
  if (opener !== undefined && (await openBrowser(url, { opener, home: paths.home })))
    return output.talk("The file opens in your browser.");
  output.data({ url, expiresAt: shown.expiresAt }, () => [url]);
  output.talk("Open the address in a browser on this machine within 5 minutes.");
}

/** Never over a file of the person. */
async function saveNew(path: string, bytes: Buffer): Promise<void> {
  try {
    await writeFile(path, bytes, { flag: "wx" });
  } catch (error) {
    throw new CliError("CONFLICT", "The file was not saved: it exists, or its folder cannot be written.", {
      hint: "Choose another path with --save",
      cause: error,
    });
  }
}

async function share(context: CliContext, id: number, days: number | undefined): Promise<void> {
  const client = await context.connect();
  const body = days === undefined ? {} : { days };
  const made = await client.call("shareArtifact", {
    params: { id: String(id) },
    body,
    signal: context.signal,
  });
  const url = `${await context.address()}${made.path}`;
  context.output.data({ ...made, url }, () => [url]);
  context.output.talk(
    `Anyone who has this link and reaches this daemon reads the file. Revoke it: tinyagi artifact unshare ${made.link.id}`,
  );
}

async function unshare(context: CliContext, id: string): Promise<void> {
  const client = await context.connect();
  const link = await client.call("revokeArtifactLink", { params: { id }, signal: context.signal });
  context.output.data(link, () => [`Revoked: ${link.id}. It was opened ${link.opened} times.`]);
}
