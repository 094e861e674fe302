import type { Warehouse } from "@lepton/warehouse";
import type { Act } from "./act/act.ts";
import type { ResolvedKey } from "./auth/writeKeys.ts";
import type { ServerConfig } from "./config.ts";
import type { Predictor } from "./learn/predict.ts";
import type { Training } from "./learn/training.ts";
import type { LiveBus } from "./live/bus.ts";
import type { Meta } from "./meta/open.ts";

/** What training and predicting work with: everything but themselves. */
export type LearnContext = Omit<AppContext, "training" | "predictor" | "act">;

/**
 * What every route and plugin works with. Plugins (`capture`, `import`) are Fastify plugins of
 * the form `(app, { context }) => …`; the app ignores trailing slashes, so a path is registered once.
 */
export interface AppContext {
  /** Until the engine is open its methods reject with `WAREHOUSE_OPENING` (503, retry). */
  warehouse: Warehouse;
  /** False while the warehouse is opening. */
  isReady(): boolean;
  meta: Meta;
  config: ServerConfig;
  /** Publish events here after `warehouse.write` returned. */
  live: LiveBus;
  /** What trains and scores, in processes of their own. */
  training: Training;
  /** Predictions on request. */
  predictor: Predictor;
  /** Audiences, alerts and webhooks. */
  act: Act;
  keys: {
    /** The project a write key sends to; null when the key is unknown or revoked. Cached: cheap per request. */
    resolveWriteKey(token: string): Promise<ResolvedKey | null>;
    /** After a key or a project was removed, or a project's settings changed. */
    forget(): void;
  };
}

export interface PluginOptions {
  context: AppContext;
}
