/** A device that connects: a new one gets codes to show, a linked one its session, and all others a refusal. */
import type { BinaryNode, proto } from "@whiskeysockets/baileys";
import type { ClientLink } from "./client-link.js";
import type { KeyBundle } from "./key-bundle.js";
import { pairSuccess, parseCodeLinking, startCodeLinking } from "./linking.js";
import { element, toResult } from "./node.js";
import { DEVICE, required, type ServerState } from "./server-state.js";

export function login(state: ServerState, payload: proto.ClientPayload, link: ClientLink): void {
  const failure = state.faults.takeLoginFailure();
  const registration = payload.devicePairingData;
  if (failure !== undefined) link.send(element("failure", { reason: String(failure) }));
  else if (registration) offerLinking(state, registration, link);
  else if (state.isLinked && payload.device === DEVICE) admit(state, link);
  else link.send(element("failure", { reason: "401" }));
}

function offerLinking(
  state: ServerState,
  registration: proto.ClientPayload.IDevicePairingRegistrationData,
  link: ClientLink,
): void {
  state.unlinked = { link, bundle: registeredBundle(registration) };
  const refs = [1, 2, 3].map((at) => element("ref", {}, Buffer.from(`ref-${at}`)));
  const attrs = { from: "s.whatsapp.net", type: "set", id: "pair-device", xmlns: "md" };
  link.send(element("iq", attrs, [element("pair-device", {}, refs)]));
}

function admit(state: ServerState, link: ClientLink): void {
  // Two connections with one session: the older one is told so.
  state.link?.send(element("stream:error", {}, [element("conflict", { type: "replaced" })]));
  state.link?.close();
  state.link = link;
  link.send(element("success", { t: String(Math.floor(Date.now() / 1_000)), lid: state.account.lid }));
}

/** Links the device that waits. @throws when there is none */
export async function pair(
  state: ServerState,
  proof: { identity: Uint8Array; secret: Uint8Array },
): Promise<void> {
  const { link, bundle } = required(state.unlinked);
  state.isLinked = true;
  state.keys.bundle = bundle;
  state.keys.once = [];
  state.introduced.clear();
  for (const person of state.directory.everybody()) await person.forget(state.account.deviceJid);
  link.send(pairSuccess(state.account, proof));
}

/** The steps of linking by a typed code. @returns whether the query was one of them */
export async function takeCodeLinking(
  state: ServerState,
  query: BinaryNode,
  link: ClientLink,
): Promise<boolean> {
  const code = parseCodeLinking(query);
  if (code === undefined) return false;
  link.send(toResult(query));
  if (code.stage === "companion_hello") state.codeLinking = startCodeLinking(code.node, state.account);
  else await pair(state, required(state.codeLinking).finish(code.node));
  return true;
}

function registeredBundle(data: proto.ClientPayload.IDevicePairingRegistrationData): KeyBundle {
  const { eRegid, eIdent, eSkeyId, eSkeyVal, eSkeySig } = data;
  return {
    registrationId: Buffer.from(required(eRegid)).readUIntBE(0, 4),
    identity: required(eIdent),
    signed: {
      id: Buffer.from(required(eSkeyId)).readUIntBE(0, 3),
      value: required(eSkeyVal),
      signature: required(eSkeySig),
    },
  };
}
