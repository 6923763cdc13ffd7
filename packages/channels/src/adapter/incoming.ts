/** What people send: messages and presses of buttons. Everything in it is untrusted. */
import type { MessageRef, Person } from "./chat.js";

/** `group`: more people than one read it, so the bot reacts only when it is addressed. */
export type ChatKind = "direct" | "group";

/** A file that a person sent. Nothing is downloaded before `open` is called, and that happens only for approved senders. */
export interface Attachment {
  /** What kind it is, for the agent: `photo`, `document`, `voice` … */
  readonly kind: string;
  /** The sender's name for it. Agents see it made harmless; the stored name takes only its ending. */
  readonly name?: string;
  /** Size in bytes, as the platform says. */
  readonly bytes?: number;
  /** @throws PlatformError */
  open(signal: AbortSignal): Promise<AsyncIterable<Uint8Array>>;
}

/** The message that a person answers or quotes. */
export interface AnsweredMessage {
  /** The platform's id of it, in the same chat: that of a `MessageRef` if the bot sent it. */
  readonly id: string;
  /** Whether the bot's own account wrote it. */
  readonly mine: boolean;
  /** Who wrote it, as the platform shows the name. */
  readonly author?: string;
  /** What it says, or the part that the person marked. */
  readonly text?: string;
}

/** A message of a person. */
export interface IncomingMessage {
  /** The same for each delivery of the same message, and unique on the platform: letters, digits and `_.:@=+-`. */
  readonly key: string;
  readonly ref: MessageRef;
  readonly kind: ChatKind;
  readonly sender: Person;
  /**
   * The person's own words, without the mention of the bot, and without those of a message that they quote or answer. Whoever
   * else is mentioned is in it as `@name`, not as an id of the platform. May be empty when there are attachments.
   */
  readonly text: string;
  /**
   * Whether somebody else may have written `text`: the person passed it on. It reaches agents as a quotation, and is never a
   * command, a decision or an address.
   */
  readonly forwarded: boolean;
  readonly attachments: readonly Attachment[];
  /** In a group: whether the message mentions the bot or answers it. Ignored in direct chats. */
  readonly addressed: boolean;
  /** When the person sent it, in milliseconds since the epoch, if the platform says so. */
  readonly sentAt?: number;
  /** In a group: its name, as the platform shows it. */
  readonly chatName?: string;
  /** What it answers or quotes, if anything. */
  readonly answers?: AnsweredMessage;
  /** Of a forwarded message: who wrote it, if the platform says so. */
  readonly forwardedFrom?: string;
  /**
   * The person changed a message that was delivered before, with the same `key`. It replaces that one as long as no agent
   * has begun with it; later it is ignored.
   */
  readonly edits?: boolean;
  /** Ids under which the settings may list the group, the most specific first. Default: the id of its chat. */
  readonly groups?: readonly string[];
}

/** A press of a button. */
export interface ButtonPress {
  /** As of a message. */
  readonly key: string;
  /** The message with the button. */
  readonly ref: MessageRef;
  readonly kind: ChatKind;
  readonly sender: Person;
  /** The button's value: the text that the person sends by pressing it. */
  readonly value: string;
}
