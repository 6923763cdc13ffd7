/** Sends a message, shows what the agents do until the conversation ends, and prints the answer. */
import type { ConnectionState, FollowOptions, MessageAccepted } from "@tinyagi/client";
import type { ConversationDetail, JournalEvent, SendMessageBody } from "@tinyagi/contracts";
import { duration, spend } from "@tinyagi/views";
import type { ConversationTree } from "@tinyagi/visualizer/plain";
import { paint, pickMarks, toLine } from "@tinyagi/visualizer/text";
import type { CliContext } from "../../context/context.js";
import { toFailure } from "../../error/cli-error.js";
import { EXIT } from "../../error/exit-code.js";
import { answerDrawer, replyMarks } from "../../view/answer.js";
import { startLiveBlock } from "../../view/live-block.js";
import { liveTextLines } from "../../view/live-text.js";
import { replyLines } from "../../view/reply-blocks.js";
import { type ApprovalDesk, openApprovalDesk } from "../approval/approval-desk.js";

/** Of what agents write, beside a tree that fills the screen. */
const TEXT_ROWS = 6;

export interface ConverseOptions {
  /** Seconds; absent = as long as a conversation may last. */
  timeout?: number | undefined;
  /** Shows the run tree (terminal) or a line per event (elsewhere) on stderr. */
  show: boolean;
  /** Frees the keyboard for a question, until `release`. */
  keys?: { readonly hold: () => void; readonly release: () => void };
  /** Called instead of the lines that say how to wait again, when the wait ends before the conversation. */
  onLeft?: (conversation: string) => void;
}

/** Sends `body`, waits, prints the replies, and sets the exit code to the outcome. */
export async function converse(
  context: CliContext,
  body: SendMessageBody,
  options: ConverseOptions,
): Promise<void> {
  const { conversation, announcements } = await exchange(context, body, options);
  await report(context, conversation, { ...options, announcements });
}

/** Waits for a conversation that began before, prints as `converse` does. */
export async function attach(context: CliContext, id: string, options: ConverseOptions): Promise<void> {
  const { conversation, announcements } = await exchange(context, { conversation: id }, options);
  await report(context, conversation, { ...options, announcements });
}

/** How to wait for a conversation again. */
export function followHint(conversation: string): string {
  return `Follow it: tinyagi attach ${conversation}`;
}

/** Sends `body`, or takes a conversation that began before, and waits, without printing the replies. */
export async function exchange(
  context: CliContext,
  body: SendMessageBody | { conversation: string },
  options: ConverseOptions,
): Promise<{ conversation: ConversationDetail } & Pick<ApprovalDesk, "announcements">> {
  const client = await context.connect();
  const view = options.show ? await startView(context) : silentView();
  const leave = new AbortController();
  const desk = openApprovalDesk(context, {
    client,
    hold: () => {
      view.hold();
      options.keys?.hold();
    },
    release: () => {
      options.keys?.release();
      view.release();
    },
    onFailure: (error) => leave.abort(error),
  });
  const sayHowToWait = (left: string): void => {
    context.output.talk(`The conversation continues. Wait for it again: tinyagi attach ${left}`);
    context.output.talk(`Cancel it: tinyagi conversation cancel ${left}`);
  };
  let id: string | undefined;
  let conversation: ConversationDetail;
  const begin = (conversationId: string): void => {
    id = conversationId;
    view.begin(conversationId);
  };
  const follow: FollowOptions = {
    signal: AbortSignal.any([context.signal, leave.signal]),
    ...(options.timeout === undefined ? {} : { timeoutMs: options.timeout * 1_000 }),
    onEvent: (event) => {
      // The desk shows it with its whole content.
      if (event.type !== "approval.requested") view.event(event);
      desk.event(event);
    },
    onSnapshot: (state) => {
      view.missed();
      void desk.refresh(state.id);
    },
    onConnection: view.connection,
  };
  try {
    if ("conversation" in body) {
      begin(body.conversation);
      // What it asked before is not in the stream any more.
      void desk.refresh(body.conversation);
      conversation = await client.followConversation(body.conversation, follow);
    } else {
      const onAccepted = ({ conversationId }: MessageAccepted): void => begin(conversationId);
      ({ conversation } = await client.sendAndWait(body, { ...follow, onAccepted }));
    }
    await desk.close();
    await view.complete(conversation);
  } catch (error) {
    await desk.close();
    view.end();
    // A conversation that does not exist does not continue.
    if (id !== undefined && toFailure(error).code !== "NOT_FOUND") (options.onLeft ?? sayHowToWait)(id);
    throw error;
  }
  view.end();
  return { conversation, announcements: desk.announcements };
}

