import { LeptonError } from "@lepton/core";
import { z } from "zod";

/** A place in a list: the sort key of the last row sent, and its tie breaker. */
const place = z.tuple([z.string(), z.string()]);
export type Place = z.infer<typeof place>;

/** The place as the opaque text that goes out with a page. */
export function writeCursor(at: Place): string {
  return Buffer.from(JSON.stringify(at)).toString("base64url");
}

/** The place a page begins after; refuses what `writeCursor` did not make. */
export function readCursor(cursor: string): Place {
  try {
    return place.parse(JSON.parse(Buffer.from(cursor, "base64url").toString()));
  } catch (cause) {
    throw new LeptonError(
      "CURSOR_INVALID",
      {
        problem: "This cursor is not one of ours.",
        received: cursor.slice(0, 100),
        next: "Send nextCursor of the page before, unchanged.",
        field: "cursor",
      },
      { cause },
    );
  }
}
