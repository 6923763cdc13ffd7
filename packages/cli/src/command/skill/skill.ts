/** `skill`: what an agent can do in addition to its instructions. */
import { isAbsolute, resolve } from "node:path";
import { type Command, InvalidArgumentError } from "commander";
import type { CliContext } from "../../context/context.js";
import { confirm } from "../../prompt/confirm.js";
import { facts, table } from "../../view/table.js";

const EXAMPLES = `
A skill contains instructions and scripts that the agent follows and runs. Read a skill before you install it.

Examples:
  tinyagi skill list coder
  tinyagi skill show coder memory
  tinyagi skill search coder spreadsheet
  tinyagi skill install coder owner/repo@skill
  tinyagi skill install coder ./my-skill
  tinyagi skill install coder bundled:memory
  tinyagi skill remove coder my-skill
`;

export function registerSkill(program: Command, context: CliContext): void {
  const skill = program.command("skill").addHelpText("after", EXAMPLES);
  skill
    .command("list")
    .argument("<agent>")
    .description("list the skills of an agent")
    .action((agent: string) => list(context, agent));
  skill
    .command("show")
    .argument("<agent>")
    .argument("<skill>")
    .description("show one skill with its text")
    .action((agent: string, name: string) => show(context, agent, name));
  skill
    .command("search")
    .argument("<agent>")
    .argument("<words...>")
    .description("search the public registry for skills")
    .action((agent: string, words: string[]) => search(context, agent, words.join(" ")));
  skill
    .command("install")
    .argument("<agent>")
    .argument("<ref>", "owner/repo@skill, a folder with a SKILL.md, or bundled:<name>")
    .option("--digest <sha256>", "install exactly this content, as shown before", parseDigest)
    .option("-y, --yes", "do not ask for confirmation")
    .description("show a skill, ask, and install it")
    .action((agent: string, ref: string, options: { digest?: string; yes?: boolean }) =>
      install(context, { agent, ref: toRef(ref) }, options),
    );
  skill
    .command("remove")
    .argument("<agent>")
    .argument("<skill>")
    .option("-y, --yes", "do not ask for confirmation")
    .description("delete a skill from the workspace of an agent")
    .action((agent: string, name: string, options: { yes?: boolean }) =>
      remove(context, { agent, name }, options.yes === true),
    );
}

function parseDigest(value: string): string {
  if (/^[0-9a-f]{64}$/.test(value)) return value;
  throw new InvalidArgumentError("Use the 64 hex digits of the digest that was shown.");
}

/** A folder gets its absolute path, because the daemon runs in another folder. */
function toRef(ref: string): string {
  const isFolder = isAbsolute(ref) || ref.startsWith("./") || ref.startsWith("../") || !/[@:]/.test(ref);
  return isFolder ? resolve(ref) : ref;
}

async function list(context: CliContext, id: string): Promise<void> {
  const client = await context.connect();
  const skills = await client.call("listSkills", { params: { id }, signal: context.signal });
  context.output.data(skills, (columns) =>
    skills.length === 0
      ? [`@${id} has no skills yet; TinyAGI adds the bundled skills before its first run`]
      : table(
          ["SKILL", "DESCRIPTION"],
          skills.map((skill) => [skill.id, skill.description]),
          columns,
        ),
  );
}

async function show(context: CliContext, id: string, name: string): Promise<void> {
  const client = await context.connect();
  const skill = await client.call("getSkill", { params: { id, skill: name }, signal: context.signal });
  if (context.output.json) return context.output.data(skill, () => []);
  context.output.talk(`source: ${skill.source ?? "the agent itself"}${skill.edited ? ", edited since" : ""}`);
  context.output.text(skill.content);
}

async function search(context: CliContext, id: string, query: string): Promise<void> {
  const client = await context.connect();
  const body = await client.call("searchSkills", {
    params: { id },
    query: { query },
    signal: context.signal,
  });
  context.output.data(body, (columns) =>
    body.results.length === 0
      ? ["the registry has no skills for these words"]
      : table(
          ["REF", "INSTALLS", "URL"],
          body.results.map((one) => [one.ref, one.installs ?? "", one.url ?? ""]),
          columns,
        ),
  );
}

async function install(
  context: CliContext,
  { agent, ref }: { agent: string; ref: string },
  options: { digest?: string; yes?: boolean },
): Promise<void> {
  const client = await context.connect();
  const call = { params: { id: agent }, signal: context.signal };
  const shown = await client.call("previewSkill", { ...call, body: { ref } });
  const digest = options.digest ?? shown.digest;
  for (const line of facts([
    ["skill", shown.name],
    ["description", shown.description],
    ["digest", shown.digest],
    ...shown.files.map((file): [string, string] => [`${file.size} bytes`, file.path]),
  ]))
    context.output.talk(line);
  await confirm(context, `Install ${shown.name} for @${agent}?`, options.yes === true);
  const body = await client.call("installSkill", { ...call, body: { ref, confirm: digest } });
  context.output.data(body, () => [body.output]);
}

async function remove(
  context: CliContext,
  { agent, name }: { agent: string; name: string },
  yes: boolean,
): Promise<void> {
  const client = await context.connect();
  const call = { params: { id: agent, skill: name }, signal: context.signal };
  await client.call("getSkill", call);
  await confirm(context, `Delete the skill ${name} of @${agent} and all its files?`, yes);
  const body = await client.call("removeSkill", call);
  context.output.data(body, () => [`deleted ${name}`]);
}
