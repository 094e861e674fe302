/** Too little data is its own answer, never a neutral-looking zero or p = 1. */
export interface NotEnough {
  kind: "notEnough";
  have: number;
  need: number;
}
export const notEnough = (have: number, need: number): NotEnough => ({ kind: "notEnough", have, need });
