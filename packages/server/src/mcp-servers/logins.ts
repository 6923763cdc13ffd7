/**
 * Logins of the owner at MCP servers, by OAuth with a proof key (RFC 7636), as the protocol's SDK does it. The owner's
 * browser goes to the server and comes back with a code; this side exchanges it and keeps the tokens, which no agent sees.
 */
import { randomBytes, timingSafeEqual } from "node:crypto";
import type {
  OAuthClientInformationContext,
  OAuthClientProvider,
  OAuthDiscoveryState,
  StoredOAuthClientInformation,
  StoredOAuthTokens,
} from "@modelcontextprotocol/client";
import type { Clock } from "@tinyagi/base";
import { AppError } from "@tinyagi/contracts";
import { cleanLine } from "@tinyagi/contracts/clean-text";
import { assertTarget, createLoginFetch } from "./login-fetch.js";
import type { LoginStore, StoredLogin } from "./login-store.js";

/** Time for a person to log in. */
const LOGIN_MAX_MS = 10 * 60_000;
const CLIENT_NAME = "TinyAGI";

/** What the settings say about a server that registers no clients by itself. */
export interface OwnClient {
  readonly clientId?: string | undefined;
  readonly clientSecret?: string | undefined;
  readonly scope?: string | undefined;
}

export interface LoginPlace extends OwnClient {
  readonly id: string;
  readonly url: string;
}

/** A login that the transport uses and renews. */
export interface KeptLogin extends OAuthClientProvider {
  tokens(): StoredOAuthTokens | undefined;
}

/** What nobody may read. */
export function tokensOf(tokens: StoredOAuthTokens | undefined): string[] {
  return [tokens?.access_token, tokens?.refresh_token].filter((token) => token !== undefined);
}

export interface Logins {
  /** @returns where the browser is sent @throws AppError `UNAVAILABLE` with the server's reason */
  begin(place: LoginPlace, redirectUri: string): Promise<string>;
  /**
   * @param answer query of the address that the browser came back to
   * @throws AppError `INVALID_INPUT`, `CONFLICT` without a login that was begun, `UNAVAILABLE`
   */
  finish(place: LoginPlace, answer: string): Promise<void>;
  /** For requests to the server. Undefined without a login. */
  provider(place: LoginPlace): Promise<KeptLogin | undefined>;
  has(place: Pick<LoginPlace, "id" | "url">): Promise<boolean>;
  forget(id: string): Promise<void>;
  /** Forgets those of all other servers. */
  keepOnly(ids: readonly string[]): Promise<void>;
}

export interface LoginsOptions {
  readonly store: LoginStore;
  readonly clock: Clock;
  /** Takes a secret out of everything that is logged. */
  readonly learn: (secret: string) => void;
}

interface Begun {
  readonly url: string;
  readonly state: string;
  readonly until: number;
  readonly provider: Provider;
}

export function createLogins(options: LoginsOptions): Logins {
  const { store, clock } = options;
  /** By the id of the server: a later login replaces an earlier one. */
  const begun = new Map<string, Begun>();
  const create = (place: LoginPlace, login: Partial<StoredLogin>) => new Provider(place, login, options);
  return {
    async begin(place, redirectUri) {
      const provider = create(place, { redirectUri });
      await authorize(provider, place);
      const { target } = provider;
      if (target === undefined) throw unavailable(place, "it named no address for a login");
      await assertTarget(target, place.url).catch((error: unknown) => {
        throw unavailable(place, toReason(error));
      });
      const until = clock.monotonic() + LOGIN_MAX_MS;
      begun.set(place.id, { url: place.url, state: provider.state(), until, provider });
      return target.href;
    },
    async finish(place, answer) {
      const found = begun.get(place.id);
      if (found === undefined || found.url !== place.url || found.until < clock.monotonic())
        throw new AppError(
          "CONFLICT",
          `No login at the MCP server ${place.id} waits for an answer. Begin again: tinyagi mcp login ${place.id}`,
        );
      const { code, iss } = readAnswer(answer, found.state);
      // A code is worth one try.
      begun.delete(place.id);
      await authorize(found.provider, place, { code, iss });
    },
    async provider(place) {
      const login = await store.read(place.id, place.url);
      return login && create(place, login);
    },
    has: async ({ id, url }) => (await store.read(id, url)) !== undefined,
    async forget(id) {
      begun.delete(id);
      await store.forget(id);
    },
    async keepOnly(ids) {
      const others = (await store.ids()).filter((id) => !ids.includes(id));
      await Promise.all(others.map((id) => store.forget(id)));
    },
  };
}

/** What the SDK asks of a client, for one server. */
class Provider implements KeptLogin {
  /** Where the browser is to go. */
  target: URL | undefined;
  private readonly ownState = randomBytes(32).toString("base64url");
  private verifier = "";
  private discovered: OAuthDiscoveryState | undefined;
  private login: Partial<StoredLogin>;

