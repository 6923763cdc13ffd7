/** `channels.email` of the settings, as the adapter reads it. */
import { AppError } from "@tinyagi/contracts";
import { z } from "zod";

const hostSchema = z.string().regex(/^[A-Za-z0-9.:-]{1,253}$/);
const portSchema = z.number().int().min(1).max(65_535);

const schema = z.looseObject({
  address: z.string().regex(/^[^\s@<>"]{1,64}@[A-Za-z0-9.-]{1,253}$/),
  user: z.string().min(1).optional(),
  password: z.string().min(1),
  imap_host: hostSchema,
  imap_port: portSchema.default(993),
  smtp_host: hostSchema,
  smtp_port: portSchema.default(465),
  authserv_id: z.string().min(1).max(253).optional(),
  allow: z.array(z.string()).optional(),
});

/** What these providers write at the beginning of `Authentication-Results`. */
const AUTHSERV_IDS: Readonly<Record<string, string>> = {
  "imap.gmail.com": "mx.google.com",
  "imap.googlemail.com": "mx.google.com",
};

export interface MailServer {
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte. Otherwise the connection must become a secure one before the password is sent. */
  readonly secure: boolean;
  /** On this machine: nobody else sees what is sent. */
  readonly isLocal: boolean;
}

export interface EmailSettings {
  readonly address: string;
  readonly user: string;
  readonly password: string;
  readonly imap: MailServer;
  readonly smtp: MailServer;
  /** The only server whose word on the sender counts. */
  readonly authservId: string;
  /** Addresses, or `@domain`. Undefined: everybody may ask. */
  readonly allow: readonly string[] | undefined;
}

/** @throws AppError `INVALID_INPUT` */
export function emailSettings(settings: unknown): EmailSettings {
  const parsed = schema.safeParse(settings);
  if (!parsed.success) throw unusable(parsed.error.issues.map(({ path }) => path.join(".")));
  const { address, user, password, allow, ...given } = parsed.data;
  const authservId = given.authserv_id ?? AUTHSERV_IDS[given.imap_host.toLowerCase()];
  if (authservId === undefined) throw unusable(["authserv_id"]);
  return {
    address: address.toLowerCase(),
    user: user ?? address,
    password,
    imap: toServer(given.imap_host, given.imap_port, 993),
    smtp: toServer(given.smtp_host, given.smtp_port, 465),
    authservId: authservId.toLowerCase(),
    allow: allow?.map((entry) => entry.trim().toLowerCase()),
  };
}

function unusable(names: readonly string[]): AppError {
  return new AppError(
    "INVALID_INPUT",
    `channels.email cannot be used: check ${names.join(" and ")}. It needs address, password, imap_host and smtp_host. authserv_id is the name at the beginning of the header Authentication-Results in mail that you received there.`,
  );
}

const LOCAL_HOSTS: ReadonlySet<string> = new Set(["localhost", "127.0.0.1", "::1"]);

function toServer(host: string, port: number, securePort: number): MailServer {
  return { host, port, secure: port === securePort, isLocal: LOCAL_HOSTS.has(host) };
}
