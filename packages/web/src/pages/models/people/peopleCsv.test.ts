import { expect, test } from "vitest";
import { peopleCsv } from "./peopleCsv.ts";

test("each person is a line with up to three reasons; a name cannot become a formula", () => {
  const reasons = [{ feature: "recency_days", value: 84, effect: 0.21 }];
  const items = [{ personId: "p1", label: "=cmd()", score: 0.91, reasons }];
  expect(peopleCsv(items, (name) => name.toUpperCase())).toBe(
    "person_id,name,score,reason_1,value_1,effect_1,reason_2,value_2,effect_2,reason_3,value_3,effect_3\r\n" +
      "p1,'=cmd(),0.91,RECENCY_DAYS,84,0.21,,,,,,\r\n",
  );
});
