/** The folder of sent mail: it says after a crash what was sent, and shows people what agents answered. */

import type { ImapFlow } from "imapflow";
import { createTransport, type SendMailOptions } from "nodemailer";
import type { Log } from "../base/log.js";
import type { EmailSettings } from "./email-settings.js";
import { openMailbox } from "./mail-connection.js";
import { imapError } from "./mail-error.js";

/** Files of an answer are not kept a second time beyond this. */
const COPY_MAX_BYTES = 10 * 1_024 * 1_024;
const LOOK_MS = 60_000;

export interface SentFolder {
  /** @throws PlatformError when it cannot be asked */
  has(messageId: string, signal: AbortSignal): Promise<boolean>;
  /** In the background. Providers that keep sent mail themselves get no second copy. */
  keep(mail: SendMailOptions, signal: AbortSignal): void;
}

export function createSentFolder(settings: EmailSettings, log: Log): SentFolder {
  async function within<T>(
    signal: AbortSignal,
    act: (client: ImapFlow, path: string) => Promise<T>,
  ): Promise<T | undefined> {
    const client = await openMailbox(settings, AbortSignal.any([signal, AbortSignal.timeout(LOOK_MS)]));
    try {
      const path = (await client.list()).find(({ specialUse }) => specialUse === "\\Sent")?.path;
      if (path === undefined) return undefined;
      await client.mailboxOpen(path);
      return await act(client, path);
    } catch (error) {
      throw imapError(error, "the folder of sent mail");
    } finally {
      client.close();
    }
  }

  async function isIn(client: ImapFlow, messageId: string): Promise<boolean> {
    const found = await client.search({ header: { "message-id": messageId } }, { uid: true });
    return Array.isArray(found) && found.length > 0;
  }

  return {
    has: async (messageId, signal) =>
      (await within(signal, (client) => isIn(client, `<${messageId}>`))) ?? false,
    keep(mail, signal) {
      createCopy(mail)
        .then(async (copy) => {
          if (copy.length > COPY_MAX_BYTES) return;
          await within(signal, async (client, path) => {
            if (await isIn(client, String(mail.messageId))) return;
            await client.append(path, copy, ["\\Seen"]);
          });
        })
        .catch((error: unknown) => {
          if (!signal.aborted)
            log("info", "a mail is not in the folder of sent mail", { error: String(error) });
        });
    },
  };
}

async function createCopy(mail: SendMailOptions): Promise<Buffer> {
  const { message } = await createTransport({ streamTransport: true, buffer: true }).sendMail(mail);
  return Buffer.isBuffer(message) ? message : Buffer.alloc(0);
}
