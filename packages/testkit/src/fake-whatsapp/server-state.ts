/** What the fake server knows: the account, its linked device, and what happened. */
import { type BinaryNode, Curve } from "@whiskeysockets/baileys";
import { type ChatView, createChatView } from "./chat-view.js";
import type { ClientLink } from "./client-link.js";
import { createDirectory, type Directory } from "./directory.js";
import { createFaults, type Faults } from "./faults.js";
import type { KeyBundle } from "./key-bundle.js";
import type { CodeLinking, LinkedAccount } from "./linking.js";
import { createMailbox, type Mailbox } from "./mailbox.js";
import type { MediaServer } from "./media-server.js";
import type { Person } from "./person.js";
import type { DeviceKeys } from "./queries.js";

/** The account's number and the number of its linked device. */
const NUMBER = "4915550000";
export const DEVICE = 7;

export interface ServerState {
  readonly directory: Directory;
  /** The owner's phone. */
  readonly owner: Person;
  readonly account: LinkedAccount;
  readonly media: MediaServer;
  readonly view: ChatView;
  readonly mailbox: Mailbox;
  readonly faults: Faults;
  readonly keys: DeviceKeys;
  readonly typing: string[];
  readonly sends: string[];
  readonly confirmed: string[];
  /** Who sent the device the key to their messages in which group. */
  readonly introduced: Set<string>;
  /** Encrypts a message again, for the nth time that the device could not read it. */
  readonly rewrite: Map<string, (count: number) => Promise<BinaryNode>>;
  isLinked: boolean;
  /** The connection of the linked device. */
  link: ClientLink | undefined;
  /** A device that waits to be linked. */
  unlinked: { readonly link: ClientLink; readonly bundle: KeyBundle } | undefined;
  codeLinking: CodeLinking | undefined;
}

export function createServerState(media: MediaServer, asksForKeys: boolean): ServerState {
  const directory = createDirectory();
  const owner = directory.addPerson(NUMBER, "Bot");
  const state: ServerState = {
    directory,
    owner,
    account: {
      deviceJid: `${NUMBER}:${DEVICE}@s.whatsapp.net`,
      lid: owner.lid,
      key: Curve.generateKeyPair(),
    },
    media,
    view: createChatView(),
    mailbox: createMailbox(),
    faults: createFaults({
      link: () => state.link ?? state.unlinked?.link,
      unlink() {
        state.isLinked = false;
      },
    }),
    keys: { bundle: undefined, once: [], asksForMore: asksForKeys },
    typing: [],
    sends: [],
    confirmed: [],
    introduced: new Set(),
    rewrite: new Map(),
    isLinked: false,
    link: undefined,
    unlinked: undefined,
    codeLinking: undefined,
  };
  return state;
}

/** @throws when the test asked for a step whose conditions are not met */
export function required<T>(value: T | null | undefined): T {
  if (value === null || value === undefined) throw new Error("the fake WhatsApp lacks what this step needs");
  return value;
}
