import { hash, verify } from "@node-rs/argon2";

/** argon2id at OWASP's first choice: 19 MiB, two passes, one lane (Password Storage Cheat Sheet, 2024). */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

export function hashPassword(password: string): Promise<string> {
  return hash(password, cost);
}

let decoy: Promise<string> | null = null;

/**
 * Whether the password belongs to the hash. Without a hash (unknown account) the same work is done,
 * so that the time taken does not tell which addresses have accounts.
 */
export async function checkPassword(passwordHash: string | null, password: string): Promise<boolean> {
  decoy ??= hashPassword("no account has this password");
  const matches = await verify(passwordHash ?? (await decoy), password);
  return passwordHash !== null && matches;
}
