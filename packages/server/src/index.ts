export { type AppParts, buildApp } from "./app.ts";
export { defaults, type ServerConfig } from "./config.ts";
export type { AppContext, PluginOptions } from "./context.ts";
export type * from "./contract/index.ts";
export { LiveBus, type LiveEvent } from "./live/bus.ts";
export { type Meta, openMeta } from "./meta/open.ts";
export { type RunningServer, type StartOptions, startServer } from "./start.ts";
