import type { Warehouse } from "@lepton/warehouse";
import fastify, { type FastifyInstance } from "fastify";
import { Act } from "./act/act.ts";
import { WriteKeys } from "./auth/writeKeys.ts";
import { capturePlugin } from "./capture/index.ts";
import { defaults, type ServerConfig } from "./config.ts";
import type { AppContext } from "./context.ts";
import { handleErrors } from "./http/errors.ts";
import { readJson } from "./http/json.ts";
import { documentApi } from "./http/openapi.ts";
import { servePages } from "./http/pages.ts";
import { listRoutes } from "./http/routeList.ts";
import { limitRate, secure } from "./http/security.ts";
import { importRoutes } from "./import/index.ts";
import { Predictor } from "./learn/predict.ts";
import { Training } from "./learn/training.ts";
import { LiveBus } from "./live/bus.ts";
import type { Meta } from "./meta/open.ts";
import { alertRoutes } from "./routes/alerts.ts";
import { audienceRoutes } from "./routes/audiences.ts";
import { backupRoutes } from "./routes/backup.ts";
import { cohortRoutes } from "./routes/cohorts.ts";
import { experimentRoutes } from "./routes/experiments.ts";
import { feedbackRoutes } from "./routes/feedback.ts";
import { forecastRoutes } from "./routes/forecast.ts";
import { jobStreamRoutes } from "./routes/jobStream.ts";
import { jobRoutes } from "./routes/jobs.ts";
import { keyRoutes } from "./routes/keys.ts";
import { liveRoutes } from "./routes/live.ts";
import { marketRoutes } from "./routes/market.ts";
import { memberRoutes } from "./routes/members.ts";
import { modelFileRoutes } from "./routes/modelFiles.ts";
import { modelMonitorRoutes } from "./routes/modelMonitor.ts";
import { modelRoutes } from "./routes/models.ts";
import { peopleRoutes } from "./routes/people.ts";
import { personPredictionRoutes } from "./routes/personPredictions.ts";
import { projectRoutes } from "./routes/projects.ts";
import { queryRoutes } from "./routes/query.ts";
import { recordRoutes } from "./routes/records.ts";
import { savedRoutes } from "./routes/saved.ts";
import { sessionRoutes } from "./routes/session.ts";
import { sqlRoutes } from "./routes/sql.ts";
import { surveyRoutes } from "./routes/surveys.ts";
import { gate } from "./warehouseGate.ts";

declare module "fastify" {
  interface FastifyInstance {
    /** Goes on with the jobs that wait: call it when the warehouse is open and abandoned ones are marked. */
    resumeJobs(): void;
    /** Audiences, alerts and webhooks: start it when the warehouse is open. */
    act: Act;
    /** The process that trains or scores now. */
    learnPid(): number | undefined;
  }
}

export interface AppParts {
  /** May still be opening: pages are served meanwhile, the API answers 503. */
  warehouse: Warehouse | Promise<Warehouse>;
  meta: Meta;
  config?: Partial<ServerConfig>;
}

/** The whole server as a Fastify instance; the caller listens (or injects) and closes. */
export async function buildApp({ warehouse, meta, config }: AppParts): Promise<FastifyInstance> {
  const settings = { ...defaults, ...config };
  const gated = gate(warehouse);
  const keys = new WriteKeys(meta.keys, meta.projects);
  const base = {
    warehouse: gated,
    isReady: gated.isReady,
    meta,
    config: settings,
    live: new LiveBus(),
    keys,
  };
  const training = new Training(base, (error) => app.log.error({ err: error }, "job failed"));
  const predictor = new Predictor((model) => training.fileOf(model));
  const act = new Act(base, (error) => app.log.error({ err: error }, "acting failed"));
  const context: AppContext = { ...base, training, predictor, act };
  const app = fastify({
    logger: settings.logLevel === "silent" ? false : { level: settings.logLevel, redact: redacted },
    trustProxy: settings.trustProxy,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 500 },
    // Slow senders are cut off; imports stream, so the request itself may last.
    connectionTimeout: 0,
    requestTimeout: 0,
    keepAliveTimeout: 72_000,
  });
  handleErrors(app);
  app.decorate("resumeJobs", () => training.resume());
  app.decorate("learnPid", () => training.pid);
  app.decorate("act", act);
  app.addHook("preClose", async () => {
    await act.close();
    await training.close();
    await predictor.close();
  });
  listRoutes(app);
  app.decorateRequest("caller", null);
  app.decorateRequest("project", null);
  // Trackers send thousands of times a second, and need nothing of what pages and the API do before a request
  // (security headers, cookies, a logger of its own): capture stands beside them, not below.
  await app.register(capturePlugin, { context, requestsPerSecond: settings.capturePerSecond });
  await app.register(async (pages) => {
    await secure(pages);
    await documentApi(pages, settings.version);
    pages.get("/healthz", { schema: { hide: true } }, async () => ({ ok: true }));
    await pages.register(async (api) => {
      readJson(api);
      await limitRate(api, settings.apiPerSecond);
      for (const routes of apiRoutes) routes(api, context);
    });
    await servePages(pages, settings);
  });
  return app;
}

const apiRoutes = [
  sessionRoutes,
  projectRoutes,
  jobRoutes,
  jobStreamRoutes,
  memberRoutes,
  keyRoutes,
  queryRoutes,
  forecastRoutes,
  peopleRoutes,
  liveRoutes,
  savedRoutes,
  cohortRoutes,
  surveyRoutes,
  feedbackRoutes,
  experimentRoutes,
  audienceRoutes,
  alertRoutes,
  modelRoutes,
  modelFileRoutes,
  modelMonitorRoutes,
  personPredictionRoutes,
  marketRoutes,
  recordRoutes,
  sqlRoutes,
  importRoutes,
  backupRoutes,
];

/** Never in a log: whatever lets somebody in. */
const redacted = ["req.headers.authorization", "req.headers.cookie", 'req.headers["x-csrf-token"]'];
