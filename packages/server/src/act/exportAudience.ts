import { listPeople } from "@lepton/growth";
import type { AppContext } from "../context.ts";
import type { Project } from "../contract/project.ts";
import { csvCell } from "../data/export.ts";
import { questionContext } from "../data/questionContext.ts";
import { slices } from "../meta/audiences.ts";

const columns = ["person_id", "label", "email", "first_seen", "last_seen", "properties"] as const;
const pageSize = 500;

/** The people an audience holds and does not hold out, as CSV; memory holds one page. */
export async function* audienceCsv(
  context: Pick<AppContext, "warehouse" | "meta">,
  project: Project,
  audience: string,
  signal: AbortSignal,
): AsyncGenerator<string> {
  yield `${columns.join(",")}\n`;
  const held = await context.meta.audiences.people(audience);
  const ids = [...held].filter(([, arm]) => arm === "delivered").map(([personId]) => personId);
  for (const page of slices(ids, pageSize)) {
    const { people } = await listPeople(questionContext(context, project, signal), {
      filter: {
        type: "group",
        op: "and",
        filters: [{ type: "property", on: "builtin", key: "person_id", operator: "in", value: page }],
      },
      limit: pageSize,
    });
    const known = new Map(people.map((person) => [person.personId, person]));
    yield page
      .map((personId) => {
        const person = known.get(personId);
        const { email, $email } = person?.properties ?? {};
        const cells = [
          personId,
          person?.label ?? "",
          email ?? $email ?? "",
          person?.firstSeen ?? "",
          person?.lastSeen ?? "",
          person?.properties ?? {},
        ];
        return `${cells.map(csvCell).join(",")}\n`;
      })
      .join("");
  }
}
