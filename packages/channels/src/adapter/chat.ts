/** Places and messages of a platform, named by the platform's own ids. */

/** A chat, and in it a thread. */
export interface Chat {
  readonly id: string;
  /** Topic or thread, where the platform has them. */
  readonly thread?: string;
}

/** A message that the platform holds, so that it can be answered, edited or deleted. */
export interface MessageRef {
  readonly chat: Chat;
  readonly id: string;
}

/** A person. `name` comes from the platform and is not trusted. */
export interface Person {
  readonly id: string;
  readonly name: string;
}
