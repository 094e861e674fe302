import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openWarehouse } from "./index.ts";

test("an event written is an event read", async () => {
  const warehouse = await openWarehouse({ directory: mkdtempSync(join(tmpdir(), "lepton-")) });
  await warehouse.write([
    {
      project: "p",
      event: "a",
      distinctId: "u",
      ts: 1_700_000_000_123,
      receivedAt: 1_700_000_000_200,
      properties: { $browser: "x", n: 2 },
    },
  ]);
  const rows = await warehouse.query(
    "SELECT event, toUnixTimestamp64Milli(ts) AS t, toString(properties.`$browser`) AS b, properties FROM events WHERE project = {p:String}",
    { p: "p" },
  );
  expect(rows).toEqual([{ event: "a", t: "1700000000123", b: "x", properties: { $browser: "x", n: "2" } }]);
  await warehouse.close();
});
