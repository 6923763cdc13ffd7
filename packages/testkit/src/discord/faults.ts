/** What can go wrong with the REST side of the fake Discord. Each fault meets the next request that it matches. */

export type RestFault =
  /** Refuses with a status, before anything happens. */
  | { readonly kind: "status"; readonly status: number; readonly code?: number }
  | { readonly kind: "rate-limit"; readonly retryAfterS: number; readonly global?: boolean }
  | { readonly kind: "redirect"; readonly to: string }
  /** Cuts the connection before anything happens. */
  | { readonly kind: "cut" }
  /** Does what was asked, and cuts the connection instead of answering. */
  | { readonly kind: "lose-answer" }
  /** Does what was asked and never answers. */
  | { readonly kind: "hang" };

export interface RestMatch {
  readonly method?: string;
  /** Matched against the path behind `/api/v10`. */
  readonly path?: RegExp;
  /** How many requests meet the fault; default 1. */
  readonly times?: number;
}

export interface FaultPlan {
  add(fault: RestFault, match?: RestMatch): void;
  /** The fault for a request. It counts as met. */
  take(method: string, path: string): RestFault | undefined;
  clear(): void;
}

interface Planned {
  readonly fault: RestFault;
  readonly match: RestMatch;
  left: number;
}

export function createFaultPlan(): FaultPlan {
  let planned: Planned[] = [];
  return {
    add: (fault, match = {}) => void planned.push({ fault, match, left: match.times ?? 1 }),
    take(method, path) {
      const found = planned.find(
        ({ match }) => (match.method ?? method) === method && (match.path?.test(path) ?? true),
      );
      if (found === undefined) return undefined;
      found.left -= 1;
      planned = planned.filter(({ left }) => left > 0);
      return found.fault;
    },
    clear: () => {
      planned = [];
    },
  };
}
