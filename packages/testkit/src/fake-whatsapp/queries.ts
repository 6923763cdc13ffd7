/** What the server answers to the questions (`iq`) of a linked device. */
import { type BinaryNode, getBinaryNodeChild, jidDecode } from "@whiskeysockets/baileys";
import type { Directory } from "./directory.js";
import { bundleNodes, type KeyBundle, type PublicKey, readUpload } from "./key-bundle.js";
import { element, errorFor, listChildren, toResult } from "./node.js";

/** The linked device's keys, as the server holds them. */
export interface DeviceKeys {
  bundle: KeyBundle | undefined;
  once: PublicKey[];
  /** Without it, the server says that it has enough. */
  readonly asksForMore: boolean;
}

/** As many one-time keys as make a device upload no others. */
const ENOUGH = 100;

export interface QueryContext {
  readonly directory: Directory;
  /** `NUMBER:DEVICE@s.whatsapp.net` */
  readonly deviceJid: string;
  readonly lid: string;
  readonly keys: DeviceKeys;
  readonly mediaHost: string;
}

export async function answerQuery(query: BinaryNode, context: QueryContext): Promise<BinaryNode> {
  switch (query.attrs.xmlns) {
    case "encrypt":
      return keysAnswer(query, context);
    case "usync":
      return usyncAnswer(query, context);
    case "w:g2":
      return groupAnswer(query, context);
    case "w:m":
      return toResult(query, [
        element("media_conn", { auth: "media-auth", ttl: "300" }, [
          element("host", { hostname: context.mediaHost, maxContentLengthBytes: "2147483648" }),
        ]),
      ]);
    case "privacy":
      return toResult(query, query.attrs.type === "get" ? [element("privacy", {}, [])] : []);
    case "blocklist":
      return toResult(query, [element("list", {}, [])]);
    case "abt":
      return toResult(query, [element("props", {}, [])]);
    default:
      return toResult(query);
  }
}

async function keysAnswer(query: BinaryNode, { keys, directory }: QueryContext): Promise<BinaryNode> {
  if (query.attrs.type === "set") {
    if (getBinaryNodeChild(query, "identity") !== undefined) {
      const { bundle, once } = readUpload(query);
      keys.bundle = bundle;
      keys.once.push(...once);
    }
    return toResult(query);
  }
  if (getBinaryNodeChild(query, "count") !== undefined)
    return toResult(query, [
      element("count", { value: String(keys.asksForMore ? keys.once.length : ENOUGH) }),
    ]);
  if (getBinaryNodeChild(query, "digest") !== undefined) return toResult(query, [element("digest", {}, [])]);
  const users = listChildren(getBinaryNodeChild(query, "key")).map(async ({ attrs }) => {
    const jid = attrs.jid ?? "";
    const person = directory.person(jid);
    if (person === undefined)
      return element("user", { jid }, [element("error", { code: "404", text: "not-found" })]);
    return element("user", { jid }, bundleNodes(await person.bundle()));
  });
  return toResult(query, [element("list", {}, await Promise.all(users))]);
}

function usyncAnswer(query: BinaryNode, { directory, deviceJid, lid }: QueryContext): BinaryNode {
  const usync = getBinaryNodeChild(query, "usync");
  const own = jidDecode(deviceJid);
  const users = listChildren(usync === undefined ? undefined : getBinaryNodeChild(usync, "list")).flatMap(
    (node) => {
      const contact = getBinaryNodeChild(node, "contact")?.content;
      const jid = node.attrs.jid ?? `${String(contact ?? "").replace("+", "")}@s.whatsapp.net`;
      const person = directory.person(jid);
      if (person === undefined) return [];
      const user = jidDecode(jid)?.user;
      const isOwn = user === own?.user || user === jidDecode(lid)?.user;
      const devices = [element("device", { id: "0" })];
      if (isOwn) devices.push(element("device", { id: String(own?.device ?? 0), "key-index": "1" }));
      return [
        element("user", { jid }, [
          element("devices", {}, [element("device-list", {}, devices)]),
          element("lid", { val: person.lid }),
          element("contact", { type: "in" }),
        ]),
      ];
    },
  );
  return toResult(query, [element("usync", {}, [element("list", {}, users)])]);
}

function groupAnswer(query: BinaryNode, { directory }: QueryContext): BinaryNode {
  const group = directory.group(query.attrs.to ?? "");
  if (group === undefined) return errorFor(query, 404, "item-not-found");
  const { jid, subject, members } = group;
  return toResult(query, [
    element(
      "group",
      { id: jid, subject, addressing_mode: "pn", creation: "1", s_t: "1" },
      members.map((member) => element("participant", { jid: member })),
    ),
  ]);
}
