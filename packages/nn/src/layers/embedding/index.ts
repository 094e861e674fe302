export { embedding } from "./embedding.ts";
export { positionEmbedding } from "./positionEmbedding.ts";
export { rotaryEmbedding } from "./rotaryEmbedding.ts";
export { sinePositionEncoding } from "./sinePositionEncoding.ts";
