/** Connections to the mailbox. The password goes only over TLS, except to a server on this machine. */
import { proxyOf, toAuthority } from "@tinyagi/contracts";
import { ImapFlow, type ImapFlowOptions } from "imapflow";
import type { SMTPTransportOptions } from "nodemailer";
import type { EmailSettings, MailServer } from "./email-settings.js";
import { imapError } from "./mail-error.js";

const CONNECT_MS = 30_000;
/** Before a server or a router forgets the connection. */
const IDLE_MAX_MS = 4 * 60_000;
/** Without it, new mail is announced only after a pause. */
const IDLE_AFTER_MS = 100;
/** Longer answers of the server are refused. */
const LITERAL_MAX_BYTES = 64 * 1_024 * 1_024;

/** An HTTP proxy that lets connections through to the port of the server. */
function proxyFor({ host, port, isLocal }: MailServer): string | undefined {
  return isLocal ? undefined : proxyOf(new URL(`https://${toAuthority(host, port)}`), process.env);
}

function optionsFor({ imap, user, password }: EmailSettings): ImapFlowOptions {
  const { host, port, secure, isLocal } = imap;
  return {
    host,
    port,
    secure,
    ...(secure || isLocal ? {} : { doSTARTTLS: true }),
    auth: { user, pass: password },
    proxy: proxyFor(imap),
    logger: false,
    connectionTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
    maxIdleTime: IDLE_MAX_MS,
    autoIdleDelay: IDLE_AFTER_MS,
    maxLiteralSize: LITERAL_MAX_BYTES,
    clientInfo: { name: "TinyAGI" },
  };
}

export function smtpOptionsFor({ smtp, user, password }: EmailSettings): SMTPTransportOptions {
  const { host, port, secure, isLocal } = smtp;
  return {
    host,
    port,
    secure,
    requireTLS: !secure && !isLocal,
    auth: { user, pass: password },
    proxy: proxyFor(smtp) ?? "",
    connectionTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
  };
}

/** Connected and logged in. It closes when the signal aborts. @throws PlatformError */
export async function openMailbox(settings: EmailSettings, signal: AbortSignal): Promise<ImapFlow> {
  signal.throwIfAborted();
  const client = new ImapFlow(optionsFor(settings));
  // `close` follows, which is what counts.
  client.on("error", () => {});
  const close = (): void => client.close();
  signal.addEventListener("abort", close, { once: true });
  client.once("close", () => signal.removeEventListener("abort", close));
  try {
    await client.connect();
    return client;
  } catch (error) {
    client.close();
    signal.throwIfAborted();
    throw imapError(error, "login");
  }
}
