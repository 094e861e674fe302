import { createHash, randomBytes, timingSafeEqual } from "node:crypto";

/** New opaque id such as `prj_3FhK…`: 96 random bits behind a readable prefix. */
export function newId(prefix: string): string {
  return `${prefix}_${randomBytes(12).toString("base64url")}`;
}

/** Unguessable secret: 192 random bits. */
export function newSecret(prefix: string): string {
  return `${prefix}_${randomBytes(24).toString("base64url")}`;
}

/** SHA-256, enough for secrets that were drawn at random (passwords take argon2id instead). */
export function hashSecret(secret: string): string {
  return createHash("sha256").update(secret).digest("hex");
}

/** Compares in constant time. */
export function sameText(a: string, b: string): boolean {
  const left = createHash("sha256").update(a).digest();
  const right = createHash("sha256").update(b).digest();
  return timingSafeEqual(left, right);
}
