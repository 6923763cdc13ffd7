/**
 * Measures speed: `pnpm bench [MEASURE…] [--json FILE] [--compare FILE] [--messages N] [--endpoint URL --model NAME]`. Needs a build, because `tsx` makes sources slower than
 * what is published. Traffic stays on loopback and is bounded. Never part of the tests: a busy machine would fail them.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { MEASURES, type MeasureName } from "./measures.js";
import type { Figure } from "./support/figure.js";
import { createReport, loadReport, printFigures, saveReport } from "./support/report.js";

const HELP = `Usage: pnpm bench [MEASURE…] [--json FILE] [--compare FILE] [--messages N]

Without names, all measures run except those marked with *.

${Object.entries(MEASURES)
  .map(([name, { about, isOptional }]) => `  ${`${name}${isOptional ? " *" : ""}`.padEnd(14)} ${about}`)
  .join("\n")}

  --json FILE     Save the figures.
  --compare FILE  Print them beside the figures of a saved run.
  --messages N    live: also a session of N messages.
  --endpoint URL  recall: an endpoint for embeddings, such as http://127.0.0.1:11434/v1; needs --model NAME.`;

const { values, positionals } = parseArgs({
  args: process.argv.slice(2).filter((argument) => argument !== "--"),
  allowPositionals: true,
  options: {
    json: { type: "string" },
    compare: { type: "string" },
    messages: { type: "string" },
    endpoint: { type: "string" },
    model: { type: "string" },
    help: { type: "boolean", short: "h" },
    /** Internal: the file for the figures of one measure in a process of its own. */
    figures: { type: "string" },
  },
});

if (values.help) console.log(HELP);
else if (values.figures !== undefined) await runOne(positionals[0] as MeasureName, values.figures);
else process.exitCode = run();

async function runOne(name: MeasureName, file: string): Promise<void> {
  const messages = values.messages === undefined ? undefined : Number(values.messages);
  writeFileSync(
    file,
    JSON.stringify(
      await MEASURES[name].measure({ messages, endpoint: values.endpoint, model: values.model }),
    ),
  );
}

/** In a process of its own: memory that one measure leaves behind would make the child processes of the next one slower. */
function measure(name: MeasureName): Figure[] {
  const folder = mkdtempSync(join(tmpdir(), "tinyagi-bench-"));
  const file = join(folder, "figures.json");
  try {
    const args = [...process.execArgv, process.argv[1] ?? "", name, "--figures", file];
    if (values.messages !== undefined) args.push("--messages", values.messages);
    if (values.endpoint !== undefined) args.push("--endpoint", values.endpoint);
    if (values.model !== undefined) args.push("--model", values.model);
    const { status } = spawnSync(process.execPath, args, { stdio: "inherit" });
    if (status !== 0) throw new Error(`The measure ${name} failed.`);
    return JSON.parse(readFileSync(file, "utf8")) as Figure[];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function run(): number {
  const names = Object.keys(MEASURES) as MeasureName[];
  const unknown = positionals.filter((name) => !names.some((known) => known === name));
  if (unknown.length > 0) {
    console.error(`There is no measure "${unknown.join('", "')}".\n\n${HELP}`);
    return 2;
  }
  const saved = values.compare === undefined ? undefined : loadReport(values.compare);
  const report = createReport(new Date());
  console.log(`# ${report.machine}, load ${report.load}, commit ${report.commit}`);
  if (saved !== undefined) console.log(`# compared with ${saved.commit} of ${saved.date}`);
  if (saved !== undefined && saved.machine !== report.machine) {
    console.log(`# Another machine: ${saved.machine}. Only ratios can be compared.`);
  }
  for (const name of names) {
    const { isOptional } = MEASURES[name];
    if (positionals.length === 0 ? isOptional : !positionals.includes(name)) continue;
    const figures = measure(name);
    report.measures[name] = figures;
    printFigures(name, figures, saved?.measures[name]);
    if (values.json !== undefined) saveReport(values.json, report);
  }
  return 0;
}
