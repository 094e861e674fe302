import { LeptonError } from "@lepton/core";

interface Failures {
  count: number;
  /** UTC milliseconds until which no try is let through. */
  blockedUntil: number;
}
/** Tries that cost nothing; then each doubles the wait, from one second up to a quarter of an hour. */
const free = { account: 5, address: 20 };
const longestSeconds = 15 * 60;
/** Names remembered at once: an attacker with many names must not fill the memory. */
const remembered = 20_000;

/**
 * Slows down guessing: per account (one password tried after the other) and per address (one
 * password tried on many accounts). A try counts before its password is checked, so that
 * parallel tries do not slip through; a success gives it back.
 */
export class LoginThrottle {
  readonly #failures = new Map<string, Failures>();
  readonly #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** Throws `LOGIN_THROTTLED` (429) while the account (if there is one yet) or the address must wait. */
  attempt(email: string | null, ip: string): void {
    const names = [`account ${email}`, `address ${ip}`];
    const wait = Math.max(
      ...names.map((name) => (this.#failures.get(name)?.blockedUntil ?? 0) - this.#now()),
    );
    if (wait > 0) throw throttled(Math.ceil(wait / 1000));
    if (email !== null) this.#count(`account ${email}`, free.account);
    this.#count(`address ${ip}`, free.address);
  }

  succeeded(email: string | null, ip: string): void {
    this.#failures.delete(`account ${email}`);
    const address = this.#failures.get(`address ${ip}`);
    if (address) address.count -= 1;
  }

  #count(name: string, allowed: number): void {
    const count = (this.#failures.get(name)?.count ?? 0) + 1;
    const seconds = count < allowed ? 0 : Math.min(2 ** (count - allowed), longestSeconds);
    this.#failures.delete(name);
    this.#failures.set(name, { count, blockedUntil: this.#now() + seconds * 1000 });
    for (const oldest of this.#failures.keys()) {
      if (this.#failures.size <= remembered) break;
      this.#failures.delete(oldest);
    }
  }
}

function throttled(seconds: number): LeptonError {
  return new LeptonError("LOGIN_THROTTLED", {
    problem: "Too many failed logins.",
    next: `Wait ${seconds} seconds and try again.`,
    status: 429,
  });
}
