/** `project`: list, show, add, rename, archive, unarchive, delete. A project is named by id, prefix or name. */
import type { Client } from "@tinyagi/client";
import type { ProjectState, ProjectView } from "@tinyagi/contracts";
import { stamp } from "@tinyagi/views";
import { type Command, Option } from "commander";
import type { CliContext } from "../../context/context.js";
import { optionalText } from "../../control/given-text.js";
import { CliError } from "../../error/cli-error.js";
import { confirmRemoval } from "../../prompt/confirm-removal.js";
import { facts, table } from "../../view/table.js";
import { parseLimit } from "../option.js";

const STATES: readonly ProjectState[] = ["active", "archived"];

interface AddOptions {
  description?: string;
  prefix?: string;
  color?: string;
}

export function registerProject(program: Command, context: CliContext): void {
  const project = program
    .command("project")
    .addHelpText(
      "after",
      "\nExamples:\n  tinyagi project list --status active\n  tinyagi project show WEB\n  tinyagi project add Website --prefix WEB\n  tinyagi project rename WEB 'New website'\n  tinyagi project archive WEB\n  tinyagi project unarchive WEB\n  tinyagi project delete WEB --yes\n",
    );
  project
    .command("list")
    .description("list projects, newest first")
    .addOption(new Option("--status <status>", "show only this status").choices(STATES))
    .option("--limit <n>", "show at most this many", parseLimit)
    .action((options: { status?: ProjectState; limit?: number }) => list(context, options));
  project
    .command("show")
    .argument("<project>", "id, prefix or name")
    .description("show one project")
    .action((ref: string) => show(context, ref));
  project
    .command("add")
    .argument("<name...>", "name of the project")
    .description("add a project")
    .option("-d, --description <text>", "description; - reads stdin")
    .option("--prefix <letters>", "prefix of its task ids (default: taken from the name)")
    .option("--color <#rrggbb>", "colour on the board")
    .action(async (words: string[], { description, ...options }: AddOptions) => {
      const text =
        description === undefined ? {} : { description: await optionalText(context, [description]) };
      await add(context, words.join(" "), { ...options, ...text });
    });
  project
    .command("rename")
    .argument("<project>", "id, prefix or name")
    .argument("<name...>", "new name")
    .description("rename a project; its task ids do not change")
    .action((ref: string, words: string[]) => change(context, ref, { name: words.join(" ") }));
  for (const [word, status] of [
    ["archive", "archived"],
    ["unarchive", "active"],
  ] as const)
    project
      .command(word)
      .argument("<project>", "id, prefix or name")
      .description(
        status === "active" ? "restore an archived project" : "archive a project; its tasks are kept",
      )
      .action((ref: string) => change(context, ref, { status }));
  project
    .command("delete")
    .argument("<project>", "id, prefix or name")
    .option("-y, --yes", "do not ask for confirmation")
    .description("delete a project; its tasks are kept")
    .action((ref: string, options: { yes?: boolean }) => remove(context, ref, options.yes === true));
}

async function list(context: CliContext, query: { status?: ProjectState; limit?: number }): Promise<void> {
  const client = await context.connect();
  const rows = await client.call("listProjects", { query, signal: context.signal });
  context.output.data(rows, (columns) => {
    if (rows.length === 0) return ["no projects yet; add one: tinyagi project add <name>"];
    return table(
      ["PREFIX", "NAME", "STATUS", "ID", "DESCRIPTION"],
      rows.map((row) => [row.prefix, row.name, row.status, row.id, row.description]),
      columns,
    );
  });
}

async function show(context: CliContext, ref: string): Promise<void> {
  const project = await findProject(await context.connect(), context, ref);
  context.output.data(project, () => projectFacts(project));
}

async function add(context: CliContext, name: string, options: AddOptions): Promise<void> {
  const client = await context.connect();
  const body = await client.call("createProject", { body: { name, ...options }, signal: context.signal });
  context.output.data(body, () => projectFacts(body.project));
}

async function change(
  context: CliContext,
  ref: string,
  body: { name?: string; status?: ProjectState },
): Promise<void> {
  const client = await context.connect();
  const { id } = await findProject(client, context, ref);
  const answer = await client.call("updateProject", { params: { id }, body, signal: context.signal });
  context.output.data(answer, () => projectFacts(answer.project));
}

async function remove(context: CliContext, ref: string, yes: boolean): Promise<void> {
  const client = await context.connect();
  const { id, name } = await findProject(client, context, ref);
  await confirmRemoval(context, {
    target: { kind: "project", id },
    question: `Delete the project ${name}? Its tasks are kept.`,
    yes,
  });
  const body = await client.call("deleteProject", { params: { id }, signal: context.signal });
  context.output.data(body, () => [`${name} deleted; its tasks are kept`]);
}

/** @param ref id, prefix or name, in any case. @throws CliError `NOT_FOUND`; `CONFLICT` when several have that name */
export async function findProject(client: Client, context: CliContext, ref: string): Promise<ProjectView> {
  const projects = await client.call("listProjects", { query: {}, signal: context.signal });
  const wanted = ref.toLowerCase();
  const exact = projects.find((one) => one.id === ref || one.prefix.toLowerCase() === wanted);
  const named = projects.filter((one) => one.name.toLowerCase() === wanted);
  const found = exact ?? named[0];
  if (found === undefined)
    throw new CliError("NOT_FOUND", "No project has this id, prefix or name.", {
      hint: `Your projects: ${projects.map((one) => `${one.prefix} (${one.name})`).join(", ") || "none"}`,
    });
  if (exact === undefined && named.length > 1)
    throw new CliError("CONFLICT", "Several projects have this name.", {
      hint: `Use its prefix: ${named.map((one) => one.prefix).join(", ")}`,
    });
  return found;
}

function projectFacts(project: ProjectView): string[] {
  return facts([
    ["prefix", project.prefix],
    ["name", project.name],
    ["status", project.status],
    ["id", project.id],
    ["color", project.color],
    ["created", stamp(project.createdAt)],
    ["description", project.description === "" ? "-" : project.description],
  ]);
}