/** The exit code for the outcome of a conversation. */
export function getOutcome(conversation: ConversationDetail): number {
  const bad =
    conversation.status === "cancelled" ||
    conversation.limitReached !== null ||
    conversation.messages.some((message) => message.status === "dead" || message.status === "cancelled");
  return bad ? EXIT.failed : EXIT.ok;
}

async function report(
  context: CliContext,
  conversation: ConversationDetail,
  { show, announcements }: ConverseOptions & Pick<ApprovalDesk, "announcements">,
): Promise<void> {
  const { output } = context;
  const replies = conversation.replies.filter(({ id }) => !announcements.has(id));
  context.exitCode = getOutcome(conversation);
  const drawing = { marks: replyMarks(context), draw: await answerDrawer(context) };
  output.data(conversation, (columns) => replyLines(conversation, replies, { columns, ...drawing }));
  if (replies.length === 0) output.talk("The conversation ended without a reply.");
  // TinyAGI itself answers a command or a name alone: there is nothing to sum up.
  if (show && conversation.runs.length > 0) output.talk(paint("dim", summarize(conversation)));
}

/** `2 runs · 1.3 s · 340 tokens · $0.0123`. */
export function summarize(conversation: ConversationDetail): string {
  const { runs, createdAt, closedAt } = conversation;
  const parts = [`${runs.length} ${runs.length === 1 ? "run" : "runs"}`];
  if (closedAt !== null) parts.push(duration(closedAt - createdAt));
  const cost = runs.every((run) => run.harness === "demo")
    ? "demo, free"
    : spend(runs.map((run) => run.usage));
  return [...parts, ...(runs.length === 0 ? [] : [cost])].join(" · ");
}

interface View {
  /** The message is accepted. Events come after that. */
  begin: (conversationId: string) => void;
  event: (event: JournalEvent) => void;
  /** Events may be missing. */
  missed: () => void;
  /** Reads what the stream did not send of the ended conversation. */
  complete: (conversation: ConversationDetail) => Promise<void>;
  connection: (state: ConnectionState) => void;
  /** Nothing is drawn until `release`, so that a question can be asked. */
  hold: () => void;
  release: () => void;
  end: () => void;
}

function silentView(): View {
  const nothing = (): void => undefined;
  return {
    begin: nothing,
    event: nothing,
    missed: nothing,
    complete: async () => undefined,
    connection: nothing,
    hold: nothing,
    release: nothing,
    end: nothing,
  };
}

async function startView(context: CliContext): Promise<View> {
  const { output } = context;
  const { live } = output;
  if (live === undefined) return lineView(output);
  const { openTree } = await import("@tinyagi/visualizer/plain");
  const client = await context.connect();
  const stop = new AbortController();
  let tree: ConversationTree | undefined;
  let lost = false;
  let works = true;
  const draw = await answerDrawer(context);
  const block = startLiveBlock(live, ({ columns, rows }) => {
    const lines = tree?.lines(columns, { works, wordless: true }) ?? [];
    const above = lost ? [...lines, "connection lost, reconnecting"] : lines;
    if (!works) return above;
    const room = { columns, rows: Math.max(TEXT_ROWS, rows - above.length - 1) };
    return [...above, ...liveTextLines(tree?.texts() ?? [], { ...room, draw })];
  });
  return {
    begin: (conversation) => {
      const marks = pickMarks(context.env);
      const { now } = context;
      tree = openTree({ client, conversation, now, marks, signal: stop.signal, changed: block.changed });
      tree.missed();
    },
    event: (event) => tree?.event(event),
    missed: () => tree?.missed(),
    complete: async ({ messages }) => {
      // The answer is there already: without its last state, the tree shows the one before.
      await tree?.read(messages).catch(() => undefined);
      works = false;
    },
    connection: (state) => {
      lost = state.state === "lost" || (lost && state.state === "connecting");
      block.changed();
    },
    hold: block.pause,
    release: block.resume,
    end: () => {
      works = false;
      stop.abort();
      block.end();
    },
  };
}

/** One line for each event, for pipes and plain terminals. */
function lineView(output: CliContext["output"]): View {
  let held: string[] | undefined;
  const say = (line: string | undefined): void => {
    if (line === undefined) return;
    if (held === undefined) output.talk(line);
    else held.push(line);
  };
  return {
    ...silentView(),
    event: (event) => say(toLine(event)),
    connection: (state) => {
      if (state.state === "lost") say("connection lost, reconnecting");
      else if (state.state === "open" && state.resumed) say("reconnected");
    },
    hold: () => {
      held = [];
    },
    release: () => {
      const lines = held ?? [];
      held = undefined;
      for (const line of lines) say(line);
    },
  };
}
