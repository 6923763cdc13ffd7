/** `team export`: a team for others, as a folder, an archive or a file. */
import type { Command } from "commander";
import type { CliContext } from "../../context/context.js";
import { type ExportOptions, exportTeam } from "../import/export.js";

export function registerTeamExport(team: Command, context: CliContext): void {
  team
    .command("export")
    .argument("<id>")
    .option("--to <path>", "a new folder, a .tgz or a .json file (default: JSON on stdout)")
    .description(
      "export a team with its agents, prompts, skills and schedules, without keys, paths and permissions",
    )
    .action((id: string, options: { to?: string }) => exportTeam(context, id, toOptions(options.to)));
}

function toOptions(to: string | undefined): ExportOptions {
  if (to === undefined) return {};
  if (/\.(?:tgz|tar\.gz)$/i.test(to)) return { archive: to };
  return /\.json$/i.test(to) ? { out: to } : { folder: to };
}
