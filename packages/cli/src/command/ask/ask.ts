/**
 * `ask`: answers questions about TinyAGI from its guide, from this home and from the doctor. Without a daemon, from the guide and
 * the doctor. A change of the settings is made only after a person has agreed to it, as `config set` makes it.
 */
import { type AskAnswer, type GuidePart, QUESTION_MAX_CHARS } from "@tinyagi/contracts";
import { cleanLine } from "@tinyagi/contracts/clean-text";
import { askLines, moment } from "@tinyagi/views";
import { paint, type Text } from "@tinyagi/visualizer/text";
import type { Command } from "commander";
import { changeSettings } from "../../config/source.js";
import type { CliContext } from "../../context/context.js";
import { withProgress } from "../../control/progress.js";
import type { Finding } from "../../doctor/finding.js";
import { usageError } from "../../error/cli-error.js";
import { askYesNo, canAsk } from "../../prompt/ask.js";
import { answerLines } from "../../view/answer.js";
import { foldedLines } from "../../view/folded.js";
import { converse } from "../conversation/converse.js";

interface AskOptions {
  agent?: boolean;
  yes?: boolean;
}

/** What the terminal adds: what the doctor finds wrong. */
interface WholeAnswer extends AskAnswer {
  readonly findings: readonly Finding[];
}

const FINDINGS_MAX = 5;
/** Of a question about the state of this machine. */
const STATE_WORDS: ReadonlySet<string> = new Set(
  "wrong broken problem problems error errors health healthy doctor fail fails failed failing works working start starts stuck slow why".split(
    " ",
  ),
);

export function registerAsk(program: Command, context: CliContext): void {
  program
    .command("ask")
    .argument("<question...>", "what you want to know")
    .option("--agent", "also ask the agent of `ask.agent`, with what was found")
    .option("-y, --yes", "make the change that the question asks for without asking you")
    .addHelpText(
      "after",
      "\nNo model is asked, unless you give --agent.\n\nExamples:\n  tinyagi ask 'how do I connect telegram?'\n  tinyagi ask 'why does coder wait'\n  tinyagi ask 'what does BUDGET_EXCEEDED mean'\n  tinyagi ask 'set the model of coder to opus'\n",
    )
    .action((words: string[], options: AskOptions) => ask(context, words.join(" ").trim(), options));
}

async function ask(context: CliContext, question: string, options: AskOptions): Promise<void> {
  if (question === "" || question.length > QUESTION_MAX_CHARS)
    throw usageError(`A question has 1 to ${QUESTION_MAX_CHARS} characters.`, "Ask a shorter one");
  const answer = await findAnswer(context, question);
  const draw = await answerLines(context);
  context.output.data(answer, (columns) => drawAnswer(context, answer, { columns, draw }));
  if (answer.proposal !== null) await apply(context, answer, options.yes === true);
  if (options.agent === true) await askAgent(context, question, answer);
}

async function findAnswer(context: CliContext, question: string): Promise<WholeAnswer> {
  const findings = await listFindings(context, question);
  if (await context.isServed()) {
    const client = await context.connect();
    const answer = await client.call("ask", { query: { q: question }, signal: context.signal });
    return { ...answer, known: answer.known || findings.length > 0, findings };
  }
  const { askGuide } = await import("@tinyagi/daemon");
  const { known, parts } = await askGuide(question);
  return { known: known || findings.length > 0, parts, facts: [], proposal: null, agent: null, findings };
}

/** What is wrong, when the question is about how things are. */
async function listFindings(context: CliContext, question: string): Promise<Finding[]> {
  const words = question.toLowerCase().split(/[^\p{L}]+/u);
  if (!words.some((word) => STATE_WORDS.has(word))) return [];
  const { examine } = await import("../doctor/doctor-findings.js");
  const found = await withProgress(context.output, "Examining this machine and home", () => examine(context));
  const order = ["error", "warning"] as const;
  return order.flatMap((wanted) => found.filter(({ level }) => level === wanted)).slice(0, FINDINGS_MAX);
}

interface Drawing {
  columns: number;
  /** Draws Markdown. */
  draw: (text: string, columns: number) => readonly Text[];
}

function drawAnswer(context: CliContext, answer: WholeAnswer, drawing: Drawing): Text[] {
  const { columns } = drawing;
  const time = (at: number): string => moment(at, { now: context.now() });
  const lines = askLines(answer, { time }).flatMap((line) => foldedLines(line, columns));
  const [first, ...others] = answer.parts;
  return [
    ...lines.map((line) => paint("bold", line)),
    ...answer.findings.flatMap((finding) => findingLines(finding, columns)),
    ...(first === undefined || !answer.known ? [] : partLines(first, drawing)),
    ...sourceLines(first === undefined ? [] : [first, ...others], answer.known),
  ];
}

function findingLines({ id, message, hint }: Finding, columns: number): Text[] {
  return [
    ...foldedLines(`${id}: ${message}`, columns),
    ...(hint === undefined ? [] : foldedLines(`  ${hint}`, columns)).map((line) => paint("dim", line)),
  ];
}

function partLines({ heading, text }: GuidePart, { columns, draw }: Drawing): Text[] {
  return ["", paint("bold", cleanLine(heading)), "", ...draw(text, columns)];
}

function sourceLines(parts: readonly GuidePart[], known: boolean): Text[] {
  if (parts.length === 0) return [];
  const head = known ? "Read more in the guide:" : "The nearest parts of the guide:";
  return [
    "",
    head,
    ...parts.map(({ heading, page, anchor }) =>
      cleanLine(`  ${heading} (docs/${page}.md${anchor === "" ? "" : `#${anchor}`})`),
    ),
  ];
}

async function apply(context: CliContext, { proposal }: WholeAnswer, yes: boolean): Promise<void> {
  if (proposal === null) return;
  if (!yes) {
    if (!canAsk(context)) {
      context.output.talk("Nothing was changed. Add --yes to make this change.");
      return;
    }
    if (!(await askYesNo(context, { message: "Make this change?", flag: "--yes" }))) return;
  }
  await changeSettings(context, [proposal.change]);
  context.output.talk("Changed. Undo it: tinyagi config rollback, with a revision of tinyagi config history");
}

/** The agent reads what was found as a quotation: nothing in it is a command or an address. */
async function askAgent(context: CliContext, question: string, answer: WholeAnswer): Promise<void> {
  if (answer.agent === null)
    throw usageError("No agent answers questions.", "Choose one: tinyagi config set ask.agent <id>");
  const found = [
    ...askLines(answer),
    ...answer.findings.map(({ id, message }) => `${id}: ${message}`),
    ...answer.parts.map(({ page, heading, text }) => `# ${heading} (${page}.md)\n${text}`),
  ].join("\n\n");
  const body = { message: question, agent: answer.agent, forwarded: found, channel: "cli", sender: "cli" };
  await converse(context, body, { timeout: undefined, show: false });
}
