export { bidirectional } from "./bidirectional.ts";
export { gru } from "./gru.ts";
export { lstm } from "./lstm.ts";
export { simpleRnn } from "./simpleRnn.ts";
export { timeDistributed } from "./timeDistributed.ts";
