/**
 * Who reads an answer along. A reader is never told the same text twice: a call that broke off in mid-stream is only
 * repeated for one that can take back what it has. A fault of the reader is counted and changes nothing else.
 */

export interface TextReader {
  onText(delta: string): void;
  /** Hands over the reasoning of a complete answer. */
  onReasoning(text: string): void;
  /** Tells the reader to drop the text of the current turn. */
  restart(): void;
  /** Whether {@link restart} reaches anybody. */
  readonly canRestart: boolean;
  /** Calls that threw or rejected. */
  readonly failures: number;
}

export interface TextListener {
  onText?: ((delta: string) => void) | undefined;
  onRestart?: (() => void) | undefined;
  onReasoning?: ((text: string) => void) | undefined;
}

/** @returns `undefined` when nobody reads along */
export function createTextReader({ onText, onRestart, onReasoning }: TextListener): TextReader | undefined {
  if (onText === undefined) return undefined;
  let failures = 0;
  const count = () => {
    failures += 1;
  };
  const guarded = (call: () => unknown) => {
    try {
      const answer = call();
      if (answer instanceof Promise) answer.catch(count);
    } catch {
      // Like a listener of events, a reader must not reach the run: the result says how often it failed.
      count();
    }
  };
  return {
    onText: (delta) => guarded(() => onText(delta)),
    onReasoning: (text) => guarded(() => onReasoning?.(text)),
    restart: () => guarded(() => onRestart?.()),
    canRestart: onRestart !== undefined,
    get failures() {
      return failures;
    },
  };
}
