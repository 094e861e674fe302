/** What an error tells a person: what was wrong, what was received, what to do next. */
export interface ErrorParts {
  /** One sentence: what was wrong. */
  problem: string;
  /** The value at fault, shortened; never a secret. */
  received?: string;
  /** One sentence: what to do about it. */
  next: string;
  /** Dotted path of the input field at fault, e.g. `series.0.event`. */
  field?: string;
  /** HTTP status when the error reaches a client; 400 unless told. */
  status?: number;
}

/**
 * The one error class of Lepton. `code` is stable for programs, the parts are for people.
 * Everything thrown on purpose is one of these; anything else is a defect.
 */
export class LeptonError extends Error {
  readonly code: string;
  readonly problem: string;
  readonly received: string | undefined;
  readonly next: string;
  readonly field: string | undefined;
  readonly status: number;

  constructor(code: string, parts: ErrorParts, options?: { cause?: unknown }) {
    const received = parts.received === undefined ? "" : ` Received: ${parts.received}.`;
    super(`${parts.problem}${received} ${parts.next}`, options);
    this.name = "LeptonError";
    this.code = code;
    this.problem = parts.problem;
    this.received = parts.received;
    this.next = parts.next;
    this.field = parts.field;
    this.status = parts.status ?? 400;
  }
}
