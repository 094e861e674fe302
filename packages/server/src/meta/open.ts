import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { pathToFileURL } from "node:url";
import { createClient, type InValue } from "@libsql/client";
import { type CompiledQuery, Kysely } from "kysely";
import { type Acting, actingOf } from "./acting.ts";
import { type Alerts, alertsOf } from "./alerts.ts";
import { type Audiences, audiencesOf } from "./audiences.ts";
import { type Audit, auditOf } from "./audit.ts";
import { type Cohorts, cohortsOf } from "./cohorts.ts";
import { type Dashboards, dashboardsOf } from "./dashboards.ts";
import { type Deliveries, deliveriesOf } from "./deliveries.ts";
import { libsqlDialect } from "./dialect.ts";
import { type Experiments, experimentsOf } from "./experiments.ts";
import { type Insights, insightsOf } from "./insights.ts";
import { type Jobs, jobsOf } from "./jobs.ts";
import { type Keys, keysOf } from "./keys.ts";
import { type Members, membersOf } from "./members.ts";
import { migrate } from "./migrate.ts";
import { type ModelChecks, modelChecksOf } from "./modelChecks.ts";
import { type Models, modelsOf } from "./models.ts";
import { type Projects, projectsOf } from "./projects.ts";
import { type Sessions, sessionsOf } from "./sessions.ts";
import { type Surveys, surveysOf } from "./surveys.ts";
import type { Tables } from "./tables.ts";

/** What the repositories work on. `atomically` applies all statements or none. */
export interface Store {
  db: Kysely<Tables>;
  atomically(statements: readonly { compile(): CompiledQuery }[]): Promise<void>;
}

/** Accounts, projects, keys and saved things: small records beside the warehouse. */
export interface Meta {
  acting: Acting;
  alerts: Alerts;
  audiences: Audiences;
  audit: Audit;
  cohorts: Cohorts;
  dashboards: Dashboards;
  deliveries: Deliveries;
  experiments: Experiments;
  insights: Insights;
  jobs: Jobs;
  keys: Keys;
  members: Members;
  modelChecks: ModelChecks;
  models: Models;
  projects: Projects;
  sessions: Sessions;
  surveys: Surveys;
  /** A consistent copy into a new file, while others write. */
  copyTo(file: string): Promise<void>;
  close(): Promise<void>;
}

/** Opens (and migrates) the metadata store in the SQLite file `file`. */
export async function openMeta(file: string): Promise<Meta> {
  mkdirSync(dirname(file), { recursive: true });
  const client = createClient({ url: pathToFileURL(file).href });
  await client.execute("PRAGMA journal_mode = WAL");
  // The command line may write beside a running server: wait for it instead of failing.
  await client.execute("PRAGMA busy_timeout = 5000");
  const db = new Kysely<Tables>({ dialect: libsqlDialect(client) });
  await migrate(db, file);
  const store: Store = {
    db,
    async atomically(statements) {
      const compiled = statements.map((statement) => statement.compile());
      await client.batch(
        compiled.map(({ sql, parameters }) => ({ sql, args: parameters as InValue[] })),
        "write",
      );
    },
  };
  return {
    acting: actingOf(store),
    alerts: alertsOf(store),
    audiences: audiencesOf(store),
    audit: auditOf(store),
    cohorts: cohortsOf(store),
    dashboards: dashboardsOf(store),
    deliveries: deliveriesOf(store),
    experiments: experimentsOf(store),
    insights: insightsOf(store),
    jobs: jobsOf(store),
    keys: keysOf(store),
    members: membersOf(store),
    modelChecks: modelChecksOf(store),
    models: modelsOf(store),
    projects: projectsOf(store),
    sessions: sessionsOf(store),
    surveys: surveysOf(store),
    async copyTo(target) {
      await client.execute({ sql: "VACUUM INTO ?", args: [target] });
    },
    async close() {
      await db.destroy();
      client.close();
    },
  };
}