  constructor(
    private readonly place: LoginPlace,
    login: Partial<StoredLogin>,
    private readonly options: LoginsOptions,
  ) {
    this.login = login;
    this.learn();
  }

  get redirectUrl(): string {
    return this.login.redirectUri ?? "";
  }

  get clientMetadata() {
    const { clientSecret, scope } = this.place;
    return {
      client_name: CLIENT_NAME,
      redirect_uris: [this.redirectUrl],
      grant_types: ["authorization_code", "refresh_token"],
      response_types: ["code"],
      token_endpoint_auth_method: clientSecret === undefined ? "none" : "client_secret_post",
      ...(scope === undefined ? {} : { scope }),
    };
  }

  state(): string {
    return this.ownState;
  }

  clientInformation(_context?: OAuthClientInformationContext): StoredOAuthClientInformation | undefined {
    const { clientId, clientSecret } = this.place;
    if (clientId === undefined) return this.login.client as StoredOAuthClientInformation | undefined;
    return { client_id: clientId, ...(clientSecret === undefined ? {} : { client_secret: clientSecret }) };
  }

  saveClientInformation(client: StoredOAuthClientInformation): void {
    this.login = { ...this.login, client: { ...client } };
  }

  tokens(): StoredOAuthTokens | undefined {
    return this.login.tokens as StoredOAuthTokens | undefined;
  }

  async saveTokens(tokens: StoredOAuthTokens): Promise<void> {
    const client = { ...this.clientInformation(), client_id: this.clientInformation()?.client_id ?? "" };
    const login = { url: this.place.url, redirectUri: this.redirectUrl, client, tokens: { ...tokens } };
    this.login = login;
    this.learn();
    await this.options.store.write(this.place.id, login);
  }

  redirectToAuthorization(url: URL): void {
    this.target = url;
  }

  saveCodeVerifier(verifier: string): void {
    this.verifier = verifier;
  }

  codeVerifier(): string {
    return this.verifier;
  }

  /** Where the login was begun: its code is sent nowhere else. */
  saveDiscoveryState(found: OAuthDiscoveryState): void {
    this.discovered = found;
  }

  discoveryState(): OAuthDiscoveryState | undefined {
    return this.discovered;
  }

  /** The server no longer takes them. */
  async invalidateCredentials(scope: "all" | "client" | "tokens" | "verifier" | "discovery"): Promise<void> {
    if (scope === "verifier") this.verifier = "";
    if (scope === "discovery") this.discovered = undefined;
    if (scope !== "all" && scope !== "client" && scope !== "tokens") return;
    const { tokens: _ended, client, ...rest } = this.login;
    this.login = scope === "tokens" && client !== undefined ? { ...rest, client } : rest;
    await this.options.store.forget(this.place.id);
  }

  private learn(): void {
    for (const token of tokensOf(this.tokens())) this.options.learn(token);
  }
}

/** @throws AppError `UNAVAILABLE` */
async function authorize(
  provider: Provider,
  place: LoginPlace,
  answer: { code?: string; iss?: string | undefined } = {},
): Promise<void> {
  // Loaded here: a home without such servers never pays for the SDK.
  const { auth } = await import("@modelcontextprotocol/client");
  const { code, iss } = answer;
  try {
    await auth(provider, {
      serverUrl: place.url,
      fetchFn: createLoginFetch(place.url),
      ...(code === undefined ? {} : { authorizationCode: code }),
      ...(iss === undefined ? {} : { iss }),
      ...(place.scope === undefined ? {} : { scope: place.scope }),
    });
  } catch (error) {
    throw unavailable(place, toReason(error));
  }
}

/** @throws AppError `INVALID_INPUT` */
function readAnswer(answer: string, state: string): { code: string; iss: string | undefined } {
  const params = new URLSearchParams(answer);
  const refused = params.get("error_description") ?? params.get("error");
  if (!isSame(params.get("state") ?? "", state))
    throw new AppError("INVALID_INPUT", "This answer belongs to another login. Begin again.");
  if (refused !== null)
    throw new AppError("INVALID_INPUT", `The login was refused: ${cleanLine(refused.slice(0, 200))}`);
  const code = params.get("code");
  if (code === null) throw new AppError("INVALID_INPUT", "The answer contains no code. Begin again.");
  return { code, iss: params.get("iss") ?? undefined };
}

function isSame(given: string, wanted: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(wanted)];
  return one.length === other.length && timingSafeEqual(one, other);
}

function toReason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function unavailable({ id }: LoginPlace, reason: string): AppError {
  const shown = cleanLine(reason.slice(0, 300));
  return new AppError("UNAVAILABLE", `The login at the MCP server ${id} failed: ${shown}`);
}
