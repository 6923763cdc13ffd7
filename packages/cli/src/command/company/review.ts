/** `company review`: what agents want to change in the notes of the company, and the decision about it. */
import type { NoteProposalDetail } from "@tinyagi/contracts";
import { cleanLine, cleanText } from "@tinyagi/contracts/clean-text";
import { proposalTitle, stamp } from "@tinyagi/views";
import { paint, type Text } from "@tinyagi/visualizer/text";
import type { Command } from "commander";
import type { CliContext } from "../../context/context.js";
import { usageError } from "../../error/cli-error.js";
import { table } from "../../view/table.js";

const EXAMPLES = `
Agents propose changes; nothing changes until you accept one.

Examples:
  tinyagi company review
  tinyagi company review prop_mh2k3x9a0c1d2e3f4g5h
  tinyagi company review prop_mh2k3x9a0c1d2e3f4g5h --accept
`;

interface ReviewOptions {
  accept?: boolean;
  decline?: boolean;
  digest?: string;
}

export function registerReview(company: Command, context: CliContext): void {
  company
    .command("review")
    .argument("[proposal]", "id of one proposal, to see what it changes")
    .option("--accept", "change the note as the proposal says")
    .option("--decline", "keep the note as it is")
    .option("--digest <digest>", "accept only if the proposal and the note still have this digest")
    .description("see what agents propose, and accept or decline it")
    .addHelpText("after", EXAMPLES)
    .action((id: string | undefined, options: ReviewOptions) => review(context, id, options));
}

async function review(context: CliContext, id: string | undefined, options: ReviewOptions): Promise<void> {
  const { accept = false, decline = false } = options;
  if (accept && decline) throw usageError("Use --accept or --decline, not both.");
  if (id === undefined) {
    if (accept || decline)
      throw usageError("Give the id of the proposal.", "List them: tinyagi company review");
    return list(context);
  }
  const client = await context.connect();
  const call = { params: { id: id.toLowerCase() }, signal: context.signal };
  const shown = await client.call("getProposal", call);
  if (accept) {
    const body = { digest: options.digest ?? shown.digest };
    const settled = await client.call("acceptProposal", { ...call, body });
    return context.output.data(settled, () => [`Accepted: ${settled.path}`]);
  }
  if (decline) {
    const settled = await client.call("declineProposal", call);
    return context.output.data(settled, () => [`Declined: ${settled.path}`]);
  }
  context.output.data(shown, () => proposalLines(shown));
}

async function list(context: CliContext): Promise<void> {
  const client = await context.connect();
  const body = await client.call("listProposals", { query: {}, signal: context.signal });
  context.output.data(body, (columns) =>
    body.proposals.length === 0
      ? ["No agent proposes a change."]
      : table(
          ["ID", "AGENT", "CHANGE", "PATH", "WHY"],
          body.proposals.map((one) => [one.id, `@${one.agent}`, one.change, one.path, one.reason]),
          columns,
        ),
  );
}

function proposalLines(one: NoteProposalDetail): Text[] {
  const changes = cleanText(one.diff)
    .split("\n")
    .map((line): Text => {
      if (line.startsWith("+")) return paint("green", line);
      return line.startsWith("-") ? paint("red", line) : line;
    });
  return [
    `${one.id}, ${one.status}, ${stamp(one.createdAt)}: ${cleanLine(proposalTitle(one))}`,
    `The agent writes: ${cleanLine(one.reason)}`,
    ...(one.stale ? ["The note changed since the agent proposed this."] : []),
    ...changes,
    `digest: ${one.digest}`,
  ];
}
