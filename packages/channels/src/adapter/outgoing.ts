/** What a platform gets to show. */
import type { ExactPart } from "@tinyagi/contracts";

/** A button below a message. */
export interface Button {
  readonly label: string;
  /** At most 64 characters. A press sends it as the person's message. */
  readonly value: string;
}

/** A text of at most `textMax` characters. */
export interface OutgoingText {
  /** Markdown. The adapter turns it into the platform's format, and shows it as it is if the platform refuses that. */
  readonly markdown: string;
  /**
   * What a person decides about, shown instead of `markdown`. The platform must show every character of it and read no
   * marks in it, neither Markdown nor its own; what it draws may be twice as long. `markdown` says the same for an adapter
   * that does not know this.
   */
  readonly exact?: readonly ExactPart[];
  /** The message that this one answers, in the same chat. A missing one is no error. */
  readonly replyTo?: string;
  readonly buttons?: readonly Button[];
  /** The same on each try to send this. A platform that can, shows the message once. */
  readonly key?: string;
}

/** A file of at most `fileBytesMax` bytes. */
export interface ReplyFile {
  /** Absolute path of a file that may be sent. */
  readonly path: string;
  /** The name that the person sees. */
  readonly name: string;
  readonly replyTo?: string;
  /** The same on each try to send this. A platform that can, shows the message once. */
  readonly key?: string;
}

/** A light status on a person's message. */
export type Mood = "seen" | "done" | "failed";
