/**
 * Slack on loopback, for an unmodified client: the Web API, Socket Mode and the file server. It keeps chats and envelopes,
 * checks what Slack checks, and can fail in the ways in which the real one and the network fail.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { WebSocketServer } from "ws";
import { createEnvelopes } from "./envelopes.js";
import type { FakeSlack, SlackFault, SlackPerson, SlackSay } from "./types.js";
import { createMethods } from "./web-api.js";
import { buttonsOf, createWorld, eventOf, SlackRefusal } from "./world.js";

const TOKEN = "xoxb-1234567890-fakeTokenOfTheFakeSlack";
const APP_TOKEN = "xapp-1-A1-1234567890-fakeAppTokenOfTheFakeSlack";
const BOT = "UB0T";
const DIRECT = "D0EVE";
const GROUP = "C0TEAM";
/** The person who writes when nobody is named. The name is hostile. */
export const SLACK_PERSON: SlackPerson = { id: "UEVE", name: "<b>Eve</b>" };

export async function createFakeSlack(): Promise<FakeSlack> {
  const world = createWorld();
  const envelopes = createEnvelopes();
  const names = new Map([[SLACK_PERSON.id, SLACK_PERSON.name]]);
  const uploads = new Map<string, { name: string; bytes: Uint8Array }>();
  const received = new Map<string, Uint8Array>();
  const calls: string[] = [];
  const notes: string[] = [];
  const faults: SlackFault[] = [];
  const tickets = new Set<string>();
  let isRevoked = false;
  let triggers = 0;
  const ticket = (): string => {
    const made = `K${tickets.size}`;
    tickets.add(made);
    return made;
  };
  const sockets = new WebSocketServer({ noServer: true });
  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  server.on("upgrade", (request, socket, head) => {
    const given = new URL(request.url ?? "/", "http://slack").searchParams.get("ticket") ?? "";
    // An address is good for one connection.
    if (!tickets.delete(given)) return void socket.destroy();
    sockets.handleUpgrade(request, socket, head, envelopes.connect);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const methods = createMethods({
    world,
    names,
    notes,
    uploads,
    ticket,
    botId: BOT,
    direct: DIRECT,
    channels: [DIRECT, GROUP],
    url: () => url,
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? "/", url);
    const [, kind = "", name = ""] = pathname.split("/");
    const bytes = await buffer(request);
    const auth = (request.headers.authorization ?? "").replace(/^Bearer /, "");
    if (kind === "upload") {
      const upload = uploads.get(name);
      if (upload !== undefined) upload.bytes = new Uint8Array(bytes);
      return void response.end("OK");
    }
    if (kind === "file") {
      if (auth === TOKEN) return void response.end(received.get(name));
      response.setHeader("content-type", "text/html; charset=utf-8");
      return void response.end("<html>Sign in</html>");
    }
    calls.push(name);
    const fault = faults.find(({ method }) => method === name);
    if (fault !== undefined) {
      faults.splice(faults.indexOf(fault), 1);
      if (fault.with === "drop") return void response.destroy();
      const { status = 200, error, retryAfter } = fault.with;
      response.writeHead(status, retryAfter === undefined ? {} : { "retry-after": String(retryAfter) });
      return void response.end(JSON.stringify({ ok: false, error }));
    }
    response.setHeader("content-type", "application/json");
    const fields = Object.fromEntries(new URLSearchParams(bytes.toString("utf8")));
    response.end(JSON.stringify(called(name, auth, fields)));
  }

  function called(name: string, auth: string, fields: Record<string, string>): Record<string, unknown> {
    const needed = name === "apps.connections.open" ? APP_TOKEN : TOKEN;
    if (isRevoked) return { ok: false, error: "token_revoked" };
    if (auth !== needed) return { ok: false, error: "invalid_auth" };
    const method = Object.hasOwn(methods, name) ? methods[name] : undefined;
    if (method === undefined) return { ok: false, error: "unknown_method" };
    try {
      return { ok: true, ...method(fields) };
    } catch (error) {
      if (error instanceof SlackRefusal) return { ok: false, error: error.message };
      throw error;
    }
  }

  function say(channel: string, text: string, more: SlackSay = {}): string {
    const {
      mention = false,
      file,
      thread,
      from = SLACK_PERSON,
      passedOn = false,
      quoted,
      raw = false,
    } = more;
    names.set(from.id, from.name);
    const written = raw ? text : escaped(text);
    const files = file === undefined ? undefined : [fileOf(file)];
    const parent = world.records.find(({ ts }) => ts === thread);
    const record = world.add({
      channel,
      user: from.id,
      text: passedOn ? "" : mention ? `<@${BOT}> ${written}` : written,
      ...(thread === undefined ? {} : { thread_ts: thread }),
      more: {
        ...(parent === undefined ? {} : { parent_user_id: parent.user }),
        ...(files === undefined || passedOn ? {} : { files, subtype: "file_share" }),
        ...(passedOn
          ? { attachments: [{ is_share: true, text: written, ...(files === undefined ? {} : { files }) }] }
          : {}),
        ...(quoted === undefined ? {} : { attachments: [{ is_msg_unfurl: true, text: quoted }] }),
      },
    });
    const event = eventOf(record);
    envelopes.push("events_api", { type: "event_callback", event });
    // A mention in a channel is delivered as such, too.
    if (mention)
      envelopes.push("events_api", { type: "event_callback", event: { ...event, type: "app_mention" } });
    return record.ts;
  }

  function fileOf({ name, bytes }: { name: string; bytes: Uint8Array }) {
    const id = `R${received.size}`;
    received.set(id, bytes);
    return {
      id,
      name,
      mimetype: "text/plain",
      size: bytes.length,
      url_private_download: `${url}/file/${id}`,
    };
  }

  function trigger(): string {
    triggers += 1;
    return `${triggers}.trigger.${triggers}`;
  }

  return {
    url: `${url}/api`,
    token: TOKEN,
    appToken: APP_TOKEN,
    botId: BOT,
    direct: DIRECT,
    group: GROUP,
    calls,
    notes,
    say,
    get connections() {
      return envelopes.sockets.size;
    },
    get unacknowledged() {
      return envelopes.open;
    },
    edit(messageId, text) {
      const record = world.records.find(({ ts }) => ts === messageId);
      if (record === undefined) throw new Error("there is no such message");
      const previous = eventOf(record);
      record.text = escaped(text);
      const message = { ...eventOf(record), edited: { user: record.user, ts: `${messageId.slice(0, -1)}9` } };
      const event = {
        type: "message",
        subtype: "message_changed",
        channel: record.channel,
        message,
        previous_message: previous,
        ts: messageId,
      };
      envelopes.push("events_api", { type: "event_callback", event });
    },
    press(messageId, label) {
      const record = world.records.find(({ ts }) => ts === messageId);
      const value = buttonsOf(record?.blocks ?? []).find((button) => button.label === label)?.value;
      if (record === undefined || value === undefined) throw new Error("there is no such button");
      const container = {
        type: "message",
        channel_id: record.channel,
        message_ts: messageId,
        ...(record.thread_ts === undefined ? {} : { thread_ts: record.thread_ts }),
      };
      const user = { id: SLACK_PERSON.id, username: "eve" };
      const actions = [{ action_id: "press_0", value, type: "button" }];
      envelopes.push("interactive", {
        type: "block_actions",
        trigger_id: trigger(),
        user,
        container,
        actions,
      });
    },
    command(chatId, text) {
      envelopes.push("slash_commands", {
        command: "/tinyagi",
        text,
        user_id: SLACK_PERSON.id,
        channel_id: chatId,
        trigger_id: trigger(),
      });
    },
    shown: (chatId) => world.shown(chatId, BOT),
    reactions: (messageId) => [...(world.records.find(({ ts }) => ts === messageId)?.reactions ?? [])],
    redeliver: envelopes.redeliver,
    giveUp: envelopes.giveUp,
    disconnect() {
      for (const socket of envelopes.sockets) socket.terminate();
    },
    refresh() {
      for (const socket of envelopes.sockets)
        socket.send(JSON.stringify({ type: "disconnect", reason: "refresh_requested" }));
    },
    fail: (fault) => void faults.push(fault),
    revoke() {
      isRevoked = true;
    },
    async [Symbol.asyncDispose]() {
      for (const socket of envelopes.sockets) socket.terminate();
      sockets.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
