import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { LeptonError } from "@lepton/core";

/** Keeps secrets that must be read again (to sign with) unreadable to whoever has the metadata file alone. */
export interface SecretBox {
  seal(text: string, subject: string): string;
  /** Throws `WEBHOOK_SECRET_LOST` when the key is another than it was sealed with. */
  open(sealed: string, subject: string): string;
}

/**
 * AES-256-GCM under a key in a file of its own (mode 0600), bound to the thing it belongs to. The key is made at the first
 * use; without a file it lives as long as the process.
 */
export function secretBox(file: string | null): SecretBox {
  let key: Buffer | undefined;
  const keyOf = () => {
    key ??= file === null ? randomBytes(32) : keyIn(file);
    return key;
  };
  return {
    seal(text, subject) {
      const iv = randomBytes(12);
      const cipher = createCipheriv("aes-256-gcm", keyOf(), iv).setAAD(Buffer.from(subject));
      const body = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
      return ["v1", iv, cipher.getAuthTag(), body]
        .map((part) => (typeof part === "string" ? part : part.toString("base64url")))
        .join(".");
    },
    open(sealed, subject) {
      const [version, iv = "", tag = "", body = ""] = sealed.split(".");
      try {
        if (version !== "v1") throw new Error(`unknown version ${version}`);
        const decipher = createDecipheriv("aes-256-gcm", keyOf(), Buffer.from(iv, "base64url"))
          .setAAD(Buffer.from(subject))
          .setAuthTag(Buffer.from(tag, "base64url"));
        return Buffer.concat([decipher.update(Buffer.from(body, "base64url")), decipher.final()]).toString(
          "utf8",
        );
      } catch (cause) {
        throw new LeptonError(
          "WEBHOOK_SECRET_LOST",
          {
            problem: "The secret of this webhook cannot be read: it was kept under another key.",
            next: "Make a new secret and give it to the receiver, or put secret.key of the old data folder back.",
            status: 409,
          },
          { cause },
        );
      }
    },
  };
}

function keyIn(file: string): Buffer {
  if (existsSync(file)) return Buffer.from(readFileSync(file, "utf8").trim(), "base64url");
  const key = randomBytes(32);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${key.toString("base64url")}\n`, { mode: 0o600, flag: "wx" });
  return key;
}
