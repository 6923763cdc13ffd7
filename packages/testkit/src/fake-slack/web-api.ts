/** The methods of the fake Web API. Each gets the fields of a form, and checks what Slack checks. */
import { visibleOnSlack } from "./visible-text.js";
import { type Fields, type SlackRecord, SlackRefusal, type SlackWorld } from "./world.js";

const TEXT_MAX = 40_000;

export interface WebApiOptions {
  readonly world: SlackWorld;
  readonly botId: string;
  readonly direct: string;
  readonly channels: readonly string[];
  readonly names: ReadonlyMap<string, string>;
  readonly notes: string[];
  /** Address of the server. */
  readonly url: () => string;
  readonly uploads: Map<string, { name: string; bytes: Uint8Array }>;
  /** Addresses of files, by id. */
  readonly ticket: () => string;
}

type Method = (fields: Fields) => Record<string, unknown>;

export function createMethods(options: WebApiOptions): Readonly<Record<string, Method>> {
  const { world, botId } = options;
  return {
    "auth.test": () => ({ user_id: botId, user: "tinybot", team_id: "T1", team: "Test" }),
    "apps.connections.open": () => ({
      url: `${options.url().replace(/^http/, "ws")}/link/?ticket=${options.ticket()}`,
    }),
    "users.info": ({ user = "" }) => {
      const name = options.names.get(user);
      if (name === undefined) throw new SlackRefusal("user_not_found");
      return {
        user: { id: user, name: "eve", real_name: name, profile: { display_name: name, real_name: name } },
      };
    },
    "conversations.info": ({ channel = "" }) => ({ channel: { id: channel, name: "general" } }),
    "conversations.open": () => ({ channel: { id: options.direct } }),
    "conversations.history": (fields) => world.history({ ...fields, ts: undefined }),
    "conversations.replies": (fields) => world.history(fields),
    "assistant.threads.setStatus": () => ({}),
    ...chatMethods(options),
    ...fileMethods(options),
    "reactions.add": ({ channel, timestamp, name = "" }) => {
      const { reactions } = world.find(channel, timestamp);
      if (reactions.has(name)) throw new SlackRefusal("already_reacted");
      reactions.add(name);
      return {};
    },
    "reactions.remove": ({ channel, timestamp, name = "" }) => {
      if (!world.find(channel, timestamp).reactions.delete(name)) throw new SlackRefusal("no_reaction");
      return {};
    },
  };
}

function chatMethods({ world, botId, channels, notes }: WebApiOptions): Record<string, Method> {
  return {
    "chat.postMessage"({ channel = "", text = "", blocks, thread_ts }) {
      if (!channels.includes(channel)) throw new SlackRefusal("channel_not_found");
      if (thread_ts !== undefined && !world.records.some(({ ts }) => ts === thread_ts))
        throw new SlackRefusal("thread_not_found");
      const body = checkedBody(text, blocks);
      const record = world.add({
        channel,
        user: botId,
        ...body,
        ...(thread_ts === undefined ? {} : { thread_ts }),
      });
      return { channel, ts: record.ts };
    },
    "chat.update"({ channel, ts, text = "", blocks }) {
      Object.assign(world.find(channel, ts), checkedBody(text, blocks));
      return { channel, ts };
    },
    "chat.delete"({ channel, ts }) {
      world.records.splice(world.records.indexOf(world.find(channel, ts)), 1);
      return {};
    },
    "chat.postEphemeral"({ blocks, text = "" }) {
      notes.push(visibleOnSlack(text, blocks === undefined ? [] : JSON.parse(blocks)));
      return {};
    },
  };
}

function checkedBody(text: string, blocks: string | undefined): Pick<SlackRecord, "text" | "blocks"> {
  const parsed = blocks === undefined ? [] : (JSON.parse(blocks) as SlackRecord["blocks"]);
  if (text === "" && parsed.length === 0) throw new SlackRefusal("no_text");
  if (text.length > TEXT_MAX) throw new SlackRefusal("msg_too_long");
  try {
    visibleOnSlack(text, parsed as never);
  } catch {
    throw new SlackRefusal("invalid_blocks");
  }
  return { text, blocks: parsed };
}

function fileMethods({
  world,
  botId,
  channels,
  uploads,
  url,
  ticket,
}: WebApiOptions): Record<string, Method> {
  return {
    "files.getUploadURLExternal"({ filename = "" }) {
      const id = `F${ticket()}`;
      uploads.set(id, { name: filename, bytes: new Uint8Array() });
      return { upload_url: `${url()}/upload/${id}`, file_id: id };
    },
    "files.completeUploadExternal"({ files = "[]", channel_id: channel = "", thread_ts }) {
      if (!channels.includes(channel)) throw new SlackRefusal("channel_not_found");
      for (const { id } of JSON.parse(files) as { id: string }[]) {
        const file = uploads.get(id);
        if (file === undefined) throw new SlackRefusal("file_not_found");
        world.add({
          channel,
          user: botId,
          text: "",
          file,
          ...(thread_ts === undefined ? {} : { thread_ts }),
        });
      }
      return { files: [] };
    },
  };
}
