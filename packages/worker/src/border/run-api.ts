/** How the API of the daemon is called for a run on another machine: as that run, and as nobody else. */

export interface RunApi {
  readonly port: number;
  /** Of this run. It is used on the daemon's machine alone. */
  readonly token: string;
  readonly conversationId: string;
  /** Makes the token worthless. */
  release(): void;
}
