import { Avatar } from "@mantine/core";

const colors = ["pine", "honey", "indigo", "grape", "violet", "cyan", "pink", "blue"] as const;

/** A small round mark with initials; its colour belongs to the id, so that a person keeps it everywhere. */
export function PersonMark({ id, label, size = 30 }: { id: string; label: string; size?: number }) {
  let sum = 0;
  for (const letter of id) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 9973;
  const initials = [...(label || id).replace(/[^\p{L}\p{N}]/gu, "")].slice(0, 2).join("").toUpperCase();
  return (
    <Avatar size={size} radius="xl" color={colors[sum % colors.length] ?? "pine"} aria-hidden>
      {initials || "?"}
    </Avatar>
  );
}
