/** A random UUID, version 4, variant `a`. Not `crypto.randomUUID`: that one is missing on plain http pages. */
export const uuid = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => (byte + 256).toString(16).slice(1))
    .join("")
    .replace(/(.{8})(.{4}).(.{3}).(.{3})/, "$1-$2-4$3-a$4-");
