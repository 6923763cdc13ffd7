/** Where the list of runs was left: its filters come back with the run that was opened from it. */
let filters = "";

/** @param search of the address of the list */
export function rememberList(search: string): void {
  filters = search;
}

/** @param runId the run whose row is shown again */
export function listAddress(runId: string): string {
  const params = new URLSearchParams(filters);
  params.set("at", runId);
  return `/runs?${params}`;
}
