/** What tests see of the fake Slack. */

export interface SlackPerson {
  readonly id: string;
  readonly name: string;
}

export interface SlackSay {
  /** Mentions the bot. */
  readonly mention?: boolean;
  readonly file?: { readonly name: string; readonly bytes: Uint8Array };
  /** In the thread of this message. */
  readonly thread?: string;
  readonly from?: SlackPerson;
  /** The text is that of somebody else, whom the person passes on. */
  readonly passedOn?: boolean;
  /** A message of somebody else, whose link the person adds. */
  readonly quoted?: string;
  /** The text is given as Slack writes it. */
  readonly raw?: boolean;
}

export interface ShownSlackMessage {
  readonly id: string;
  readonly chatId: string;
  readonly text: string;
  readonly replyTo?: string | undefined;
  readonly buttons: readonly string[];
  readonly file?: { readonly name: string; readonly bytes: Uint8Array };
}

export interface SlackFault {
  /** Method of the Web API. */
  readonly method: string;
  readonly with: "drop" | { readonly status?: number; readonly error?: string; readonly retryAfter?: number };
}

export interface FakeSlack extends AsyncDisposable {
  /** Root of the Web API. */
  readonly url: string;
  readonly token: string;
  readonly appToken: string;
  readonly botId: string;
  readonly direct: string;
  readonly group: string;
  /** Methods of the Web API, in the order of their calls. */
  readonly calls: readonly string[];
  readonly connections: number;
  /** Envelopes that were not acknowledged. */
  readonly unacknowledged: number;
  /** @returns the time stamp of the message */
  say(chatId: string, text: string, more?: SlackSay): string;
  /** The person changes the text of a message. */
  edit(messageId: string, text: string): void;
  press(messageId: string, label: string): void;
  command(chatId: string, text: string): void;
  shown(chatId: string): readonly ShownSlackMessage[];
  /** Notes that only one person sees. */
  readonly notes: readonly string[];
  reactions(messageId: string): readonly string[];
  /** Delivers what was acknowledged once more. */
  redeliver(): void;
  /** Forgets what was not acknowledged, as Slack does after some minutes. */
  giveUp(): void;
  /** Cuts every socket without a word. */
  disconnect(): void;
  /** Asks every client to connect again. */
  refresh(): void;
  fail(fault: SlackFault): void;
  revoke(): void;
}
