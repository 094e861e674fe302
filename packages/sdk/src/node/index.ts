export { createClient } from "./client.ts";
export type {
  AliasCall,
  Client,
  ClientOptions,
  Common,
  DeliveryError,
  FlushReport,
  GroupCall,
  IdentifyCall,
  Properties,
  TrackCall,
} from "./types.ts";
