/** `plugin`: the plugins of this home and the approval to run them. */
import type { PluginView } from "@tinyagi/contracts";
import { sayWhy, stamp } from "@tinyagi/views";
import type { Command } from "commander";
import type { CliContext } from "../../context/context.js";
import { CliError } from "../../error/cli-error.js";
import { confirm } from "../../prompt/confirm.js";
import { facts, table } from "../../view/table.js";
import { withPlugins } from "./plugin-source.js";

const FILES_SHOWN = 20;
const EXAMPLES = `
A plugin is a file <home>/plugins/<name>/index.js. It runs inside the daemon with all its rights, and only after you
approve it. Approval covers its exact files: if one changes, you must approve it again. A plugin that crashes the
daemon stays off until you approve it again. list, show and deny work without the daemon.

Examples:
  tinyagi plugin list
  tinyagi plugin show footer
  tinyagi plugin allow footer
  tinyagi plugin deny footer
`;

export function registerPlugin(program: Command, context: CliContext): void {
  const plugin = program.command("plugin").addHelpText("after", EXAMPLES);
  plugin
    .command("list")
    .description("list all plugins, their state and what to do next")
    .action(() => list(context));
  plugin
    .command("show")
    .argument("<name>")
    .description("show one plugin with its files and their digest")
    .action((name: string) => show(context, name));
  plugin
    .command("allow")
    .argument("<name>")
    .option("--digest <sha256>", "approve exactly this content, as printed by `tinyagi plugin show`")
    .option("-y, --yes", "do not ask for confirmation")
    .description("approve a plugin with its current content")
    .action((name: string, options: { digest?: string; yes?: boolean }) => allow(context, name, options));
  plugin
    .command("deny")
    .argument("<name>")
    .description("revoke approval; its hooks and listeners stop immediately")
    .action((name: string) => deny(context, name));
}

async function list(context: CliContext): Promise<void> {
  const plugins = await withPlugins(context, (source) => source.list());
  context.output.data(plugins, (columns) =>
    plugins.length === 0
      ? [`no plugins; put one into ${context.paths.home}/plugins/<name>/index.js`]
      : table(
          ["NAME", "STATE", "HOOKS", "REASON"],
          plugins.map((one) => [one.name, one.state, one.hooks.join(", "), sayWhy(one) ?? ""]),
          columns,
        ),
  );
  for (const one of plugins) if (one.hint !== null) context.output.talk(`${one.name}: ${one.hint}`);
}

async function show(context: CliContext, name: string): Promise<void> {
  const plugin = await withPlugins(context, (source) => source.get(name));
  const { fileList } = plugin;
  const more = plugin.files - FILES_SHOWN;
  context.output.data(plugin, () => [
    ...pluginFacts(plugin),
    ...table(
      ["FILE", "BYTES"],
      fileList.slice(0, FILES_SHOWN).map((file) => [file.path, String(file.size)]),
    ),
    ...(more > 0 ? [`… and ${more} more`] : []),
  ]);
}

async function allow(
  context: CliContext,
  name: string,
  options: { digest?: string; yes?: boolean },
): Promise<void> {
  const client = await context.connect();
  const call = { params: { name }, signal: context.signal };
  const found = await client.call("getPlugin", call);
  const digest = options.digest ?? found.digest;
  if (digest === null)
    throw new CliError(
      "CONFLICT",
      `This plugin cannot be approved: ${found.reason ?? "its files cannot be read"}`,
      {
        hint: found.hint ?? "See its state: tinyagi plugin list",
      },
    );
  const question = `Approve ${name}? It runs inside the daemon with all its rights: ${found.files} files, ${found.bytes} bytes, digest ${digest.slice(0, 16)}…`;
  await confirm(context, question, options.yes === true);
  const { plugin } = await client.call("allowPlugin", { ...call, body: { digest } });
  context.output.data(plugin, () => pluginFacts(plugin));
  if (plugin.hint !== null) context.output.talk(plugin.hint);
}

async function deny(context: CliContext, name: string): Promise<void> {
  await withPlugins(context, (source) => source.deny(name));
  context.output.data({ ok: true }, () => [`revoked the approval of ${name}`]);
}

function pluginFacts(plugin: PluginView): string[] {
  const rows: [string, string][] = [
    ["name", plugin.name],
    ["state", plugin.state],
    ["reason", plugin.reason ?? ""],
    ["next step", plugin.hint ?? ""],
    ["hooks", plugin.hooks.join(", ")],
    ["events", plugin.events.join(", ")],
    ["failures", plugin.failures === 0 ? "" : String(plugin.failures)],
    ["last error", plugin.lastError ?? ""],
    ["dropped events", plugin.droppedEvents === 0 ? "" : String(plugin.droppedEvents)],
    ["digest", plugin.digest ?? ""],
    ["approved", plugin.allowedAt === null ? "" : stamp(plugin.allowedAt)],
  ];
  return facts(rows.filter(([, value]) => value !== ""));
}
