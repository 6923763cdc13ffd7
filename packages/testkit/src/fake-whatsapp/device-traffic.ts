/** What the linked device sends: questions, messages, confirmations, signs of typing. */
import { type BinaryNode, getBinaryNodeChild } from "@whiskeysockets/baileys";
import type { ClientLink } from "./client-link.js";
import { takeCodeLinking } from "./device-login.js";
import { element, toResult } from "./node.js";
import { answerQuery } from "./queries.js";
import { readSent } from "./sent-message.js";
import type { ServerState } from "./server-state.js";

export async function takeNode(state: ServerState, node: BinaryNode, link: ClientLink): Promise<void> {
  const { id = "", to = "", type } = node.attrs;
  switch (node.tag) {
    case "iq":
      return takeQuery(state, node, link);
    case "message":
      return takeMessage(state, node, link);
    case "chatstate":
      state.typing.push(state.directory.person(to)?.jid ?? to);
      return;
    case "ack":
      if (node.attrs.class === "message") state.mailbox.refuse(id);
      return;
    case "receipt":
      if (type === "retry") await rewrite(state, node, link);
      else {
        state.mailbox.confirm(id);
        state.confirmed.push(id);
      }
      link.send(element("ack", { class: "receipt", id, from: to }));
  }
}

async function takeQuery(state: ServerState, node: BinaryNode, link: ClientLink): Promise<void> {
  if (await takeCodeLinking(state, node, link)) return;
  if (getBinaryNodeChild(node, "pair-device-sign") !== undefined) {
    // A fresh device connects again with its new identity.
    link.send(element("stream:error", { code: "515" }));
    link.close();
    return;
  }
  if (node.attrs.type === "result") return;
  if (getBinaryNodeChild(node, "remove-companion-device") !== undefined) {
    state.isLinked = false;
    link.send(toResult(node));
    return;
  }
  const { directory, account, keys, media } = state;
  link.send(
    await answerQuery(node, {
      directory,
      deviceJid: account.deviceJid,
      lid: account.lid,
      keys,
      mediaHost: media.host,
    }),
  );
  if (getBinaryNodeChild(node, "active") !== undefined) deliverWaiting(state, link);
}

/** The device could not read a message, so the phone of its sender encrypts it again. */
async function rewrite(state: ServerState, receipt: BinaryNode, link: ClientLink): Promise<void> {
  const count = Number(getBinaryNodeChild(receipt, "retry")?.attrs.count ?? 1);
  const message = await state.rewrite.get(receipt.attrs.id ?? "")?.(count);
  if (message === undefined) return;
  state.mailbox.replace(message);
  link.send(message);
}

function deliverWaiting({ mailbox }: ServerState, link: ClientLink): void {
  const waiting = mailbox.waiting();
  for (const message of waiting) link.send({ ...message, attrs: { ...message.attrs, offline: "0" } });
  const count = String(waiting.length);
  link.send(element("ib", { from: "s.whatsapp.net" }, [element("offline", { count })]));
}

async function takeMessage(state: ServerState, node: BinaryNode, link: ClientLink): Promise<void> {
  const { id = "", to = "" } = node.attrs;
  const { directory, faults, view, account, owner } = state;
  const ack = { class: "message", id, from: to };
  const error = faults.takeSendError();
  if (error !== undefined) {
    link.send(element("ack", { ...ack, error: String(error) }));
    return;
  }
  state.sends.push(id);
  const content = await readSent(node, { directory, from: account.deviceJid, own: owner });
  const receiver = directory.person(to);
  const isToSelf = receiver === owner;
  if (content !== undefined) await view.take({ id, chat: receiver?.jid ?? to, content, isToSelf });
  if (!faults.holdsAcks) link.send(element("ack", { ...ack, t: "1" }));
}
