/**
 * `chatroom`: list rooms with what is unread; enter a team's room at a terminal; elsewhere, or with an option, read it,
 * post into it, follow it, mark it as read.
 */
import type { Client } from "@tinyagi/client";
import type { RouteOutput } from "@tinyagi/contracts";
import { stamp } from "@tinyagi/views";
import { join, paint, styled, type Text } from "@tinyagi/visualizer/text";
import type { Command } from "commander";
import type { CliContext } from "../../context/context.js";
import { oneText, readTextInput } from "../../control/given-text.js";
import { canView, openView } from "../../control/live-view.js";
import { usageError } from "../../error/cli-error.js";
import { linesOfText } from "../../output/output.js";
import { answerDrawer, type DrawAnswer } from "../../view/answer.js";
import { table } from "../../view/table.js";
import { parseLimit } from "../option.js";

const DEFAULT_LIMIT = 50;
const PAGE = 1_000;
const INDENT = "  ";
/** Whose posts no agent wrote. */
const PEOPLE: ReadonlySet<string> = new Set(["user", "system"]);

interface RoomOptions {
  limit: number;
  post?: string;
  follow?: boolean;
  read?: boolean;
}
type Post = RouteOutput<"chatroom">[number];

export function registerChatroom(program: Command, context: CliContext): void {
  program
    .command("chatroom")
    .alias("room")
    .argument("[team]", "the team's id; without it, all rooms are listed")
    .option("-n, --limit <n>", "show this many of the newest posts", parseLimit, DEFAULT_LIMIT)
    .option(
      "-p, --post <text>",
      "post this text first, with what a pipe brings; - reads stdin; every member receives it",
    )
    .option("-f, --follow", "keep printing new posts")
    .option("-r, --read", "mark all posts as read, as TinyOffice does")
    .addHelpText(
      "after",
      "\nExamples:\n  tinyagi chatroom\n  tinyagi chatroom dev\n  tinyagi chatroom dev --post 'the release is on Friday'\n  tinyagi chatroom dev --follow\n  tinyagi chatroom dev --read\n",
    )
    .action((team: string | undefined, options: RoomOptions, command: Command) => {
      if (team === undefined) return listRooms(context, options);
      // Only the name of a room at a terminal: a person wants to be in it.
      const isAsked = Object.keys(options).some((name) => command.getOptionValueSource(name) === "cli");
      return isAsked || !canView(context) ? chatroom(context, team, options) : enter(context, team);
    });
}

async function enter(context: CliContext, team: string): Promise<void> {
  const client = await context.connect();
  // Without such a room, the command fails as it does in a pipe.
  await client.call("chatroom", { params: { id: team }, query: { limit: 1 }, signal: context.signal });
  await openView(context, { view: "room", team });
}

async function listRooms(context: CliContext, options: RoomOptions): Promise<void> {
  if (options.post !== undefined || options.follow === true || options.read === true)
    throw usageError("Which room?", "Give the team's id: tinyagi chatroom dev");
  const client = await context.connect();
  const rooms = await client.call("listRooms", { signal: context.signal });
  context.output.data(rooms, (columns) => {
    if (rooms.length === 0) return ["no rooms yet; each team has one: tinyagi team add <id> --agents a,b"];
    return table(
      ["ROOM", "NEW", "LAST POST"],
      rooms.map(({ id, unread, lastPost }) => [
        `#${id}`,
        String(unread),
        lastPost === null ? "-" : `${stamp(lastPost.createdAt)} @${lastPost.fromAgent}: ${lastPost.preview}`,
      ]),
      columns,
    );
  });
}

async function chatroom(context: CliContext, team: string, options: RoomOptions): Promise<void> {
  const client = await context.connect();
  const { output, signal } = context;
  if (options.post !== undefined) {
    const message = oneText(await readTextInput(context, [options.post]));
    if (message.trim() === "") throw usageError("The post is empty.", "Give a text: --post 'hello'");
    await client.post({ team, message, signal });
  }
  const posts = await client.call("chatroom", {
    params: { id: team },
    query: { limit: options.limit },
    signal,
  });
  if (options.read === true) {
    const body = { postId: posts[0]?.id ?? 0 };
    await client.call("markRoomRead", { params: { id: team }, body, signal });
  }
  const oldestFirst = posts.toReversed();
  if (options.follow !== true) {
    const draw = await answerDrawer(context);
    output.data(posts, (columns) =>
      oldestFirst.length === 0
        ? [`no posts yet; write the first: tinyagi chatroom ${team} --post 'hello'`]
        : oldestFirst.flatMap((post) => toLines(post, { columns, draw })),
    );
    return;
  }
  for (const post of oldestFirst) await show(context, post);
  await follow(context, client, { team, last: posts[0]?.id ?? 0 });
}

/** Reads the room again at each post, so that a post between reading and listening is not missed. */
async function follow(
  context: CliContext,
  client: Client,
  place: { team: string; last: number },
): Promise<void> {
  const { signal } = context;
  let last = place.last;
  const readNew = async (): Promise<void> => {
    const query = { since_id: last, limit: PAGE };
    const posts = await client.call("chatroom", { params: { id: place.team }, query, signal });
    for (const post of posts.toReversed()) await show(context, post);
    last = posts[0]?.id ?? last;
  };
  let opened: Promise<void> = Promise.resolve();
  const onConnection = ({ state }: { state: string }): void => {
    if (state !== "open") return;
    opened = readNew();
    // A failure is thrown where it is awaited; until then it must not count as unhandled.
    opened.catch(() => {});
  };
  for await (const event of client.events({ types: ["room.posted"], signal, onConnection })) {
    await opened;
    if (event.type === "room.posted" && event.data.team === place.team) await readNew();
  }
  await opened;
}

async function show(context: CliContext, post: Post): Promise<void> {
  if (context.output.json) return context.output.jsonLine(post);
  const draw = await answerDrawer(context);
  context.output.data(post, (columns) => toLines(post, { columns, draw }));
}

/** Further lines of a post are indented: none of them can pass as another post. */
function toLines(post: Post, { columns, draw }: { columns: number; draw: DrawAnswer | undefined }): Text[] {
  if (draw !== undefined && !PEOPLE.has(post.from_agent)) {
    const head = styled`${paint("dim", stamp(post.created_at))} @${post.from_agent}:`;
    return [head, ...draw(post.message, columns - INDENT.length).map((line) => join([INDENT, line]))];
  }
  const [first = "", ...rest] = linesOfText(post.message);
  return [
    styled`${paint("dim", stamp(post.created_at))} @${post.from_agent}: ${first}`,
    ...rest.map((line) => INDENT + line),
  ];
}
